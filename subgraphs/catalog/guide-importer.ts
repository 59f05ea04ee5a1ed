import type { Clock } from "../../lib/clock.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import type { Ids } from "../../lib/ids.js";
import type { GuideChannel, GuideProblem, GuideProgramme } from "./domain/guide.js";
import { type GuideImport, MOST_PROBLEMS } from "./domain/guide-import.js";
import { coverageOf, planMerge } from "./domain/guide-merge.js";
import { settle } from "./domain/settle.js";
import { BrokenGuide, readXmltv } from "./domain/xmltv/reader.js";
import type { ChannelChanges, ImportStore, MergeStore } from "./store/import-store.js";
import { unpacked } from "./unpacking.js";

export interface GuideSource {
  readonly source: string;
  /** XMLTV, plain or packed with gzip. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Moves the whole guide by this many weeks; for demonstrations with a guide of the past. */
  readonly shiftWeeks?: number;
  /** IANA zone of channels that are new. */
  readonly timezone?: string;
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1_000;
/** A broadcast may have moved into the guide's days from this far outside. */
const MARGIN_MS = 3 * 60 * 60 * 1_000;
/** Programmes of one guide kept until they are merged; the largest guides in use have half as many. */
const MOST_PROGRAMMES = 2_000_000;

/** What was read of a guide. */
interface Reading {
  readonly channels: Map<string, GuideChannel>;
  readonly programmes: Map<string, GuideProgramme[]>;
  /** The first of what could not be taken, or not as it was given; `rejected` counts all that was not taken. */
  readonly problems: GuideProblem[];
  rejected: number;
  count: number;
  broken: BrokenGuide | undefined;
}

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
  const reading = await read(guide);
  const merged = await store.inTurn((merging) => merge(reading, guide.timezone ?? "UTC", merging, ids));
  const finished: GuideImport = {
    ...started,
    ...merged.counts,
    channels: reading.channels.size,
    programmes: reading.count,
    finishedAt: clock.now(),
    status: reading.broken ? "FAILED" : "DONE",
    rejected: reading.rejected,
    problems: reading.problems.slice(0, MOST_PROBLEMS),
  };
  await store.saveImport(finished);
  if (merged.window) live.publish("guide", { source: guide.source, ...merged.window });
  return finished;
}

/** Counts what could not be taken; the first of it is kept. */
function reject(reading: Reading, problem: GuideProblem): void {
  reading.rejected += 1;
  if (reading.problems.length < MOST_PROBLEMS) reading.problems.push(problem);
}

async function read({ bytes, shiftWeeks = 0 }: GuideSource): Promise<Reading> {
  const reading: Reading = {
    channels: new Map(),
    programmes: new Map(),
    problems: [],
    rejected: 0,
    count: 0,
    broken: undefined,
  };
  const shiftMs = shiftWeeks * WEEK_MS;
  try {
    for await (const item of readXmltv(unpacked(bytes))) {
      if (item.kind === "channel") reading.channels.set(item.channel.xmltvId, item.channel);
      else if (item.kind === "problem") {
        reject(reading, item.problem);
        if (item.problem.start !== null) reading.count += 1;
      } else {
        const { xmltvId, start, stop } = item.programme;
        const moved = {
          ...item.programme,
          start: start + shiftMs,
          stop: stop === null ? null : stop + shiftMs,
        };
        const others = reading.programmes.get(xmltvId);
        if (others) others.push(moved);
        else reading.programmes.set(xmltvId, [moved]);
        reading.count += 1;
        if (reading.count > MOST_PROGRAMMES) {
          throw new BrokenGuide(`a guide may have ${MOST_PROGRAMMES} programmes`, item.programme.line);
        }
      }
    }
  } catch (error) {
    if (!(error instanceof BrokenGuide)) throw error;
    reading.broken = error;
    reading.rejected += 1;
    reading.problems.unshift({ line: error.line, reason: error.message, xmltvId: null, start: null });
  }
  return reading;
}

async function merge(reading: Reading, timezone: string, store: MergeStore, ids: Ids) {
  const named = new Map(reading.channels);
  for (const [xmltvId, [first]] of reading.programmes) {
    if (!named.has(xmltvId)) {
      named.set(xmltvId, { xmltvId, title: xmltvId, number: null, logoUrl: null, line: first?.line ?? 0 });
    }
  }
  const channels = [...named.values()].map((channel) => ({ ...channel, id: ids.next("ch") }));
  const channelIds = await store.saveChannels(channels, timezone);

  const settled = [...reading.programmes].map(([xmltvId, programmes]) => {
    const timetable = settle(programmes);
    for (const problem of timetable.problems) reject(reading, problem);
    reading.problems.push(...timetable.cut.slice(0, MOST_PROBLEMS));
    return { channelId: channelIds.get(xmltvId) ?? "", programmes: timetable.settled };
  });
  const counts = { created: 0, updated: 0, moved: 0, unchanged: 0, removed: 0 };
  const all = settled.flatMap(({ programmes }) => programmes);
  if (all.length === 0) return { counts, window: undefined };
  const { from, to } = spanOf(all);
  const existing = await store.broadcastsAround(
    settled.map(({ channelId }) => channelId),
    from - MARGIN_MS,
    to + MARGIN_MS,
  );

  const changes = settled.map(({ channelId, programmes }): ChannelChanges => {
    const known = existing.get(channelId) ?? [];
    const plan = planMerge(known, programmes, coverageOf(programmes));
    // A guide that broke off says nothing of what it would have said later.
    const removed = reading.broken ? [] : plan.removed;
    counts.created += plan.created.length;
    counts.updated += plan.updated.length - plan.moved;
    counts.moved += plan.moved;
    counts.unchanged += plan.unchanged;
    counts.removed += removed.length;
    const created = plan.created.map((programme) => ({ id: ids.next("br"), programme }));
    const broadcastIds = [...plan.updated.map(({ id }) => id), ...removed];
    const touched = new Set(broadcastIds);
    const span = spanOf([
      ...known.filter(({ id }) => touched.has(id)),
      ...[...created, ...plan.updated].map(({ programme }) => programme),
    ]);
    return { channelId, created, updated: plan.updated, removed, broadcastIds, ...span };
  });
  const isChanged = counts.created + counts.updated + counts.moved + counts.removed > 0;
  if (isChanged) {
    await store.saveChanges(
      changes.filter(({ created, broadcastIds }) => created.length + broadcastIds.length > 0),
    );
  }
  return { counts, window: isChanged ? { from, to } : undefined };
}

/** First start and last stop. */
function spanOf(times: readonly { readonly start: number; readonly stop: number }[]) {
  const from = times.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY);
  const to = times.reduce((most, { stop }) => Math.max(most, stop), Number.NEGATIVE_INFINITY);
  return { from, to };
}
