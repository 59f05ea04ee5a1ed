import type { Clock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import { createPeerQuestions, questionTo } from "../../lib/peer-questions.js";
import type { CallerHeaders, ServiceTransport } from "../../lib/service.js";
import type { Facts } from "./facts.js";
import { HeldByHouseholdDocument } from "./generated/accounts-inner-client.js";
import type { SlotStore } from "./slot-store.js";

const HELD = { ...questionTo("accounts", HeldByHouseholdDocument), isInner: true };
/** Ours, not a viewer's. */
const CALLER: CallerHeaders = { traceId: "entitlement-check" };

/** Accounts cannot be asked now; who applies an event tries again, for as long as it takes. */
class AccountsAway extends Error {
  override readonly name = "AccountsAway";
  /** Reads as a connection that was refused: nobody's fault, and no try. */
  readonly code = "ECONNREFUSED";
}

/** Ends the streams of a household that none of its products opens any more. Rejects while accounts cannot be asked. */
export type EndUnentitled = (accountId: string) => Promise<void>;

/**
 * Only what is known for certain ends a stream: what accounts says now, and tags that the catalog has said. What cannot be
 * known goes on.
 */
export function createEntitlementCheck(options: {
  readonly peers: ServiceTransport;
  readonly clock: Clock;
  readonly log: Logger;
  readonly facts: Facts;
  readonly slots: SlotStore;
}): EndUnentitled {
  const { facts, slots } = options;
  const questions = createPeerQuestions(options);
  return async (accountId) => {
    const { household } = await slots.run(accountId, { op: "peek" });
    if (household.slots.size === 0) return;
    const answer = await questions.ask(HELD, { accountId }, CALLER, ({ heldByHousehold }) => heldByHousehold);
    if (!answer) throw new AccountsAway("accounts could not say what a household holds");
    const held = new Set(answer.learned.entitlementTags);
    for (const { slotId, contentId } of household.slots.values()) {
      const content = await facts.item(accountId, contentId, CALLER);
      const tags = content.standing === "UNKNOWN" ? [] : (content.value?.entitlementTags ?? []);
      if (tags.length === 0 || tags.some((tag) => held.has(tag))) continue;
      await slots.run(accountId, { op: "stop", slotId, reason: "ENTITLEMENT_ENDED" });
    }
  };
}
