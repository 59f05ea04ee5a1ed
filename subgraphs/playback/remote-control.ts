import type { Clock } from "../../lib/clock.js";
import { PlayheadError } from "../../lib/errors.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import type { Ids } from "../../lib/ids.js";
import type { Logger } from "../../lib/logger.js";
import { REMOTE_COMMAND_LIFE_MS, type RemoteCommand, type RemoteWish } from "./domain/remote-command.js";
import type { Outcome, SlotCommand } from "./domain/slots/commands.js";
import type { Slot, TombstoneReason } from "./domain/slots/household.js";
import { STOP_REASON } from "./domain/stop-reason.js";
import type { SlotStore } from "./slot-store.js";

/**
 * Commands to players. Who listens the live bus itself knows: a player is subscribed to its channel while its socket is
 * open, and Redis drops the subscriptions of a gateway with its connection. So presence has no lease that could be
 * stale, and a command that went to nobody is known to have.
 */
export interface RemoteControl {
  /** The command as it was told; null where nobody listens. Rejects with SERVICE_UNAVAILABLE where it may be lost. */
  send(accountId: string, fromDeviceId: string, wish: RemoteWish): Promise<RemoteCommand | null>;
  /** Tells the player of a slot why it has ended, if it listens; its next heartbeat says so for certain. */
  stop(accountId: string, slot: Slot, reason: TombstoneReason): void;
  /** Whether a device of the household listens; null where that cannot be said now. */
  isHeard(accountId: string, deviceId: string): Promise<boolean | null>;
}

export function createRemoteControl(options: {
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
}): RemoteControl {
  const { live, clock, ids, log } = options;
  const commandOf = (
    wish: Omit<RemoteWish, "targetDeviceId">,
    fromDeviceId: string | null,
    reason: RemoteCommand["reason"] = null,
  ): RemoteCommand => {
    const issuedAt = clock.now();
    return {
      __typename: "RemoteCommand",
      id: ids.next("cmd"),
      kind: wish.kind,
      reason,
      fromDevice: fromDeviceId === null ? null : { __typename: "Device", id: fromDeviceId },
      content: wish.contentId === null ? null : { __typename: "Content", id: wish.contentId },
      recording: wish.recordingId === null ? null : { __typename: "Recording", id: wish.recordingId },
      positionSeconds: wish.positionSeconds,
      issuedAt,
      expiresAt: issuedAt + REMOTE_COMMAND_LIFE_MS,
    };
  };
  return {
    async send(accountId, fromDeviceId, wish) {
      const command = commandOf(wish, fromDeviceId);
      try {
        const heardBy = await live.tell(channelOf(accountId, wish.targetDeviceId), { ...command });
        return heardBy > 0 ? command : null;
      } catch (err) {
        log.warn({ err, accountId }, "a remote command may be lost");
        throw new PlayheadError(
          "SERVICE_UNAVAILABLE",
          "players cannot be reached now: try again in a moment",
        );
      }
    },
    stop(accountId, { deviceId, contentId }, reason) {
      const nothing = { recordingId: null, positionSeconds: null };
      const command = commandOf({ kind: "STOP", contentId, ...nothing }, null, STOP_REASON[reason]);
      live.publish(channelOf(accountId, deviceId), { ...command });
    },
    isHeard: (accountId, deviceId) =>
      live.isHeard(channelOf(accountId, deviceId)).catch((err: unknown) => {
        log.warn({ err, accountId }, "who listens to remote commands cannot be said now");
        return null;
      }),
  };
}

/** A channel of one device of one household, on the shard of the household. */
function channelOf(accountId: string, deviceId: string): string {
  return `remote:${deviceId}.${accountId}`;
}

/**
 * A slot store whose players hear at once that they must stop: by whoever ran the command, also where the slots are
 * Redis'. Who dies between the two leaves it to the player's next heartbeat.
 */
export function tellingPlayers(slots: SlotStore, remote: Pick<RemoteControl, "stop">): SlotStore {
  return {
    async run<Command extends SlotCommand>(accountId: string, command: Command): Promise<Outcome<Command>> {
      const outcome = await slots.run(accountId, command);
      // Nearly all commands are beats that change nothing; of those no more is read.
      if (!outcome.changed) return outcome;
      // Who starts stops others only by taking over.
      const reason = command.op === "stop" ? command.reason : "TAKEN_OVER";
      for (const { event, slot } of outcome.changes) {
        if (event === "STOPPED") remote.stop(accountId, slot, reason);
      }
      return outcome;
    },
    forget: (accountId) => slots.forget(accountId),
    [Symbol.asyncDispose]: () => slots[Symbol.asyncDispose](),
  };
}
