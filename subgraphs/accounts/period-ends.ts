import type { Clock } from "../../lib/clock.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import type { Logger } from "../../lib/logger.js";
import type { AccountsStore } from "./store.js";

/** How late a household hears that a product has ended; every check of access sees it on the second. */
export const PERIOD_ENDS_EVERY_MS = 15_000;
/** Ends told of in one transaction: the first of the month has many, and they may take a minute. */
const MOST_AT_ONCE = 500;

/** Tells of products that end by themselves. Every replica looks; each end is told of once. */
export function watchPeriodEnds(options: {
  readonly store: AccountsStore;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly log: Logger;
}): AsyncDisposable {
  const { store, live, clock, log } = options;
  let isOpen = true;
  let waiting: Disposable | undefined;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    try {
      let isMore = true;
      while (isOpen && isMore) {
        const told = await store.tellEnded(clock.now(), MOST_AT_ONCE);
        for (const id of told.accountIds) live.publish(`account.${id}`, { __typename: "Account", id });
        ({ isMore } = told);
      }
    } catch (error) {
      log.warn({ err: error }, "ends of products are told of later");
    }
    if (isOpen) wait();
  }

  function wait(): void {
    waiting = clock.after(PERIOD_ENDS_EVERY_MS, () => {
      looking = look();
    });
  }

  wait();
  return {
    async [Symbol.asyncDispose]() {
      isOpen = false;
      waiting?.[Symbol.dispose]();
      await looking;
    },
  };
}
