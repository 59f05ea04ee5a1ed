import type { Clock } from "../../../lib/clock.js";

/** How often a store that somebody waits for is looked at. */
const LOOK_MS = 100;
/**
 * Looks in a row between which it has answered nothing. Several: a process that was itself stopped wakes to a single late
 * look, and reads what was answered meanwhile before the next.
 */
const MOST_SILENT_LOOKS = 5;

/**
 * The longest that anybody waits for a store that answers nothing. Longer than a lost packet needs to come again, or a large
 * Redis to fork: whoever is answered without the store may get a stream too many.
 */
export const SILENCE_MS = LOOK_MS * MOST_SILENT_LOOKS;

/** The store is silent. It was not asked, or was and is not waited for any more: then it may yet do it. */
export class BreakerOpen extends Error {
  override readonly name = "BreakerOpen";
}

/** Somebody who waits for an answer. */
interface Waiting {
  readonly mayLetGo: () => boolean;
  readonly letGo: (why: BreakerOpen) => void;
}

/**
 * Spares viewers the wait for a store that answers nothing, and the finding out whether it is back.
 *
 *     closed --(asked, and silent for SILENCE_MS)--> open: who waits is let go, and who comes fails at once
 *        ^----------(any answer, to a probe or late)---|
 */
export class Breaker {
  /** The machine's time, however fast all other time goes. */
  readonly #machine: Clock;
  readonly #isOutage: (error: unknown) => boolean;
  readonly #waiting = new Set<Waiting>();
  #underWay = 0;
  #silentLooks = 0;
  #isOpen = false;
  #nextLook: Disposable | undefined;

  /** An error that is an outage, as `isOutage` says, is no answer; any other is. */
  constructor(machine: Clock, isOutage: (error: unknown) => boolean) {
    this.#machine = machine;
    this.#isOutage = isOutage;
  }

  /**
   * Rejects with BreakerOpen, or as `ask` does. Who has asked before the breaker opens is let go then, or as soon as
   * `mayLetGo`: what is carried out later must be nothing to them.
   */
  async run<Answer>(ask: () => Promise<Answer>, mayLetGo = () => true): Promise<Answer> {
    if (this.#isOpen) throw new BreakerOpen("the store has fallen silent");
    return new Promise((resolve, reject) => {
      const waiting = { mayLetGo, letGo: reject };
      this.#waiting.add(waiting);
      void this.probe(ask)
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(waiting));
    });
  }

  /** Asks in any case, as somebody whom nobody waits for. Settles as `ask` does, which must be in bounded time. */
  async probe<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    this.#underWay += 1;
    this.#watch();
    try {
      const answer = await ask();
      this.#hear();
      return answer;
    } catch (error) {
      if (!this.#isOutage(error)) this.#hear();
      throw error;
    } finally {
      this.#underWay -= 1;
    }
  }

  #hear(): void {
    this.#silentLooks = 0;
    this.#isOpen = false;
  }

  #watch(): void {
    this.#nextLook ??= this.#machine.after(LOOK_MS, () => {
      this.#nextLook = undefined;
      this.#look();
    });
  }

  #look(): void {
    if (this.#underWay === 0) {
      this.#silentLooks = 0;
      return;
    }
    this.#silentLooks += 1;
    if (this.#silentLooks >= MOST_SILENT_LOOKS) this.#open();
    this.#watch();
  }

  #open(): void {
    this.#isOpen = true;
    const why = new BreakerOpen("the store has fallen silent");
    for (const waiting of this.#waiting) {
      if (!waiting.mayLetGo()) continue;
      waiting.letGo(why);
      this.#waiting.delete(waiting);
    }
  }
}
