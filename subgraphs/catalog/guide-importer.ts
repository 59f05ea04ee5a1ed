import type { Clock } from "../../lib/clock.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import type { Ids } from "../../lib/ids.js";
import type { GuideProblem } from "./domain/guide.js";
import { shrinkageOf } from "./domain/guide-guard.js";
import { type GuideImport, MOST_PROBLEMS } from "./domain/guide-import.js";
import { DAY_MS } from "./domain/guide-merge.js";
import { languageOf } from "./domain/language.js";
import { findLateChannels } from "./domain/timeshift.js";
import { lookAt } from "./guide-look.js";
import { type Merged, mergeGuide } from "./guide-merging.js";
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
    id,
    source,
    startedAt: now,
    finishedAt: null,
    status: "RUNNING",
    channels: 0,
    programmes: 0,
    ...counts,
    problems: [],
  };
}

async function run(parts: Parts, guide: GuideSource, started: GuideImport): Promise<GuideImport> {
  const { store, clock } = parts;
  const { source, shiftWeeks = 0, timezone = "UTC" } = guide;
  const usual = languageOf(timezone);
  const others = await store.languages(usual);
  const look = await lookAt(guide.bytes, JSON.stringify([shiftWeeks, timezone, ...others]));
  const known = look.digest === null ? null : await store.resultOf(source, look.digest);
  if (known) return finish(parts, { ...started, ...known, status: "DONE", finishedAt: clock.now() });

  const reading = await readGuide(
    unpacked(look.bytes),
    shiftWeeks * WEEK_MS,
    (xmltvId) => others.get(xmltvId) ?? usual,
  );
  const offered = { channels: reading.channels.size, programmes: reading.count };
  const merged = await store.inTurn(async (merging) => {
    const shrinkage = await shrinkageIn(reading, guide, merging);
    if (shrinkage !== null) {
      reading.problems.unshift({ line: null, reason: shrinkage, xmltvId: null, start: null });
      return null;
    }
    const done = await mergeGuide(reading, timezone, { store: merging, ids: parts.ids, now: clock.now() });
    if (done.hasChanged) {
      const from = clock.now();
      const titles = await merging.titlesBetween(from, from + DAY_MS);
      await merging.restateChannels(done.said, findLateChannels(titles, from));
      await merging.forgetResults();
    }
    if (!reading.broken)
      await merging.saveSource(source, reading.days, look.digest, {
        ...offered,
        ...told(reading),
        ...asUnchanged(done.counts),
      });
    return done;
  });
  return finish(
    parts,
    {
      ...started,
      ...offered,
      ...merged?.counts,
      ...told(reading),
      finishedAt: clock.now(),
      status: reading.broken || !merged ? "FAILED" : "DONE",
    },
    merged?.window,
  );
}

async function finish({ store, live }: Parts, finished: GuideImport, window?: { from: number; to: number }) {
  await store.saveImport(finished);
  if (window) live.publish("guide", { source: finished.source, ...window });
  return finished;
}

function told({ rejected, problems }: Reading): Pick<GuideImport, "rejected" | "problems"> {
  return { rejected, problems: problems.slice(0, MOST_PROBLEMS) };
}

/** What the same guide does as long as nobody changes anything. */
function asUnchanged({ created, updated, moved, unchanged }: Merged) {
  return { created: 0, updated: 0, moved: 0, removed: 0, unchanged: created + updated + moved + unchanged };
}

/** Why a guide is refused that would empty its days; null where it is taken. */
async function shrinkageIn(
  reading: Reading,
  { source, force }: GuideSource,
  store: MergeStore,
): Promise<string | null> {
  if (reading.broken || force) return null;
  return shrinkageOf(reading.days, await store.sourceDays(source));
}
