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

/**
 * One channel's programmes as a timetable: in order, exact duplicates once, every stop known, and nothing on air at
 * the same time. Of two that overlap by more than a minute the newer statement, later in the file, wins; the other
 * one becomes a problem.
 */
export function settle(programmes: readonly GuideProgramme[]): {
  readonly settled: SettledProgramme[];
  readonly problems: GuideProblem[];
} {
  const ordered = [...programmes].sort((a, b) => a.start - b.start || a.line - b.line);
  const settled: SettledProgramme[] = [];
  const problems: GuideProblem[] = [];
  for (const [index, programme] of ordered.entries()) {
    const candidate = withStop(programme, nextStart(ordered, index));
    let isTaken = true;
    for (let last = settled.at(-1); last && last.stop > candidate.start; last = settled.at(-1)) {
      if (isSameAiring(last, candidate)) {
        isTaken = false;
        break;
      }
      if (last.stop - candidate.start <= TRIMMED_MS && last.start < candidate.start) {
        settled[settled.length - 1] = { ...last, stop: candidate.start };
        break;
      }
      const [winner, loser] = candidate.line > last.line ? [candidate, last] : [last, candidate];
      problems.push(overlap(winner, loser));
      if (winner === last) {
        isTaken = false;
        break;
      }
      settled.pop();
    }
    if (isTaken) settled.push(candidate);
  }
  return { settled, problems };
}

function nextStart(ordered: readonly GuideProgramme[], index: number): number | undefined {
  const start = ordered[index]?.start ?? 0;
  return ordered.slice(index + 1, index + 10).find((next) => next.start > start)?.start;
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

function overlap(winner: SettledProgramme, loser: SettledProgramme): GuideProblem {
  return {
    line: loser.line,
    reason: `overlaps the programme of line ${winner.line}, which is the newer statement`,
    xmltvId: loser.xmltvId,
    start: new Date(loser.start).toISOString(),
  };
}
