/** What may come: so many at once, and then as many again spread over each minute. */
export interface Bucket {
  readonly perMinute: number;
  /** At once, where that is less than what may come in a minute. */
  readonly atOnce?: number;
}

const MINUTE_MS = 60_000;

/** What is kept of a bucket: when it is full again, in milliseconds since the Unix epoch. */
export type FullAt = number;

/**
 * Takes `count` out of a bucket that is full again at `fullAt` (the generic cell rate algorithm). Above 0,
 * `retryAfterMs` is how long until so many can be had, and nothing was taken. More than a whole bucket at once counts
 * as a whole bucket: it can be had, and then nothing else until the bucket is full again.
 */
export function takeFrom(
  { perMinute, atOnce = perMinute }: Bucket,
  fullAt: FullAt | undefined,
  count: number,
  now: number,
): { readonly fullAt: FullAt; readonly retryAfterMs: number } {
  const eachMs = MINUTE_MS / perMinute;
  // No bucket takes longer to fill than an empty one: what says so was written before the clock was set back.
  const filledFrom = Math.min(Math.max(fullAt ?? now, now), now + atOnce * eachMs);
  const after = filledFrom + Math.min(count, atOnce) * eachMs;
  const retryAfterMs = Math.ceil(after - atOnce * eachMs - now);
  return retryAfterMs > 0 ? { fullAt: filledFrom, retryAfterMs } : { fullAt: after, retryAfterMs: 0 };
}
