import type { Clock } from "../../lib/clock.js";
import { ACCOUNT_DELETED, protectHouseholds } from "../../lib/data-protection.js";
import type { EventBus } from "../../lib/events/event-bus.js";
import { opening } from "../../lib/lifecycle.js";
import type { Logger } from "../../lib/logger.js";
import type { ServiceTransport } from "../../lib/service.js";
import type { Slot } from "./domain/slots/household.js";
import type { ErasedHouseholds } from "./erased-households.js";
import type { Facts } from "./facts.js";
import type { SlotStore } from "./slot-store.js";
import type { PlaybackStore } from "./store.js";

/** A player that was not heard for so long has nothing left to send. */
const REMEMBERED_MS = 30 * 24 * 60 * 60 * 1_000;
const MOST_READ = 200_000;

/**
 * Playback's part in exports and erasures. It keeps the streams that run, and in every replica what it remembers of a
 * household; so each replica hears of an erasure, and the group does it for certain.
 */
export function protectPlayback(options: {
  readonly events: EventBus;
  readonly peers: ServiceTransport;
  readonly store: PlaybackStore;
  readonly slots: SlotStore;
  readonly facts: Facts;
  readonly erased: ErasedHouseholds;
  readonly clock: Clock;
  readonly log: Logger;
}): Promise<AsyncDisposable> {
  const { events, peers, store, slots, facts, erased, clock, log } = options;

  async function erase(accountId: string): Promise<void> {
    // First of all: what a player sends from now on is refused, and what was sent before is forgotten.
    erased.add(accountId);
    facts.householdErased(accountId);
    await slots.forget(accountId);
  }
  async function readErased(): Promise<void> {
    const hashes = await store.erasedHouseholds(clock.now() - REMEMBERED_MS, MOST_READ);
    for (const hash of hashes.toReversed()) erased.addHash(hash);
  }
  return opening("playback's data protection", async (lifecycle) => {
    const heard = events.listen({
      publishers: ["accounts"],
      types: [ACCOUNT_DELETED],
      // What fails here the group does for certain, a moment later.
      handle: ({ key }) => void erase(key).catch(() => undefined),
      onGap: () =>
        void readErased().catch((err: unknown) => log.error({ err }, "erased households were not read")),
    });
    lifecycle.use("erasures heard", heard);
    await readErased();
    const part = {
      service: "playback",
      database: store.database,
      async exportPart(accountId: string) {
        const { household } = await slots.run(accountId, { op: "peek" });
        return { streams: [...household.slots.values()].map(streamOf) };
      },
      eraseHousehold: erase,
    };
    lifecycle.use("requests applied", protectHouseholds({ events, peers }, part));
    return { [Symbol.asyncDispose]: () => lifecycle.close() };
  });
}

function streamOf({
  deviceId,
  contentId,
  profileId,
  mode,
  country,
  state,
  positionSeconds,
  startedAt,
  lastHeartbeatAt,
}: Slot) {
  return {
    deviceId,
    contentId,
    profileId,
    mode,
    country,
    state,
    positionSeconds,
    startedAt: new Date(startedAt).toISOString(),
    lastHeartbeatAt: new Date(lastHeartbeatAt).toISOString(),
  };
}
