import type { BroadcastDetails } from "./guide.js";

/** One airing on one channel. On air from `start` until just before `stop`, both milliseconds since the epoch. */
export interface Broadcast extends BroadcastDetails {
  readonly kind: "Broadcast";
  readonly id: string;
  readonly channelId: string;
  readonly title: string;
  readonly start: number;
  readonly stop: number;
  readonly stopInferred: boolean;
  readonly revision: number;
  /** The folded title of the series that it may belong to; null for a film. */
  readonly seriesKey: string | null;
}

/**
 * Nothing airs longer. What overlaps an instant therefore starts within this time before it, which is all that a query
 * has to look at; the longest programme of a real guide is a day.
 */
export const LONGEST_BROADCAST_MS = 48 * 60 * 60 * 1_000;

/** No guide begins before, epoch ms; PostgreSQL does not read years before the first as JavaScript writes them. */
export const EARLIEST_MS = Date.UTC(1_900, 0, 1);

/** Widest window of a schedule: guides reach no further. */
export const WIDEST_SCHEDULE_MS = 14 * 24 * 60 * 60 * 1_000;

/** Age from which a broadcast is suitable: the strictest of its ratings; null where none says. */
export function minimumAgeOf(broadcast: BroadcastDetails): number | null {
  const ages = broadcast.ratings.flatMap(({ minimumAge }) => (minimumAge === null ? [] : [minimumAge]));
  return ages.length === 0 ? null : Math.max(...ages);
}
