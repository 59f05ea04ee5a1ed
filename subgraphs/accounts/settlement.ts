import type { Clock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import type { PaymentProvider } from "./payments.js";
import { chargeKey, type Purchases } from "./purchases.js";
import type { LeftOpen } from "./store/entitlements.js";
import type { AccountsStore } from "./store.js";

/** Whoever has tried a purchase is gone then, and so is what they have asked of the provider. */
export const LEFT_OPEN_MS = 10 * 60_000;
/** Asked about one after the other, in far less time than that. */
const MOST_AT_ONCE = 50;

/**
 * Settles purchases that were left open because a process died, or an answer of the provider was lost: gives what was paid,
 * and declines all else. Says whether there may be more; one that cannot be settled is taken again after as long.
 */
export function createSettlement(options: {
  readonly store: AccountsStore;
  readonly payments: PaymentProvider;
  readonly purchases: Purchases;
  readonly clock: Clock;
  readonly log: Logger;
}): () => Promise<boolean> {
  const { store, payments, purchases, clock, log } = options;

  async function settle(left: LeftOpen): Promise<void> {
    const { accountId, key, amountMinor, triedAt } = left;
    // What is free may never have been charged for.
    const isPaid = amountMinor === 0 || (await payments.outcomeOf(chargeKey(accountId, key))) === "PAID";
    if (isPaid) await purchases.give(left);
    // Not where its client has tried again since: that may have been charged after the provider was asked.
    else await store.declineRequest(accountId, key, triedAt);
  }

  return async () => {
    const now = clock.now();
    const leftOpen = await store.takeLeftOpen(now, now - LEFT_OPEN_MS, MOST_AT_ONCE);
    for (const left of leftOpen) {
      try {
        await settle(left);
      } catch (error) {
        log.warn({ err: error }, "a purchase that was left open is settled later");
      }
    }
    return leftOpen.length === MOST_AT_ONCE;
  };
}
