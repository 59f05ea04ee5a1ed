import type { Clock } from "../../lib/clock.js";
import type { ArchiveUpkeep } from "./archive-upkeep.js";
import type { Said } from "./domain/viewing.js";
import type { ViewingStore } from "./store.js";

/** The way of positions into the history, whoever brings them. */
export interface ProgressRecorder {
  /** Keeps the newest of each item; resolves once they are committed. May be told the same again and again. */
  record(said: readonly Said[]): Promise<void>;
}

/** Clocks of processes differ by less; a position from further ahead would outlast all that are said after it. */
const FURTHEST_AHEAD_MS = 5 * 60_000;

export function createProgressRecorder({
  store,
  upkeep,
  clock,
}: {
  readonly store: ViewingStore;
  readonly upkeep: ArchiveUpkeep;
  readonly clock: Clock;
}): ProgressRecorder {
  return {
    async record(said) {
      const now = clock.now();
      const taken = said
        // What has waited for longer may be older than a removal that is forgotten.
        .filter(({ watchedAt }) => watchedAt >= upkeep.oldestTaken(now))
        .map((one) => ({ ...one, watchedAt: Math.min(one.watchedAt, now + FURTHEST_AHEAD_MS) }));
      const grown = await store.record(taken);
      await store.overflow(grown, upkeep.archivedFrom(now));
    },
  };
}
