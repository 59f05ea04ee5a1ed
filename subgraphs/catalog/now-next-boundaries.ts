import type { Clock } from "../../lib/clock.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import { type Loop, startLoop } from "../../lib/events/loop.js";
import type { Logger } from "../../lib/logger.js";
import { tellNowNext } from "./live-messages.js";
import type { CatalogStore } from "./store.js";

export interface BoundariesOptions {
  readonly store: Pick<CatalogStore, "nextBoundary">;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Where a boundary cannot be read, it is tried again after this. */
const RETRY_MS = 1_000;
/** However far the next boundary is: an import by another process may have put one before it. */
const LONGEST_REST_MS = 60_000;

/**
 * Says on `nowNext.<channelId>`, at the very instant, that what is on has changed. One timer, for the next boundary of
 * all channels. Every replica does it, each with the same outcome: a state that was told already is not told again.
 *
 * Waking it plans anew.
 */
export function startNowNextBoundaries({ store, live, clock, log }: BoundariesOptions): Loop {
  /** All boundaries up to here are told. */
  let told = clock.now();
  let next: Awaited<ReturnType<typeof store.nextBoundary>> = null;
  const tellDue = () => {
    if (!next || next.at > clock.now()) return false;
    tellNowNext(live, next.channelIds);
    told = next.at;
    next = null;
    return true;
  };
  return startLoop(clock, async () => {
    // Before anything is waited for: whoever hears of it a moment later sees the old programme a moment longer.
    tellDue();
    try {
      do next = await store.nextBoundary(told);
      while (tellDue());
    } catch (error) {
      log.warn({ err: error }, "the next programmes' boundaries cannot be read");
      return RETRY_MS;
    }
    return next ? Math.min(next.at - clock.now(), LONGEST_REST_MS) : LONGEST_REST_MS;
  });
}
