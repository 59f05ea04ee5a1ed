import type { Clock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import type { AccountsStore } from "./store.js";

/** How often it is looked for ends that were not known at the last look: a product that billing has end in a moment. */
export const PERIOD_ENDS_EVERY_MS = 15_000;
/** Ends told of in one transaction: the first of the month has many, and they may take a minute. */
const MOST_AT_ONCE = 500;

/** Tells of products that end by themselves. Every replica looks; each end is told of once. */
export function watchPeriodEnds(options: {
  readonly store: AccountsStore;
  readonly clock: Clock;
  readonly log: Logger;
}): AsyncDisposable {
  const { store, clock, log } = options;
  let isOpen = true;
  let waiting: Disposable | undefined;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    try {
      let isMore = true;
      while (isOpen && isMore) {
        ({ isMore } = await store.tellEnded(clock.now(), MOST_AT_ONCE));
      }
    } catch (error) {
      log.warn({ err: error }, "ends of products are told of later");
    }
    if (isOpen) await wait();
  }

  /** Until the next end, where that is known. */
  async function wait(): Promise<void> {
    const now = clock.now();
    const next = await store.nextEnd(now, now + PERIOD_ENDS_EVERY_MS).catch(() => null);
    if (!isOpen) return;
    const at = next ?? now + PERIOD_ENDS_EVERY_MS;
    waiting = clock.after(Math.max(0, at - clock.now()), () => {
      looking = look();
    });
  }

  looking = wait();
  return {
    async [Symbol.asyncDispose]() {
      isOpen = false;
      waiting?.[Symbol.dispose]();
      await looking;
    },
  };
}
