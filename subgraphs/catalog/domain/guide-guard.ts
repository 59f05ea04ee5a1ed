/** Programmes on each day (UTC, days since the epoch). */
export type DayCounts = ReadonlyMap<number, number>;

/** A guide that shrinks below this share of what there was is broken at its source. */
const LEAST_SHARE = 1 / 10;
/** Days of a source that are remembered: more than any guide reaches, and what has aired matters no more. */
const MOST_DAYS = 60;

/**
 * Why a guide has so little, against what its source had for the same days, that taking it would empty them; null
 * where it may be taken. A guide without any programme says nothing of any day, and empties none.
 */
export function shrinkageOf(offered: DayCounts, had: DayCounts): string | null {
  const days = [...offered.keys()];
  const now = sumOf(offered, days);
  const before = sumOf(had, days);
  if (now >= before * LEAST_SHARE) return null;
  return `a guide must have at least a tenth of the programmes that its source had for the same days, got ${now} where it had ${before}: import it by force if that is right`;
}

/** What a source has once a guide of it was taken. */
export function daysAfter(offered: DayCounts, had: DayCounts): DayCounts {
  const all = new Map([...had, ...offered]);
  return new Map([...all].sort(([a], [b]) => b - a).slice(0, MOST_DAYS));
}

function sumOf(counts: DayCounts, days: readonly number[]): number {
  return days.reduce((sum, day) => sum + (counts.get(day) ?? 0), 0);
}
