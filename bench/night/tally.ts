import { BUCKET_SECONDS, type Night } from "./scenario.js";

/** What is counted in each bucket. */
export interface Bucket {
  /** Heartbeats sent. */
  beats: number;
  /** Viewers who pressed play. */
  starts: number;
  /** Requests of all kinds, tried again or not. */
  requests: number;
  /** Streams that play at its end. */
  alive: number;
}

/** Before the outage, in it, and after it. */
export type Phase = "before" | "outage" | "after";

/** Everything that a night is judged by. */
export class Tally {
  readonly buckets: Bucket[];
  /** Milliseconds from pressing play to the session, whatever was tried on the way. */
  readonly startMs: Record<Phase, number[]> = { before: [], outage: [], after: [] };
  readonly beatMs: Record<Phase, number[]> = { before: [], outage: [], after: [] };
  /** Why streams ended that nobody ended. */
  readonly terminated: string[] = [];
  /** Starts of viewers whose household had room. */
  readonly refused: Record<Phase, string[]> = { before: [], outage: [], after: [] };
  /** Starts that nobody answered. */
  readonly unanswered: Record<Phase, string[]> = { before: [], outage: [], after: [] };
  /** Anything else that is worth a line. */
  readonly counts: Record<string, number> = {};
  readonly #night: Night;
  /** The evening's seconds. */
  readonly #now: () => number;

  constructor(night: Night, now: () => number) {
    this.#night = night;
    this.#now = now;
    const count = Math.ceil(night.seconds / BUCKET_SECONDS);
    this.buckets = Array.from({ length: count }, () => ({ beats: 0, starts: 0, requests: 0, alive: 0 }));
  }

  get phase(): Phase {
    const { from, to } = this.#night.outage;
    const now = this.#now();
    if (now < from) return "before";
    return now < to ? "outage" : "after";
  }

  /** The bucket of now; null before the evening and after it. */
  get bucket(): Bucket | null {
    return this.buckets[Math.floor(this.#now() / BUCKET_SECONDS)] ?? null;
  }

  readonly count = (what: string): void => {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  };
}

/** The value that `share` of the others are not above. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
