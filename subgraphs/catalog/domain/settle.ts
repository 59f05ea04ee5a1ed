import { LONGEST_BROADCAST_MS } from "./broadcast.js";
import type { GuideProblem, GuideProgramme } from "./guide.js";
import { Timeline, TRIMMED_MS } from "./timeline.js";

/** A programme whose end is known. */
export interface SettledProgramme extends GuideProgramme {
  readonly stop: number;
  readonly stopInferred: boolean;
}

/** A missing stop is the next programme's start, unless that is further off than anything is long. */
const LONGEST_INFERRED_MS = 12 * 60 * 60 * 1_000;
/** A last programme without a stop and without a next one. */
const UNKNOWN_LENGTH_MS = 30 * 60 * 1_000;

/** One channel's timetable, and what of the guide is not in it as it was given. */
export interface Timetable {
  /** In order, exact duplicates once, every stop known, and nothing on air at the same time. */
  readonly settled: SettledProgramme[];
  /** What was left out. */
  readonly problems: GuideProblem[];
  /** What was taken, and is shorter than it was given. */
  readonly cut: GuideProblem[];
}

/** A programme that has its place; without a stop it takes only the instant of its start. */
interface Placed {
  readonly start: number;
  readonly stop: number;
  readonly programme: GuideProgramme;
  readonly hasStop: boolean;
}

/**
 * Makes a timetable of one channel's programmes. Of two that overlap the newer statement, later in the file, has the
 * time that both claim, and the older one what is left of it; where that is no more than half, or where it is the same
 * programme or the same start stated anew, the older one is left out. Overlaps of a minute or less are rounding: the
 * earlier programme ends where the later one starts.
 */
export function settle(programmes: readonly GuideProgramme[]): Timetable {
  const timetable: Timetable = { settled: [], problems: [], cut: [] };
  const timeline = new Timeline<Placed>();
  for (const programme of newestFirst(programmes)) {
    const placed = place(placedAsGiven(programme), timeline, timetable);
    if (placed) timeline.add(placed);
  }
  for (const [index, { start, stop, programme, hasStop }] of timeline.all.entries()) {
    const next = timeline.all[index + 1]?.start;
    timetable.settled.push(
      hasStop
        ? { ...programme, start, stop, stopInferred: false }
        : { ...programme, stop: inferredStop(start, next), stopInferred: true },
    );
  }
  return timetable;
}

function newestFirst(programmes: readonly GuideProgramme[]): GuideProgramme[] {
  return [...programmes].reverse().sort((a, b) => b.line - a.line);
}

function placedAsGiven(programme: GuideProgramme): Placed {
  const { start, stop } = programme;
  // A stop so far off is a mistake, and would keep the channel busy, and the guide covering it, until then.
  const hasStop = stop !== null && stop - start <= LONGEST_BROADCAST_MS;
  return { start, stop: hasStop ? stop : start, programme, hasStop };
}

/** The programme as it fits beside newer statements; undefined where too little of it does. */
function place(one: Placed, timeline: Timeline<Placed>, { problems, cut }: Timetable): Placed | undefined {
  const before = timeline.at(one.start);
  if (before && isRounded(before, one)) timeline.replace(before, { ...before, stop: one.start });
  const { start, stop, winner } = timeline.room(one);
  if (!winner) return one;
  const lengthMs = one.stop - one.start;
  const contestedMs = lengthMs - (stop - start);
  const isTogether = winner.start === one.start;
  const isTrimmed =
    !isTogether && start === one.start && contestedMs <= TRIMMED_MS && contestedMs * 2 < lengthMs;
  if (isTrimmed) return { ...one, stop };
  if (isSameAiring(one, winner)) return undefined;
  const { line } = winner.programme;
  if (isStatedAnew(one, winner) || (stop - start) * 2 <= lengthMs) {
    problems.push(problem(one.programme, `overlaps the programme of line ${line}, which was stated later`));
    return undefined;
  }
  cut.push(
    problem(one.programme, `overlaps the programme of line ${line}, which was stated later, and was cut`),
  );
  return { ...one, start, stop };
}

/** Whether `before` runs into the start of `one` by no more than rounding. */
function isRounded(before: Placed, one: Placed): boolean {
  const overlapMs = before.stop - one.start;
  const goesOn = one.stop > before.stop || !one.hasStop;
  return overlapMs > 0 && overlapMs <= TRIMMED_MS && goesOn && overlapMs * 2 < before.stop - before.start;
}

function isStatedAnew(one: Placed, other: Placed): boolean {
  return one.start === other.start || isOfOneName(one, other);
}

function isSameAiring(one: Placed, other: Placed): boolean {
  return one.start === other.start && one.stop === other.stop && isOfOneName(one, other);
}

function isOfOneName({ programme: one }: Placed, { programme: other }: Placed): boolean {
  return one.title === other.title && one.subtitle === other.subtitle;
}

function inferredStop(start: number, next: number | undefined): number {
  return next !== undefined && next - start <= LONGEST_INFERRED_MS ? next : start + UNKNOWN_LENGTH_MS;
}

function problem({ line, xmltvId, start }: GuideProgramme, reason: string): GuideProblem {
  return { line, reason, xmltvId, start: new Date(start).toISOString() };
}
