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

const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * The end of a period that begins at `from` (milliseconds since the epoch). Days and weeks are of 24 hours; months and
 * years go by the calendar in UTC, and end on the month's `anchorDay` (1..31), or on its last day where it has no such
 * day. The anchor is the day on which the first period began: without it, what began on a 31st would have ended on the
 * 28th ever since its first February.
 */
export function periodEnd(
  from: number,
  period: string,
  anchorDay: number = new Date(from).getUTCDate(),
): number {
  const [, count, unit] = /^P([1-9]\d{0,2})([DWMY])$/.exec(period) ?? [];
  const times = Number(count);
  switch (unit) {
    case "D":
      return from + times * DAY_MS;
    case "W":
      return from + times * 7 * DAY_MS;
    case "M":
      return addMonths(from, times, anchorDay);
    case "Y":
      return addMonths(from, times * 12, anchorDay);
    default:
      throw new Error(`a period must be P<1..999>D, W, M or Y, got ${JSON.stringify(period)}`);
  }
}

function addMonths(from: number, months: number, anchorDay: number): number {
  const end = new Date(from);
  end.setUTCDate(1);
  end.setUTCMonth(end.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(anchorDay, lastDay));
  return end.getTime();
}
