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
  /** When each key was granted on trust, epoch ms, by household. */
  readonly #granted = new Map<string, ReadonlyMap<string, number>>();
  readonly #onGranted: () => void;
  #total = 0;

  /** `onGranted` is told of each start that counts. */
  constructor(clock: Clock, onGranted: () => void = () => undefined) {
    this.#clock = clock;
    this.#onGranted = onGranted;
  }

  /** Starts granted on trust since the process began. */
  get total(): number {
    return this.#total;
  }

  /**
   * True where one more start is within the bound of `most` a household; it then counts. What counts as one, and
   * once only, is named by `key`: a start that may be retried, or a device that may start again and again.
   */
  admit(accountId: string, key: string, most = MOST_A_HOUSEHOLD): boolean {
    const now = this.#clock.now();
    // A clock that is set back does not make a grace last.
    const isRecent = (at: number) => Math.abs(now - at) < GRACE_MS;
    const recent = new Map([...(this.#granted.get(accountId) ?? [])].filter(([, at]) => isRecent(at)));
    if (!recent.has(key)) {
      if (recent.size >= most) return false;
      recent.set(key, now);
      this.#total += 1;
      this.#onGranted();
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
