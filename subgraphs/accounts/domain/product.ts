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
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * The end of a period that begins at `from` (milliseconds since the epoch). Days and weeks are of 24 hours; months and
 * years go by the calendar in UTC, and end on the month's last day where it has no such day.
 */
export function periodEnd(from: number, period: string): number {
  const [, count, unit] = /^P(\d{1,3})([DWMY])$/.exec(period) ?? [];
  const times = Number(count);
  switch (unit) {
    case "D":
      return from + times * DAY_MS;
    case "W":
      return from + times * 7 * DAY_MS;
    case "M":
      return addMonths(from, times);
    case "Y":
      return addMonths(from, times * 12);
    default:
      throw new Error(`a period must be P<count>D, W, M or Y, got ${JSON.stringify(period)}`);
  }
}

function addMonths(from: number, months: number): number {
  const begin = new Date(from);
  const firstOfMonth = new Date(begin);
  firstOfMonth.setUTCDate(1);
  firstOfMonth.setUTCMonth(begin.getUTCMonth() + months);
  const lastDay = new Date(
    Date.UTC(firstOfMonth.getUTCFullYear(), firstOfMonth.getUTCMonth() + 1, 0),
  ).getUTCDate();
  firstOfMonth.setUTCDate(Math.min(begin.getUTCDate(), lastDay));
  return firstOfMonth.getTime();
}
