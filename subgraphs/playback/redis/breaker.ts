import type { Clock } from "../../../lib/clock.js";

/** Failures in a row after which nobody waits any more. */
const MOST_FAILURES = 5;
/** How long nobody asks, on average: short, because players and their leases wait. */
const REST_MS = 1_000;
/** Each rest is drawn anew from ±25%, so that the replicas do not ask all at once. */
const JITTER = 0.25;

/** The longest that the breaker keeps callers away from a store that is back. */
export const LONGEST_REST_MS = REST_MS * (1 + JITTER);

/** The breaker is open: the store was not asked. */
export class BreakerOpen extends Error {
  override readonly name = "BreakerOpen";
}

/**
 * Spares callers the wait for a store that has failed again and again.
 *
 *     closed --(5 failures in a row)--> open --(a rest)--> half open: one caller probes, the others still fail at once
 *        ^                                ^------(the probe fails)------|
 *        |------------------(any answer)--------------------------------|
 */
export class Breaker {
  readonly #clock: Clock;
  readonly #random: () => number;
  #failures = 0;
  /** Epoch ms; null while closed. */
  #restsUntil: number | null = null;
  #probing = false;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Rejects with BreakerOpen, or as `ask` does. Only errors that are an outage, as `isOutage` says, count. */
  async run<Answer>(ask: () => Promise<Answer>, isOutage: (error: unknown) => boolean): Promise<Answer> {
    const probes = this.#restsUntil !== null;
    if (probes) this.#beginProbe();
    try {
      const answer = await ask();
      this.#close();
      return answer;
    } catch (error) {
      if (isOutage(error)) this.#fail();
      else this.#close();
      throw error;
    } finally {
      if (probes) this.#probing = false;
    }
  }

  #beginProbe(): void {
    const restMs = (this.#restsUntil ?? 0) - this.#clock.now();
    // More than the longest rest is a clock that stepped back.
    const isResting = restMs > 0 && restMs <= LONGEST_REST_MS;
    if (this.#probing || isResting) throw new BreakerOpen("the store did not answer a moment ago");
    this.#probing = true;
  }

  #close(): void {
    this.#failures = 0;
    this.#restsUntil = null;
  }

  #fail(): void {
    this.#failures += 1;
    if (this.#failures < MOST_FAILURES) return;
    const restMs = REST_MS * (1 - JITTER + 2 * JITTER * this.#random());
    this.#restsUntil = this.#clock.now() + restMs;
  }
}
