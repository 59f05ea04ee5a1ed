/**
 * Time as a dependency, so that a test can let an hour pass at once. Without `Symbol.dispose`, which televisions lack.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch, as the device has it: it may be wrong, jump, or go back. */
  now(): number;
  /** Calls `action` once, `delayMs` from now; the answer cancels it. */
  after(delayMs: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Whether `now` is less than `ms` after `since`; not where the clock was set back behind it. */
export function isWithin(ms: number, since: number, now: number): boolean {
  return now >= since && now - since < ms;
}

/** Resolves after `ms`. */
export function passed(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}
