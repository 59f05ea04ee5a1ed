import type { Clock } from "../../lib/clock.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import type { Ids } from "../../lib/ids.js";
import type { GuideProblem } from "./domain/guide.js";
import { daysAfter, shrinkageOf } from "./domain/guide-guard.js";
import { type GuideImport, MOST_PROBLEMS } from "./domain/guide-import.js";
import { DAY_MS } from "./domain/guide-merge.js";
import { mergeGuide } from "./guide-merging.js";
import { type Reading, readGuide } from "./guide-reading.js";
import type { ImportStore } from "./store/import-store.js";
import type { MergeStore } from "./store/merge-store.js";
import { unpacked } from "./unpacking.js";

export interface GuideSource {
  readonly source: string;
  /** XMLTV, plain or packed with gzip. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Moves the whole guide by this many weeks; for demonstrations with a guide of the past. */
  readonly shiftWeeks?: number;
  /** IANA zone of channels that are new. */
  readonly timezone?: string;
  /** Also where the source had ten times as much for the same days. */
  readonly force?: boolean;
}

const WEEK_MS = 7 * DAY_MS;

/** What the importer works with. */
interface Parts {
  readonly store: ImportStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly live: LiveBus;
}

/**
 * Imports a guide. A programme that cannot be taken costs itself. A guide that breaks half way keeps what was whole,
 * removes nothing, and is FAILED. So is an import whose process ended before it did, from the next one on.
 */
export async function importGuide(
  parts: Parts,
  guide: GuideSource,
  onStarted?: (started: GuideImport) => void,
): Promise<GuideImport> {
  const { store, clock, ids } = parts;
  await store.settleAbandoned(clock.now());
  const id = ids.next("gi");
  return store.whileAlive(id, async () => {
    const started = begin(id, guide.source, clock.now());
    await store.saveImport(started);
    onStarted?.(started);
    try {
      return await run(parts, guide, started);
    } catch (error) {
      const failed = {
        ...started,
        finishedAt: clock.now(),
        status: "FAILED" as const,
        problems: [OUR_FAULT],
      };
      // Where even that cannot be written, the next import will say that this one ended.
      await store.saveImport(failed).catch(() => undefined);
      throw error;
    }
  });
}

const OUR_FAULT: GuideProblem = {
  line: null,
  reason: "something went wrong on our side: import the guide again",
  xmltvId: null,
  start: null,
};

function begin(id: string, source: string, now: number): GuideImport {
  const counts = { created: 0, updated: 0, moved: 0, unchanged: 0, removed: 0, rejected: 0 };
  return {
    ...{ id, source, startedAt: now, finishedAt: null, status: "RUNNING" },
    ...{ channels: 0, programmes: 0, ...counts, problems: [] },
  };
}

async function run(
  { store, clock, ids, live }: Parts,
  guide: GuideSource,
  started: GuideImport,
): Promise<GuideImport> {
  const reading = await readGuide(unpacked(guide.bytes), (guide.shiftWeeks ?? 0) * WEEK_MS);
  const offered = { channels: reading.channels.size, programmes: reading.count };
  const merged = await store.inTurn((merging) => judgeAndMerge(reading, guide, merging, ids, clock.now()));
  const finished: GuideImport = {
    ...started,
    ...offered,
    ...merged.counts,
    finishedAt: clock.now(),
    status: reading.broken || merged.isRefused ? "FAILED" : "DONE",
    rejected: reading.rejected,
    problems: reading.problems.slice(0, MOST_PROBLEMS),
  };
  await store.saveImport(finished);
  if (merged.window) live.publish("guide", { source: guide.source, ...merged.window });
  return finished;
}

/** Merges a guide, unless its source had ten times as much before. */
async function judgeAndMerge(
  reading: Reading,
  { source, timezone, force }: GuideSource,
  store: MergeStore,
  ids: Ids,
  now: number,
) {
  const had = await store.sourceDays(source);
  const shrinkage = reading.broken || force ? null : shrinkageOf(reading.days, had);
  if (shrinkage !== null) {
    reading.problems.unshift({ line: null, reason: shrinkage, xmltvId: null, start: null });
    return { counts: {}, window: undefined, isRefused: true };
  }
  const merged = await mergeGuide(reading, timezone ?? "UTC", { store, ids, now });
  if (!reading.broken) await store.saveSourceDays(source, daysAfter(reading.days, had));
  return { ...merged, isRefused: false };
}
