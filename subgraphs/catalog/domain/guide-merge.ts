import { isDeepStrictEqual } from "node:util";
import type { BroadcastDetails } from "./guide.js";
import { nearestPairs } from "./nearest-pairs.js";
import type { SettledProgramme } from "./settle.js";

/** A broadcast as it is stored. */
export interface ExistingBroadcast extends BroadcastDetails {
  readonly id: string;
  readonly title: string;
  readonly start: number;
  readonly stop: number;
  readonly stopInferred: boolean;
  readonly revision: number;
}

/** What a statement of the guide means for one channel's stored broadcasts. */
export interface MergePlan {
  readonly created: readonly SettledProgramme[];
  readonly updated: readonly {
    readonly id: string;
    readonly revision: number;
    readonly programme: SettledProgramme;
  }[];
  /** How many of `updated` start at another time than before. */
  readonly moved: number;
  readonly unchanged: number;
  readonly removed: readonly string[];
}

/** A broadcast that moves further is another one. */
const FURTHEST_MOVE_MS = 3 * 60 * 60 * 1_000;

/**
 * Finds for each programme the broadcast that it is: by the work's id where that is unique among both; then by title
 * and subtitle, nearest old start first; then by the very same start, where nothing better was found. What is left of
 * `existing` where the guide `covers` its start is gone from the guide; elsewhere nothing was said.
 */
export function planMerge(
  existing: readonly ExistingBroadcast[],
  incoming: readonly SettledProgramme[],
  covers: (instant: number) => boolean,
): MergePlan {
  const free = new Set(existing);
  const matches = new Map<SettledProgramme, ExistingBroadcast>();
  const match = (programme: SettledProgramme, broadcast: ExistingBroadcast) => {
    free.delete(broadcast);
    matches.set(programme, broadcast);
  };
  // What did not change at all finds itself first, so that a repeat never takes the place of its neighbour.
  matchBy(titleAndStart, existing, incoming, match, free, matches);
  matchUnique(existing, incoming, match, free, matches);
  matchBy(titleOf, existing, incoming, match, free, matches);
  matchBy(({ start }) => String(start), existing, incoming, match, free, matches);

  const updated = [...matches].filter(([programme, broadcast]) => isChanged(programme, broadcast));
  return {
    created: incoming.filter((programme) => !matches.has(programme)),
    updated: updated.map(([programme, { id, revision }]) => ({ id, revision: revision + 1, programme })),
    moved: updated.filter(([programme, broadcast]) => programme.start !== broadcast.start).length,
    unchanged: matches.size - updated.length,
    removed: [...free].filter(({ start }) => covers(start)).map(({ id }) => id),
  };
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Whether a guide says what airs on a channel at an instant: between its first start and its last stop there, and not
 * on a day (UTC) of which it lists nothing at all.
 */
export function coverageOf(programmes: readonly SettledProgramme[]): (instant: number) => boolean {
  const from = programmes[0]?.start ?? 0;
  const to = programmes.at(-1)?.stop ?? 0;
  const days = new Set(programmes.map(({ start }) => Math.floor(start / DAY_MS)));
  return (instant) => instant >= from && instant < to && days.has(Math.floor(instant / DAY_MS));
}

type Named = Pick<ExistingBroadcast, "title" | "subtitle" | "start">;
type Match = (programme: SettledProgramme, broadcast: ExistingBroadcast) => void;

const titleOf = ({ title, subtitle }: Named) => `${title}\u0000${subtitle ?? ""}`;
const titleAndStart = (one: Named) => `${titleOf(one)}\u0000${one.start}`;

function matchUnique(
  existing: readonly ExistingBroadcast[],
  incoming: readonly SettledProgramme[],
  match: Match,
  free: ReadonlySet<ExistingBroadcast>,
  matches: ReadonlyMap<SettledProgramme, ExistingBroadcast>,
): void {
  const before = groupBy(
    existing.filter((one) => free.has(one) && one.programId !== null),
    (one) => one.programId ?? "",
  );
  const after = groupBy(
    incoming.filter((one) => !matches.has(one) && one.programId !== null),
    (one) => one.programId ?? "",
  );
  for (const [programId, [programme, ...others]] of after) {
    const [broadcast, ...more] = before.get(programId) ?? [];
    if (!programme || !broadcast || others.length > 0 || more.length > 0) continue;
    if (Math.abs(programme.start - broadcast.start) <= FURTHEST_MOVE_MS) match(programme, broadcast);
  }
}

/** Pairs those with the same key, nearest starts first. */
function matchBy(
  keyOf: (one: Named) => string,
  existing: readonly ExistingBroadcast[],
  incoming: readonly SettledProgramme[],
  match: Match,
  free: ReadonlySet<ExistingBroadcast>,
  matches: ReadonlyMap<SettledProgramme, ExistingBroadcast>,
): void {
  const before = groupBy(
    existing.filter((one) => free.has(one)),
    keyOf,
  );
  const after = groupBy(
    incoming.filter((one) => !matches.has(one)),
    keyOf,
  );
  for (const [key, programmes] of after) {
    const pairs = nearestPairs(programmes, before.get(key) ?? [], FURTHEST_MOVE_MS);
    for (const [programme, broadcast] of pairs) match(programme, broadcast);
  }
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

function isChanged(programme: SettledProgramme, broadcast: ExistingBroadcast): boolean {
  const { xmltvId: _channel, line: _line, ...said } = programme;
  const { id: _id, revision: _revision, ...stored } = broadcast;
  return !isDeepStrictEqual(said, stored);
}
