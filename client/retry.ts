const LONGEST_WAIT_MS = 30_000;

/**
 * How long to wait before attempt `attempt` (from 0), in milliseconds: twice as long each time, half of it at random,
 * so that clients that failed together do not come back together; never more than 30 s.
 */
export function backoffMs(attempt: number, firstMs: number, random: () => number): number {
  return Math.min(LONGEST_WAIT_MS, firstMs * 2 ** Math.min(attempt, 16)) * (0.5 + random() / 2);
}

/** Retries in hand at first, and at most; what one success gives back. */
const MOST_RETRIES = 5;
const SUCCESS_GIVES = 0.5;

/** Bounds what is tried again: a stumble is smoothed over, an outage is not made worse. */
export class RetryBudget {
  #left = MOST_RETRIES;

  /** True where one more retry may be made; it is then paid for. */
  spend(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }

  succeeded(): void {
    this.#left = Math.min(MOST_RETRIES, this.#left + SUCCESS_GIVES);
  }
}
