/** A bucket of this many tokens, full at first: a start-up may stumble. */
const MOST_TOKENS = 500;
/** What a second attempt costs, more where the first was waited for; what each success gives back. */
const COST = { failed: 5, timedOut: 10 } as const;
const SUCCESS = 1;

/**
 * Bounds what is tried again: some failures are smoothed over, an outage is not doubled. Once the bucket is empty,
 * second attempts are as rare as a fifth of the successes (the numbers are those of the AWS SDKs).
 */
export class RetryBudget {
  #tokens = MOST_TOKENS;

  /** True where one more attempt may be made; it is then paid for. */
  spend(why: keyof typeof COST): boolean {
    if (this.#tokens < COST[why]) return false;
    this.#tokens -= COST[why];
    return true;
  }

  succeeded(): void {
    this.#tokens = Math.min(MOST_TOKENS, this.#tokens + SUCCESS);
  }
}
