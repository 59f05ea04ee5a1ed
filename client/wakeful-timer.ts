import type { Clock } from "./clock.js";

/** How often the timer looks at the clock. */
const LOOK_EVERY_MS = 5_000;

/**
 * Fires once, after a while of real time: also where the device slept meanwhile (timers of a sleeping device stand
 * still; this one fires within seconds of waking, or at once with `look`), where its clock was set back, and on a
 * hidden page, whose timers browsers hold back: one that is likely to be held back beyond its time fires before.
 *
 * States: OFF, and ON between `start` and firing or `cancel`.
 */
export class WakefulTimer {
  readonly #clock: Clock;
  readonly #action: () => void;
  #cancelLook: () => void = () => undefined;
  #isOn = false;
  #remainingMs = 0;
  #lookedAt = 0;

  constructor(clock: Clock, action: () => void) {
    this.#clock = clock;
    this.#action = action;
  }

  /** Fires `delayMs` from now, and not when it would have before. */
  start(delayMs: number): void {
    this.#isOn = true;
    this.#remainingMs = delayMs;
    this.#lookedAt = this.#clock.now();
    this.#arm();
  }

  cancel(): void {
    this.#isOn = false;
    this.#cancelLook();
  }

  /** The device may have slept: looks at the clock now. */
  look(): void {
    if (this.#isOn) this.#elapse(0);
  }

  #arm(): void {
    this.#cancelLook();
    const lookInMs = Math.min(LOOK_EVERY_MS, this.#remainingMs);
    this.#cancelLook = this.#clock.after(lookInMs, () => this.#elapse(lookInMs));
  }

  #elapse(leastMs: number): void {
    const now = this.#clock.now();
    const elapsedMs = Math.max(leastMs, now - this.#lookedAt);
    this.#lookedAt = now;
    this.#remainingMs -= elapsedMs;
    const lateMs = leastMs > 0 ? elapsedMs - leastMs : 0;
    if (this.#remainingMs > lateMs) this.#arm();
    else {
      this.cancel();
      this.#action();
    }
  }
}
