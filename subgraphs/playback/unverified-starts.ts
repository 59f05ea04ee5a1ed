import type { Clock } from "../../lib/clock.js";

/** Starts that a household is granted on trust in one grace. */
const MOST_A_HOUSEHOLD = 2;
/** How long a start on trust counts. */
const GRACE_MS = 10 * 60_000;
/** Households remembered; beyond it those whose start is longest ago are forgotten, which errs in their favour. */
const MOST_HOUSEHOLDS = 50_000;

/** Bounds what is granted unverified: failing open is for an evening's hiccup, not a way to watch. */
export class UnverifiedStarts {
  readonly #clock: Clock;
  /** When each slot was granted on trust, epoch ms, by household. */
  readonly #granted = new Map<string, ReadonlyMap<string, number>>();
  #total = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Starts granted on trust since the process began. */
  get total(): number {
    return this.#total;
  }

  /** True where one more start is within the bound; it then counts. A start that is retried counts once. */
  admit(accountId: string, slotId: string): boolean {
    const now = this.#clock.now();
    const recent = new Map([...(this.#granted.get(accountId) ?? [])].filter(([, at]) => now - at < GRACE_MS));
    if (!recent.has(slotId)) {
      if (recent.size >= MOST_A_HOUSEHOLD) return false;
      recent.set(slotId, now);
      this.#total += 1;
    }
    this.#granted.delete(accountId);
    this.#granted.set(accountId, recent);
    if (this.#granted.size > MOST_HOUSEHOLDS) {
      const oldest = this.#granted.keys().next().value;
      if (oldest !== undefined) this.#granted.delete(oldest);
    }
    return true;
  }
}
