import type { Clock } from "../../lib/clock.js";
import type { ArchiveUpkeep } from "./archive-upkeep.js";
import type { Contents } from "./contents.js";
import { finishedFrom, type Said } from "./domain/viewing.js";
import type { Recordings } from "./recordings.js";
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
  contents,
  recordings,
  clock,
}: {
  readonly store: ViewingStore;
  readonly upkeep: ArchiveUpkeep;
  readonly contents: Contents;
  readonly recordings: Recordings;
  readonly clock: Clock;
}): ProgressRecorder {
  return {
    async record(said) {
      const now = clock.now();
      const taken = said
        // What has waited for longer may be older than a removal that is forgotten.
        .filter(({ watchedAt }) => watchedAt >= upkeep.oldestTaken(now))
        .map((one) => ({ ...one, watchedAt: Math.min(one.watchedAt, now + FURTHEST_AHEAD_MS) }));
      const grown = await store.record(await withLengths(taken, { contents, recordings }));
      await store.overflow(grown, upkeep.archivedFrom(now));
    },
  };
}

/** Players do not say how long something lasts; its owner does, and is asked once for all. */
async function withLengths(
  said: readonly Said[],
  { contents, recordings }: { readonly contents: Contents; readonly recordings: Recordings },
): Promise<Said[]> {
  const unknown = (kind: Said["kind"]) => {
    const ofKind = said.filter((one) => one.kind === kind && one.durationSeconds === null);
    return [...new Map(ofKind.map(({ itemId, accountId }) => [itemId, { id: itemId, accountId }])).values()];
  };
  const [ofContents, ofRecordings] = await Promise.all([
    contents.lengths(unknown("CONTENT")),
    recordings.lengths(unknown("RECORDING")),
  ]);
  return said.map((one) => {
    const length = (one.kind === "CONTENT" ? ofContents : ofRecordings).get(one.itemId);
    const durationSeconds = one.durationSeconds ?? length?.durationSeconds ?? null;
    const finishedFromSeconds =
      one.finishedFromSeconds ?? finishedFrom(durationSeconds, length?.creditsFromSeconds ?? null);
    return { ...one, durationSeconds, finishedFromSeconds };
  });
}
