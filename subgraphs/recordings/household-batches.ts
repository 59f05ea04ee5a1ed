import type { Clock } from "../../lib/clock.js";

/** A household whose work failed is passed over for so long: nobody waits for it, and it is soon tried again. */
export const PASSED_OVER_MS = 30_000;
/** Passed over at once; more than have trouble of their own. The one longest passed over is tried before that. */
const MOST_PASSED_OVER = 1_000;

/** What a transaction may take, and what it took. */
export interface Batch {
  /** Households, at most. */
  readonly most: number;
  /** Households that it leaves alone. */
  readonly except: readonly string[];
  /** Says which it took, before anything is done for them. */
  taken(accountIds: readonly string[]): void;
}

/**
 * Work on many households in one transaction, of which any that fails undoes the work on all. Then fewer are taken, until
 * the one that fails is alone, and is passed over for a while: a household with trouble of its own holds up no other.
 */
export class HouseholdBatches {
  readonly #largest: number;
  readonly #clock: Clock;
  readonly #passedOver = new Map<string, number>();
  #most: number;

  constructor(largest: number, clock: Clock) {
    this.#largest = largest;
    this.#most = largest;
    this.#clock = clock;
  }

  /** @throws what `work` throws where it took none, or one that is passed over from now on. */
  async run<Result>(work: (batch: Batch) => Promise<Result>): Promise<Result> {
    for (;;) {
      let accountIds: readonly string[] = [];
      const taken = (ids: readonly string[]) => {
        accountIds = ids;
      };
      try {
        const result = await work({ most: this.#most, except: this.#exceptions(), taken });
        this.#most = Math.min(this.#largest, this.#most * 2);
        return result;
      } catch (error) {
        this.#most = Math.max(1, Math.floor(accountIds.length / 2));
        if (accountIds.length > 1) continue;
        for (const accountId of accountIds) this.#passOver(accountId);
        throw error;
      }
    }
  }

  #passOver(accountId: string): void {
    const [first] = this.#passedOver.keys();
    if (this.#passedOver.size >= MOST_PASSED_OVER && first !== undefined) this.#passedOver.delete(first);
    this.#passedOver.set(accountId, this.#clock.now() + PASSED_OVER_MS);
  }

  #exceptions(): string[] {
    for (const [accountId, until] of this.#passedOver) {
      if (until <= this.#clock.now()) this.#passedOver.delete(accountId);
    }
    return [...this.#passedOver.keys()];
  }
}
