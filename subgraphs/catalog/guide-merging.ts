import { createHash } from "node:crypto";
import type { Ids } from "../../lib/ids.js";
import {
  coverageOf,
  DAY_MS,
  type ExistingBroadcast,
  type MergePlan,
  planMerge,
} from "./domain/guide-merge.js";
import { type SettledProgramme, settle } from "./domain/settle.js";
import type { BroadcastTimes } from "./events.js";
import { type Reading, reject, tell } from "./guide-reading.js";
import type { Restatement } from "./store/guide-channels.js";
import type { ChannelChanges, MergeStore } from "./store/merge-store.js";

/** Programmes that are merged at once, of whole channels: some 1.5 MB, in a few statements. */
const MERGED_AT_ONCE = 250;

/** What a merge did. */
export interface Merged {
  created: number;
  updated: number;
  moved: number;
  unchanged: number;
  removed: number;
}

/** What is merged now, and how. */
interface Merging {
  readonly reading: Reading;
  readonly store: MergeStore;
  readonly ids: Ids;
  readonly channelIds: ReadonlyMap<string, string>;
  readonly knownSeries: ReadonlySet<string>;
  readonly now: number;
  readonly merged: Merged;
  /** What each channel was last told, by its id, where nothing of it has changed since. */
  readonly told: ReadonlyMap<string, string>;
  /** What a channel is told, by its id in the guide; null where that cannot be told from other things. */
  readonly statementOf: (xmltvId: string) => string | null;
}

/** One channel's timetable as the guide states it. */
interface Offer {
  readonly channelId: string;
  readonly programmes: readonly SettledProgramme[];
  /** What it is known by when it comes again; null where not all of it was taken as it was given. */
  readonly statement: string | null;
}

/** What a merge did, the span of what it changed, and what is to be restated of channels. */
interface MergedGuide {
  readonly counts: Merged;
  readonly window: { readonly from: number; readonly to: number } | undefined;
  readonly hasChanged: boolean;
  readonly said: readonly Restatement[];
}

/** Brings a guide and what is stored together, some channels at a time. */
export async function mergeGuide(
  reading: Reading,
  timezone: string,
  { store, ids, now }: { readonly store: MergeStore; readonly ids: Ids; readonly now: number },
): Promise<MergedGuide> {
  const channels = [...reading.channels.values()].map((channel) => ({ ...channel, id: ids.next("ch") }));
  const saved = await store.saveChannels(channels, timezone, reading.isPlaylist);
  const knownSeries = await store.seriesAmong(reading.census.unknownSeries);
  const merging: Merging = {
    reading,
    store,
    ids,
    now,
    knownSeries,
    channelIds: saved.ids,
    merged: { created: 0, updated: 0, moved: 0, unchanged: 0, removed: 0 },
    told: await store.statements(),
    statementOf: statementsOf(reading, knownSeries),
  };
  const span = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  await store.forgetRemoved(now);
  const changed = reading.programmes.channels.filter(([xmltvId, count]) => !isTold(merging, xmltvId, count));
  for (const xmltvIds of batches(changed)) {
    for (const { from, to } of await mergeChannels(merging, xmltvIds)) {
      span.from = Math.min(span.from, from);
      span.to = Math.max(span.to, to);
    }
  }
  const window = span.from < span.to ? span : undefined;
  if (window) await store.tellOfNewSeries();
  const { added, said } = saved;
  const hasChanged = added + said.length > 0 || window !== undefined;
  return { counts: merging.merged, window, hasChanged, said };
}

/** By what channels' statements are known: the same programmes, read in the same way. */
function statementsOf({ programmes, census, broken }: Reading, knownSeries: ReadonlySet<string>) {
  const ground = broken ? null : census.ground(knownSeries);
  return (xmltvId: string) =>
    ground === null
      ? null
      : createHash("sha1").update(ground).update(programmes.digestOf(xmltvId)).digest("base64url");
}

/** Whether the channel was told the very same the last time: then there is nothing to merge. */
function isTold({ told, statementOf, channelIds, reading, merged }: Merging, xmltvId: string, count: number) {
  const statement = statementOf(xmltvId);
  if (statement === null || told.get(channelIds.get(xmltvId) ?? "") !== statement) return false;
  reading.programmes.drop(xmltvId);
  merged.unchanged += count;
  return true;
}

/** Channels that are merged together. */
function batches(channels: readonly (readonly [string, number])[]): string[][] {
  const found: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const [xmltvId, count] of channels) {
    if (size + count > MERGED_AT_ONCE) {
      found.push([]);
      size = 0;
    }
    found.at(-1)?.push(xmltvId);
    size += count;
  }
  return found;
}

async function mergeChannels(merging: Merging, xmltvIds: readonly string[]): Promise<ChannelChanges[]> {
  const { reading, store, now } = merging;
  const offers = xmltvIds
    .map((xmltvId) => offerOf(merging, xmltvId))
    .filter(({ programmes }) => programmes.length > 0);
  if (offers.length === 0) return [];
  const { from, to } = spanOf(offers.flatMap(({ programmes }) => programmes));
  const channelIds = offers.map(({ channelId }) => channelId);
  // What moved may have started a day before or after, and what is on air may have started even earlier.
  const existing = await store.broadcastsAround(channelIds, from - 2 * DAY_MS, to + DAY_MS);
  const removed = await store.removedOf(channelIds, now);
  const changes = offers.flatMap(({ channelId, programmes }) => {
    const known = existing.get(channelId) ?? [];
    const plan = planMerge(known, programmes, {
      covers: coverageOf(programmes),
      now,
      removed: removed.get(channelId),
    });
    for (const problem of plan.problems) tell(reading, problem);
    return changesOf(merging, channelId, known, plan);
  });
  await store.saveChanges(changes, now);
  await store.saveStatements(
    offers.flatMap(({ channelId, statement }) => (statement === null ? [] : { channelId, statement })),
  );
  return changes;
}

function offerOf({ reading, channelIds, knownSeries, statementOf }: Merging, xmltvId: string): Offer {
  const statement = statementOf(xmltvId);
  const programmes = reading.programmes
    .take(xmltvId)
    .map((programme) => reading.census.refined(programme, knownSeries));
  const { settled, problems, cut } = settle(programmes);
  for (const problem of problems) reject(reading, problem);
  for (const problem of cut) tell(reading, problem);
  // What would have come next, and so when a last programme without a stop ends, a guide that broke off does not say.
  const isOpen = reading.broken !== undefined && settled.at(-1)?.stopInferred === true;
  const isWhole = settled.length === programmes.length && cut.length === 0;
  return {
    channelId: channelIds.get(xmltvId) ?? "",
    programmes: isOpen ? settled.slice(0, -1) : settled,
    statement: isWhole ? statement : null,
  };
}

/** What is written of a plan; nothing where it changes nothing. */
function changesOf(
  { reading, ids, merged }: Merging,
  channelId: string,
  known: readonly ExistingBroadcast[],
  plan: MergePlan,
): ChannelChanges[] {
  const { updated, returned, cut } = plan;
  // A guide that broke off says nothing of what it would have said later.
  const removed = reading.broken ? [] : plan.removed;
  merged.created += plan.created.length + returned.length;
  merged.updated += updated.length - plan.moved + cut.length;
  merged.moved += plan.moved;
  merged.unchanged += plan.unchanged;
  merged.removed += removed.length;
  const created = plan.created.map((programme) => ({ id: ids.next("br"), revision: 1, programme }));
  const written = [...created, ...returned, ...updated];
  if (written.length + cut.length + removed.length === 0) return [];
  const before = new Map(known.map((one) => [one.id, one]));
  const after = [...returned, ...updated].map(({ id, programme }) => ({ id, now: programme }));
  const changed = [
    ...after,
    ...cut.map((one) => ({ id: one.id, now: one })),
    ...removed.map(({ id }) => ({ id, now: null })),
  ];
  const broadcasts = changed.map(({ id, now }): BroadcastTimes => {
    const was = before.get(id);
    return { id, before: was ? [was.start, was.stop] : null, after: now ? [now.start, now.stop] : null };
  });
  const times = broadcasts.flatMap((one) => [one.before, one.after]).filter((one) => one !== null);
  const spans = [
    ...times.map(([start, stop]) => ({ start, stop })),
    ...created.map(({ programme }) => programme),
  ];
  return [{ channelId, written, cut, removed, broadcasts, ...spanOf(spans) }];
}

/** First start and last stop. */
function spanOf(times: readonly { readonly start: number; readonly stop: number }[]) {
  const from = times.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY);
  const to = times.reduce((most, { stop }) => Math.max(most, stop), Number.NEGATIVE_INFINITY);
  return { from, to };
}
