import { LONGEST_BROADCAST_MS } from "./broadcast.js";
import type { GuideProblem, GuideProgramme } from "./guide.js";

/** A programme whose end is known. */
export interface SettledProgramme extends GuideProgramme {
  readonly stop: number;
  readonly stopInferred: boolean;
}

/** A missing stop is the next programme's start, unless that is further off than anything is long. */
const LONGEST_INFERRED_MS = 12 * 60 * 60 * 1_000;
/** A last programme without a stop and without a next one. */
const UNKNOWN_LENGTH_MS = 30 * 60 * 1_000;
/** Overlaps up to here are rounding: the earlier programme is trimmed and nobody needs to know. */
const TRIMMED_MS = 60 * 1_000;

/** One channel's timetable, and what of the guide is not in it as it was given. */
export interface Timetable {
  /** In order, exact duplicates once, every stop known, and nothing on air at the same time. */
  readonly settled: SettledProgramme[];
  /** What was left out. */
  readonly problems: GuideProblem[];
  /** What was taken, and ends earlier than it was given. */
  readonly cut: GuideProblem[];
}

/**
 * Makes a timetable of one channel's programmes, the same one in whatever order they come. What guides get right is
 * when something begins: of two that overlap the later one stands, and the earlier one ends where it begins; where no
 * more than half of it would be left (a day named after its main event, a start that was stated anew) it is left out.
 * Of those that begin together the shortest, most specific one is taken; of equally long ones the newer statement,
 * later in the file.
 */
export function settle(programmes: readonly GuideProgramme[]): Timetable {
  const timetable: Timetable = { settled: [], problems: [], cut: [] };
  let next: SettledProgramme | undefined;
  for (const together of latestFirst(programmes)) {
    const [programme, ...others] = together
      .map((one) => withStop(one, next?.start))
      .sort((a, b) => a.stop - b.stop || b.line - a.line);
    if (!programme) continue;
    for (const other of others) {
      if (!isSameAiring(programme, other)) {
        timetable.problems.push(problem(other, `begins with the programme of line ${programme.line}`));
      }
    }
    const taken = makeRoom(programme, next, timetable);
    if (!taken) continue;
    timetable.settled.push(taken);
    next = taken;
  }
  timetable.settled.reverse();
  return timetable;
}

/** Those that begin together, the last of the day first. */
function latestFirst(programmes: readonly GuideProgramme[]): GuideProgramme[][] {
  const groups = new Map<number, GuideProgramme[]>();
  for (const programme of [...programmes].sort((a, b) => b.start - a.start)) {
    const group = groups.get(programme.start);
    if (group) group.push(programme);
    else groups.set(programme.start, [programme]);
  }
  return [...groups.values()];
}

/** The programme as it fits before `next`; undefined where too little of it does. */
function makeRoom(
  programme: SettledProgramme,
  next: SettledProgramme | undefined,
  { problems, cut }: Timetable,
): SettledProgramme | undefined {
  if (!next || programme.stop <= next.start) return programme;
  const leftMs = next.start - programme.start;
  if (leftMs * 2 <= programme.stop - programme.start) {
    problems.push(problem(programme, `overlaps the programme of line ${next.line}, which begins later`));
    return undefined;
  }
  if (programme.stop - next.start > TRIMMED_MS) {
    cut.push(
      problem(programme, `overlaps the programme of line ${next.line}, and was cut where that begins`),
    );
  }
  return { ...programme, stop: next.start };
}

function withStop(programme: GuideProgramme, next: number | undefined): SettledProgramme {
  const { start, stop } = programme;
  // A stop so far off is a mistake, and would keep the channel busy, and the guide covering it, until then.
  if (stop !== null && stop - start <= LONGEST_BROADCAST_MS)
    return { ...programme, stop, stopInferred: false };
  const isNear = next !== undefined && next - start <= LONGEST_INFERRED_MS;
  return { ...programme, stop: isNear ? next : start + UNKNOWN_LENGTH_MS, stopInferred: true };
}

function isSameAiring(a: SettledProgramme, b: SettledProgramme): boolean {
  return a.start === b.start && a.stop === b.stop && a.title === b.title && a.subtitle === b.subtitle;
}

function problem({ line, xmltvId, start }: SettledProgramme, reason: string): GuideProblem {
  return { line, reason, xmltvId, start: new Date(start).toISOString() };
}
