import type { Clock } from "../../lib/clock.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import type { Ids } from "../../lib/ids.js";
import type { GuideChannel, GuideProblem, GuideProgramme } from "./domain/guide.js";
import { type GuideImport, MOST_PROBLEMS } from "./domain/guide-import.js";
import { coverageOf, planMerge } from "./domain/guide-merge.js";
import { settle } from "./domain/settle.js";
import { BrokenGuide, readXmltv } from "./domain/xmltv/reader.js";
import type { ChannelChanges, ImportStore, MergeStore } from "./store/import-store.js";

export interface GuideSource {
  readonly source: string;
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
  readonly problems: GuideProblem[];
  count: number;
  broken: BrokenGuide | undefined;
}

/**
 * Imports a guide. A programme that cannot be taken costs itself. A guide that breaks half way keeps what was whole,
 * removes nothing, and is FAILED.
 */
export async function importGuide(
  { store, clock, ids, live }: { store: ImportStore; clock: Clock; ids: Ids; live: LiveBus },
  guide: GuideSource,
): Promise<GuideImport> {
  const started: GuideImport = {
    id: ids.next("gi"),
    source: guide.source,
    startedAt: clock.now(),
    finishedAt: null,
    status: "RUNNING",
    ...{
      channels: 0,
      programmes: 0,
      created: 0,
      updated: 0,
      moved: 0,
      unchanged: 0,
      removed: 0,
      rejected: 0,
    },
    problems: [],
  };
  await store.saveImport(started);
  try {
    const reading = await read(guide);
    const merged = await store.inTurn((merging) => merge(reading, guide.timezone ?? "UTC", merging, ids));
    const finished: GuideImport = {
      ...started,
      ...merged.counts,
      channels: reading.channels.size,
      programmes: reading.count,
      finishedAt: clock.now(),
      status: reading.broken ? "FAILED" : "DONE",
      rejected: reading.problems.length,
      problems: reading.problems.slice(0, MOST_PROBLEMS),
    };
    await store.saveImport(finished);
    if (merged.window) live.publish("guide", { source: guide.source, ...merged.window });
    return finished;
  } catch (error) {
    await store.saveImport({ ...started, finishedAt: clock.now(), status: "FAILED" });
    throw error;
  }
}

async function read({ bytes, shiftWeeks = 0 }: GuideSource): Promise<Reading> {
  const reading: Reading = {
    channels: new Map(),
    programmes: new Map(),
    problems: [],
    count: 0,
    broken: undefined,
  };
  const shiftMs = shiftWeeks * WEEK_MS;
  try {
    for await (const item of readXmltv(bytes)) {
      if (item.kind === "channel") reading.channels.set(item.channel.xmltvId, item.channel);
      else if (item.kind === "problem") {
        reading.problems.push(item.problem);
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
    reading.problems.push(...timetable.problems);
    return { channelId: channelIds.get(xmltvId) ?? "", programmes: timetable.settled };
  });
  const counts = { created: 0, updated: 0, moved: 0, unchanged: 0, removed: 0 };
  const all = settled.flatMap(({ programmes }) => programmes);
  if (all.length === 0) return { counts, window: undefined };
  const from = all.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY);
  const to = all.reduce((most, { stop }) => Math.max(most, stop), Number.NEGATIVE_INFINITY);
  const existing = await store.broadcastsAround(
    settled.map(({ channelId }) => channelId),
    from - MARGIN_MS,
    to + MARGIN_MS,
  );

  const changes: ChannelChanges[] = settled.map(({ channelId, programmes }) => {
    const plan = planMerge(existing.get(channelId) ?? [], programmes, coverageOf(programmes));
    // A guide that broke off says nothing of what it would have said later.
    const removed = reading.broken ? [] : plan.removed;
    counts.created += plan.created.length;
    counts.updated += plan.updated.length - plan.moved;
    counts.moved += plan.moved;
    counts.unchanged += plan.unchanged;
    counts.removed += removed.length;
    const created = plan.created.map((programme) => ({ id: ids.next("br"), programme }));
    return { channelId, created, updated: plan.updated, removed };
  });
  const isChanged = counts.created + counts.updated + counts.moved + counts.removed > 0;
  if (isChanged) await store.saveChanges(changes);
  return { counts, window: isChanged ? { from, to } : undefined };
}
