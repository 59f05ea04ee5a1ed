import { daysIn, instantOf, wallTimeAt } from "./zoned-time.js";

/** Something a household can buy. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly entitlementTags: readonly string[];
  /** ISO 8601 duration of whole days, weeks, months or years. */
  readonly period: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly renews: boolean;
  readonly concurrentStreams: number;
  readonly devices: number;
  /** How much a household may keep. */
  readonly recordingSeconds: number;
}

/** Whether who holds a product may watch, use or keep something else by `after` than by `before`. */
export function givesOther(before: Product, after: Product): boolean {
  const tags = ({ entitlementTags }: Product) => [...new Set(entitlementTags)].sort().join();
  const limits = ["concurrentStreams", "devices", "recordingSeconds"] as const;
  return tags(before) !== tags(after) || limits.some((limit) => before[limit] !== after[limit]);
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * The end of a period that begins at `from` (milliseconds since the epoch). Days and weeks are of 24 hours; months and
 * years go by the calendar of `zone` (IANA) and end at the same time of day, on the same day or on the last one that the
 * month has. Then the next goes back to `anchorDay` (1..31), the day on which the first began: without it, what began
 * on a 31st would end on a 28th ever since its first February.
 */
export function periodEnd(from: number, period: string, zone: string, anchorDay = 0): number {
  const [, count, unit] = /^P([1-9]\d{0,2})([DWMY])$/.exec(period) ?? [];
  const times = Number(count);
  switch (unit) {
    case "D":
      return from + times * DAY_MS;
    case "W":
      return from + times * 7 * DAY_MS;
    case "M":
      return addMonths(from, times, zone, anchorDay);
    case "Y":
      return addMonths(from, times * 12, zone, anchorDay);
    default:
      throw new Error(`a period must be P<1..999>D, W, M or Y, got ${JSON.stringify(period)}`);
  }
}

function addMonths(from: number, months: number, zone: string, anchorDay: number): number {
  const begins = wallTimeAt(from, zone);
  // Only a month that was too short is made up for: a day that billing chose stays.
  const isCutShort = begins.day === daysIn(begins.year, begins.month) && anchorDay > begins.day;
  const count = begins.year * 12 + begins.month - 1 + months;
  const [year, month] = [Math.floor(count / 12), (count % 12) + 1];
  const day = Math.min(isCutShort ? anchorDay : begins.day, daysIn(year, month));
  return instantOf({ year, month, day, timeOfDay: begins.timeOfDay }, zone);
}
