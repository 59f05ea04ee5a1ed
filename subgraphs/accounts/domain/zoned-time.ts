/** What a calendar and a clock on the wall show. Months are 1..12. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Milliseconds since midnight. */
  readonly timeOfDay: number;
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** What walls in `zone` (IANA) show at an instant (milliseconds since the epoch). */
export function wallTimeAt(at: number, zone: string): WallTime {
  const shown = new Date(at + offsetAt(at, zone));
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    timeOfDay: ((shown.getTime() % DAY_MS) + DAY_MS) % DAY_MS,
  };
}

/**
 * When walls in `zone` show it: the first time where clocks were set back over it; where they were set forward over it,
 * as long after the change as it is behind.
 */
export function instantOf({ year, month, day, timeOfDay }: WallTime, zone: string): number {
  const shown = Date.UTC(year, month - 1, day) + timeOfDay;
  // Zones change by less than a day, and not twice within two.
  const before = offsetAt(shown - DAY_MS, zone);
  const after = offsetAt(shown + DAY_MS, zone);
  const fits = [shown - before, shown - after].filter((at) => at + offsetAt(at, zone) === shown);
  return fits.length > 0 ? Math.min(...fits) : shown - before;
}

/** How many days a month (1..12) has. */
export function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** How far ahead of UTC a zone is, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "iso8601",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const shown = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return shown - Math.floor(at / 1_000) * 1_000;
}
