import type { Clock } from "../../lib/clock.js";
import type { EventBus } from "../../lib/events/event-bus.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import type { Lifecycle } from "../../lib/lifecycle.js";
import type { Logger } from "../../lib/logger.js";
import { startRounds } from "../../lib/rounds.js";
import { watchErasures } from "./erasures.js";
import { tellSubscribers } from "./events.js";
import { watchPeriodEnds } from "./period-ends.js";
import type { openAccountsStore } from "./store.js";

/**
 * Who holds a product that billing changed is told of it, a hundred households a second of each replica: whoever hears of it
 * asks accounts again, and a million must not do so at once.
 */
const TELL_HOLDERS_EVERY_MS = 5_000;
const HOLDERS_AT_ONCE = 500;
/** For so long after its pairing is over a device that never fetched its session may still count. */
export const FORGET_PAIRINGS_EVERY_MS = 10_000;
const PAIRINGS_AT_ONCE = 500;
/** How late a purchase is settled, at most, after that is due. */
export const SETTLE_EVERY_MS = 60_000;

interface Parts {
  readonly store: Awaited<ReturnType<typeof openAccountsStore>>;
  readonly events: EventBus;
  /** Services that keep something about households. */
  readonly services: readonly string[];
  /** Settles some of the purchases that were left open, and says whether there may be more. */
  readonly settle: () => Promise<boolean>;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Begins what is done in the background, by every replica. */
export function startDuties(parts: Parts, lifecycle: Lifecycle): void {
  const { store, events, services, settle, live, clock, log } = parts;
  const startRound = (name: string, restMs: number, step: () => Promise<boolean>) =>
    lifecycle.use(name, startRounds({ name, restMs, step, clock, log }));
  lifecycle.use("ends of products", watchPeriodEnds({ store, clock, log }));
  startRound("holders told", TELL_HOLDERS_EVERY_MS, async () => {
    await store.tellHolders(HOLDERS_AT_ONCE);
    return false;
  });
  startRound("pairings forgotten", FORGET_PAIRINGS_EVERY_MS, () =>
    store.sweepPairings(clock.now(), PAIRINGS_AT_ONCE),
  );
  startRound("purchases settled", SETTLE_EVERY_MS, settle);
  lifecycle.use("subscribers told", tellSubscribers(events, store.database, live));
  lifecycle.use("erasures", watchErasures({ store, events, publishers: services, clock, log }));
}
