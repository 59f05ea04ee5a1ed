import type { Clock } from "../../lib/clock.js";
import { type Bucket, type FullAt, takeFrom } from "./bucket.js";

/** Buckets by key, of this process or of all of them. */
export interface RateCounter {
  /** Takes `count`; gives 0, or after how many milliseconds so many can be had. Rejects when the store is away. */
  take(key: string, bucket: Bucket, count: number): Promise<number>;
}

/** Buckets of one process: some 100 bytes each. The one used longest ago gives way: it is the likeliest to be full. */
const MOST_BUCKETS = 100_000;

export function createProcessRateCounter(clock: Clock, mostBuckets = MOST_BUCKETS): RateCounter {
  const buckets = new Map<string, FullAt>();
  return {
    async take(key, bucket, count) {
      const { fullAt, retryAfterMs } = takeFrom(bucket, buckets.get(key), count, clock.now());
      buckets.delete(key);
      const oldest = buckets.size >= mostBuckets ? buckets.keys().next().value : undefined;
      if (oldest !== undefined) buckets.delete(oldest);
      buckets.set(key, fullAt);
      return retryAfterMs;
    },
  };
}
