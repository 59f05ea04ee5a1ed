import type { Clock } from "../../lib/clock.js";

/** A viewer who zaps as fast as a remote control can, for as long as it is fun. */
export const MOST_STARTS = 40;
export const START_WINDOW_MS = 30_000;
/** Devices remembered, some 10 MB; beyond it those whose window is oldest are forgotten, which errs in their favour. */
const MOST_DEVICES = 100_000;

/** How often a device may do something: `most` times in `windowMs`. */
export interface RateBound {
  readonly most: number;
  readonly windowMs: number;
}

/**
 * A sane rate of starts, or of what else `bound` is for, of each device, as far as this process sees them. What an outage
 * kept from starting is given back, so that nobody is told to wait for having tried.
 */
export class StartRate {
  readonly #clock: Clock;
  readonly #bound: RateBound;
  /** In the order in which the windows end. */
  readonly #windows = new Map<string, { starts: number; readonly endsAt: number }>();

  constructor(clock: Clock, bound: RateBound = { most: MOST_STARTS, windowMs: START_WINDOW_MS }) {
    this.#clock = clock;
    this.#bound = bound;
  }

  /** Counts a start: null where it may be made, else the seconds until one may. */
  take(deviceId: string): number | null {
    const now = this.#clock.now();
    const known = this.#windows.get(deviceId);
    if (known && known.endsAt > now) {
      if (known.starts >= this.#bound.most) return Math.ceil((known.endsAt - now) / 1_000);
      known.starts += 1;
      return null;
    }
    this.#windows.delete(deviceId);
    this.#windows.set(deviceId, { starts: 1, endsAt: now + this.#bound.windowMs });
    for (const [oldest, { endsAt }] of this.#windows) {
      if (endsAt > now && this.#windows.size <= MOST_DEVICES) break;
      this.#windows.delete(oldest);
    }
    return null;
  }

  /** A start that was counted could not be made after all. */
  giveBack(deviceId: string): void {
    const window = this.#windows.get(deviceId);
    if (window && window.starts > 0) window.starts -= 1;
  }
}
