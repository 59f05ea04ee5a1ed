import { PlayheadError } from "../lib/errors.js";
import type { Allowance } from "./allowance.js";
import type { Caller } from "./caller.js";
import type { CheckedOperation, OperationChecker } from "./operations.js";
import type { SubscriptionHub } from "./subscriptions/hub.js";
import type { ResultStream } from "./subscriptions/result-stream.js";

/** Opens a subscription, however its client reads it. Rejects with an error for the client. */
export type SubscriptionOpener = (operation: CheckedOperation, caller: Caller) => Promise<ResultStream>;

export interface SubscriptionOpenerOptions {
  readonly hub: SubscriptionHub;
  readonly check: OperationChecker;
  /** Subscriptions of each household. */
  readonly allowance: Allowance;
}

export function createSubscriptionOpener(options: SubscriptionOpenerOptions): SubscriptionOpener {
  const { hub, check, allowance } = options;
  return async ({ request }, caller) => {
    // The schema and its policy may have changed while the subscription was counted.
    const checked = check(request, caller);
    if (!("operation" in checked)) throw checked[0] ?? new Error("refused without a reason");
    const place = caller.viewer && allowance.take(caller.viewer.accountId);
    if (caller.viewer && !place) {
      const { most } = allowance;
      throw new PlayheadError(
        "BAD_REQUEST",
        `a household has at most ${most} subscriptions at a time: end one first`,
        { limit: "subscriptions of a household", most },
      );
    }
    const leave = () => place?.[Symbol.dispose]();
    try {
      return await hub.subscribe(checked, caller, leave);
    } catch (error) {
      leave();
      throw error;
    }
  };
}
