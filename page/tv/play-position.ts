import type { PlayheadClient } from "../../client/index.js";

type Clock = PlayheadClient["platform"]["clock"];

/** Where something that plays is: it goes on with the clock, unless it is held. A picture corrects it. */
export class PlayPosition {
  readonly #clock: Clock;
  #seconds = 0;
  /** Since when it goes on; null while it is held. */
  #runsSince: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get seconds(): number {
    const ran = this.#runsSince === null ? 0 : this.#clock.now() - this.#runsSince;
    // A clock that was set back must not take the viewer back.
    return this.#seconds + Math.max(0, ran) / 1_000;
  }

  /** Is there from now on, and goes on from there if it did. */
  set(seconds: number): void {
    this.#seconds = Math.max(0, seconds);
    if (this.#runsSince !== null) this.#runsSince = this.#clock.now();
  }

  run(): void {
    this.#runsSince ??= this.#clock.now();
  }

  hold(): void {
    this.#seconds = this.seconds;
    this.#runsSince = null;
  }
}
