import type { Clock } from "../../lib/clock.js";
import type { EventBus } from "../../lib/events/event-bus.js";
import type { Logger } from "../../lib/logger.js";
import type { AccountsStore } from "./store.js";

/** Twice this after every service has applied an erasure nothing is left of it anywhere. */
export const ERASURES_EVERY_MS = 10_000;
const MOST_AT_ONCE = 100;

/**
 * Sees erasures to their end: once every service has applied one, its events go from the streams. It ends with a look
 * that finds none. Every replica does it, and forgets exports and revocations that are over.
 */
export function watchErasures(options: {
  readonly store: AccountsStore;
  readonly events: EventBus;
  /** Who publishes events about households. */
  readonly publishers: readonly string[];
  readonly clock: Clock;
  readonly log: Logger;
}): AsyncDisposable {
  const { store, events, publishers, clock, log } = options;
  let isOpen = true;
  let waiting: Disposable | undefined;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    try {
      await store.sweepExports(clock.now());
      await store.sweepRevocations(clock.now());
      for (const accountId of await store.appliedErasures(MOST_AT_ONCE)) {
        let removed = 0;
        for (const publisher of publishers) removed += await events.forget(publisher, accountId);
        if (removed === 0) await store.closeErasure(accountId);
      }
    } catch (error) {
      log.warn({ err: error }, "erasures are seen to their end later");
    }
    if (isOpen) wait();
  }

  function wait(): void {
    waiting = clock.after(ERASURES_EVERY_MS, () => {
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
