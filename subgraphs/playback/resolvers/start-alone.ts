import type { PlaybackContext } from "../context.js";
import { outageBeat } from "../domain/heartbeat-schedule.js";
import type { StartCommand } from "../domain/slots/commands.js";
import type { Slot } from "../domain/slots/household.js";
import { SlotStoreAway } from "../slot-store.js";
import { playSessionOf, type Whereabouts } from "./play-session.js";

/**
 * A start that the slot store could not be asked about: granted, ungoverned. Its heartbeats bring it into the store
 * when that is back. A household has no more devices this way than streams, as far as this process knows; a device
 * may start as often as it likes, for a viewer who zaps holds one slot at a time.
 *
 * @throws SlotStoreAway when the household has had its devices.
 */
export async function startAlone(
  accountId: string,
  { playout, limit, positionSeconds, deadline }: StartCommand,
  whereabouts: Whereabouts,
  context: PlaybackContext,
) {
  const { alone, clock, random, log, traceId } = context;
  if (!alone.admit(accountId, playout.deviceId, limit.streams)) throw new SlotStoreAway();
  log.warn(
    { accountId, slotId: playout.slotId, total: alone.total, traceId },
    "a start is granted without the slot store",
  );
  const beat = outageBeat(random);
  const now = clock.now();
  const slot: Slot = {
    ...playout,
    state: "PLAYING",
    positionSeconds,
    // The store may yet carry out what this device asked before, but not after this: that must not look like the later one.
    startedAt: Math.max(now, deadline),
    lastHeartbeatAt: now,
    leaseMs: beat.leaseMs,
    sequence: 0,
    governed: false,
  };
  const firstHeartbeatInSeconds = beat.inSeconds;
  const granted = { accountId, slot, limit, reclaimedSlotId: null, firstHeartbeatInSeconds, ...whereabouts };
  return playSessionOf(granted, context);
}
