import { createHash } from "node:crypto";
import type { BroadcastDetails, GuideProblem } from "./guide.js";
import { nearestPairs } from "./nearest-pairs.js";
import type { SettledProgramme } from "./settle.js";
import { Timeline, TRIMMED_MS } from "./timeline.js";

/** What a programme is known by. */
interface Known {
  readonly title: string;
  readonly subtitle: string | null;
  readonly season: number | null;
  readonly episode: number | null;
  readonly programId: string | null;
  readonly start: number;
}

/** A broadcast as it is stored. */
export interface ExistingBroadcast extends Known {
  readonly id: string;
  readonly stop: number;
  readonly stopInferred: boolean;
  readonly revision: number;
  /** Of its details; null where it was stored without. */
  readonly digest: string | null;
}

/** A broadcast that was removed a short while ago. */
export interface RemovedBroadcast extends Known {
  readonly id: string;
  readonly revision: number;
}

/** A programme, and the broadcast that it is; `revision` is the new one. */
export interface Restated {
  readonly id: string;
  readonly revision: number;
  readonly programme: SettledProgramme;
}

/** By what a guide is merged. */
export interface MergeTerms {
  /** Whether the guide says what airs at an instant. */
  readonly covers: (instant: number) => boolean;
  readonly now: number;
  readonly removed?: readonly RemovedBroadcast[] | undefined;
}

/** What a statement of the guide means for one channel's stored broadcasts. */
export interface MergePlan {
  readonly created: readonly SettledProgramme[];
  /** Removed a short while ago, and back. */
  readonly returned: readonly Restated[];
  readonly updated: readonly Restated[];
  /** How many of `updated` start at another time than before. */
  readonly moved: number;
  /** Not in the guide, and shorter than before, because something that is in it has their time now. */
  readonly cut: readonly {
    readonly id: string;
    readonly revision: number;
    readonly start: number;
    readonly stop: number;
  }[];
  readonly unchanged: number;
  readonly removed: readonly ExistingBroadcast[];
  /** What gave way to the guide, and was not gone from it. */
  readonly problems: readonly GuideProblem[];
}

/** A broadcast that moves further, and has no id of its own, is another one. */
const FURTHEST_MOVE_MS = 3 * 60 * 60 * 1_000;
export const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * Finds for each programme the broadcast that it is: by the work's id where that is unique among both on a day, or
 * within three hours; then by title and episode, nearest old start first; then by the very same start, where nothing
 * better was found. What is left of `existing` where the guide `covers` its start is gone from the guide; elsewhere
 * nothing was said, and it keeps the time that nothing in the guide has. What had begun by `now`, where the guide says
 * nothing of its start, is no programme but one of its own time. What is new is looked for among `removed`.
 */
export function planMerge(
  existing: readonly ExistingBroadcast[],
  incoming: readonly SettledProgramme[],
  { covers, now, removed = [] }: MergeTerms,
): MergePlan {
  const found = new Pairing(existing, incoming, (programme, { start, stop }) => {
    const mayMove = start > now || covers(start);
    return mayMove || (programme.start < stop && start < programme.stop);
  });
  // What did not change at all finds itself first, so that a repeat never takes the place of its neighbour.
  found.byNearest((one) => `${nameOf(one)}\u0000${one.start}`);
  found.byProgramId();
  found.byNearest(nameOf);
  found.byNearest(({ start }) => String(start));
  const back = new Pairing(removed, found.unmatched);
  back.byProgramId();
  back.byNearest(nameOf);

  const updated = found.pairs.filter(([programme, broadcast]) => isChanged(programme, broadcast));
  const gone = found.free.filter(({ start }) => covers(start));
  const cutOff = cutOffBy(
    incoming,
    found.free.filter(({ start }) => !covers(start)),
  );
  return {
    created: back.unmatched,
    returned: back.pairs.map(restated),
    updated: updated.map(restated),
    moved: updated.filter(([programme, broadcast]) => programme.start !== broadcast.start).length,
    cut: cutOff.cut,
    unchanged: found.pairs.length - updated.length,
    removed: [...gone, ...cutOff.removed],
    problems: cutOff.problems,
  };
}

/**
 * Whether a guide says what airs on a channel at an instant: between its first start and its last stop there, and not
 * on a day (UTC) of which it lists nothing at all.
 */
export function coverageOf(programmes: readonly SettledProgramme[]): (instant: number) => boolean {
  const from = programmes[0]?.start ?? 0;
  const to = programmes.at(-1)?.stop ?? 0;
  const days = new Set(programmes.map(({ start }) => dayOf(start)));
  return (instant) => instant >= from && instant < to && days.has(dayOf(instant));
}

/** What tells one state of a programme's details from another; title and times are not among them. */
export function digestOf(programme: SettledProgramme): string {
  const { xmltvId: _channel, line: _line, title: _title, start: _start, stop: _stop, ...rest } = programme;
  const { stopInferred: _inferred, ...details } = rest;
  return createHash("sha1")
    .update(JSON.stringify(details satisfies BroadcastDetails))
    .digest("base64url");
}

function restated([programme, { id, revision }]: [SettledProgramme, RemovedBroadcast]): Restated {
  return { id, revision: revision + 1, programme };
}

function isChanged(programme: SettledProgramme, stored: ExistingBroadcast): boolean {
  return (
    programme.start !== stored.start ||
    programme.stop !== stored.stop ||
    programme.stopInferred !== stored.stopInferred ||
    programme.title !== stored.title ||
    digestOf(programme) !== stored.digest
  );
}

/** What of broadcasts that the guide does not speak of loses its time to what it does. */
function cutOffBy(incoming: readonly SettledProgramme[], kept: readonly ExistingBroadcast[]) {
  const timeline = new Timeline(incoming);
  const result = {
    cut: [] as MergePlan["cut"][number][],
    removed: [] as ExistingBroadcast[],
    problems: [] as GuideProblem[],
  };
  for (const one of kept) {
    const { start, stop, winner } = timeline.room(one);
    if (!winner) continue;
    const lengthMs = one.stop - one.start;
    const isCut = (stop - start) * 2 > lengthMs;
    if (isCut) result.cut.push({ id: one.id, revision: one.revision + 1, start, stop });
    else result.removed.push(one);
    if (isCut && lengthMs - (stop - start) <= TRIMMED_MS) continue;
    const at = new Date(one.start).toISOString();
    const reason = `"${one.title}", stored for ${at}, overlaps this programme and was ${isCut ? "cut" : "removed"}`;
    const { line, xmltvId } = winner;
    result.problems.push({ line, xmltvId, start: new Date(winner.start).toISOString(), reason });
  }
  return result;
}

/** Finds which of those before each of those after is. */
class Pairing<Before extends Known> {
  readonly pairs: [SettledProgramme, Before][] = [];
  readonly #mayBe: (after: SettledProgramme, before: Before) => boolean;
  readonly #free: Set<Before>;
  readonly #unmatched: Set<SettledProgramme>;

  /** `mayBe`: whether one may be found to be the other at all. */
  constructor(
    before: readonly Before[],
    after: readonly SettledProgramme[],
    mayBe: (after: SettledProgramme, before: Before) => boolean = () => true,
  ) {
    this.#mayBe = mayBe;
    this.#free = new Set(before);
    this.#unmatched = new Set(after);
  }

  get free(): Before[] {
    return [...this.#free];
  }

  get unmatched(): SettledProgramme[] {
    return [...this.#unmatched];
  }

  /** Pairs those with the same key, nearest starts first. */
  byNearest(keyOf: (one: Known) => string): void {
    const before = groupBy(this.#free, keyOf);
    for (const [key, programmes] of groupBy(this.#unmatched, keyOf)) {
      // What may be none of these is in nobody's way.
      const candidates = before
        .get(key)
        ?.filter((one) => programmes.some((programme) => this.#mayBe(programme, one)));
      if (!candidates) continue;
      for (const [programme, broadcast] of nearestPairs(programmes, candidates, FURTHEST_MOVE_MS)) {
        if (this.#mayBe(programme, broadcast)) this.#pair(programme, broadcast);
      }
    }
  }

  /** Pairs those whose work's id is on one of either side only: on a day, or, around midnight, within three hours. */
  byProgramId(): void {
    this.#byUnique(({ programId, start }) => `${programId}\u0000${dayOf(start)}`, DAY_MS);
    this.#byUnique(({ programId }) => String(programId), FURTHEST_MOVE_MS);
  }

  #byUnique(keyOf: (one: Known) => string, furthestMs: number): void {
    const hasId = ({ programId }: Known) => programId !== null;
    const before = groupBy([...this.#free].filter(hasId), keyOf);
    for (const [key, programmes] of groupBy([...this.#unmatched].filter(hasId), keyOf)) {
      const [programme, ...others] = programmes;
      const [broadcast, ...more] = before.get(key) ?? [];
      if (!programme || !broadcast || others.length > 0 || more.length > 0) continue;
      const isNear = Math.abs(programme.start - broadcast.start) <= furthestMs;
      if (isNear && this.#mayBe(programme, broadcast)) this.#pair(programme, broadcast);
    }
  }

  #pair(programme: SettledProgramme, broadcast: Before): void {
    this.#free.delete(broadcast);
    this.#unmatched.delete(programme);
    this.pairs.push([programme, broadcast]);
  }
}

function nameOf({ title, subtitle, season, episode }: Known): string {
  return [title, subtitle, season, episode].join("\u0000");
}

function dayOf(instant: number): number {
  return Math.floor(instant / DAY_MS);
}

function groupBy<T>(all: Iterable<T>, keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
