import type { CallerHeaders } from "../../lib/service.js";
import { mayGoOn } from "./domain/continuation.js";
import type { Slot } from "./domain/slots/household.js";
import type { HouseholdFacts } from "./domain/start-decision.js";
import type { Facts } from "./facts.js";
import type { SlotStore } from "./slot-store.js";

/** Ours, not a viewer's. */
const CALLER: CallerHeaders = { traceId: "household-check" };

/** Accounts cannot be asked now; who checks tries again, for as long as it takes. */
class AccountsAway extends Error {
  override readonly name = "AccountsAway";
  /** Reads as a connection that was refused: nobody's fault, and no try. */
  readonly code = "ECONNREFUSED";
}

/**
 * Brings a household's running streams up to date with accounts: with its limit, and those end whose devices are not its
 * own any more, that none of its products opens, or that the catalog lets nobody play so: who was unknown to the slot store
 * when that changed comes back with its token alone. Rejects while accounts, or the slot store, cannot be asked.
 */
export type CheckHousehold = (accountId: string) => Promise<void>;

/**
 * Only what is known for certain ends a stream: what accounts says now, and tags that the catalog has said. What cannot be
 * known goes on.
 */
export function createHouseholdCheck({
  facts,
  slots,
}: {
  readonly facts: Facts;
  readonly slots: SlotStore;
}): CheckHousehold {
  return async (accountId) => {
    const { household } = await slots.run(accountId, { op: "peek" });
    if (household.slots.size === 0) return;
    const known = await facts.household(accountId, CALLER);
    if (known.standing !== "CURRENT") throw new AccountsAway("accounts could not say what a household holds");
    if (known.value) {
      const limit = { streams: known.value.concurrentStreams, asOf: known.asOf };
      await slots.run(accountId, { op: "limit", limit });
    }
    for (const slot of household.slots.values()) {
      const reason = await whyItEnds(accountId, slot, known.value, facts);
      if (reason) await slots.run(accountId, { op: "stop", slotId: slot.slotId, reason });
    }
  };
}

async function whyItEnds(
  accountId: string,
  slot: Slot,
  household: HouseholdFacts | null,
  facts: Facts,
): Promise<"DEVICE_REMOVED" | "CONTENT_WITHDRAWN" | "ENTITLEMENT_ENDED" | null> {
  const { deviceId, contentId } = slot;
  if (!household?.deviceIds.includes(deviceId)) return "DEVICE_REMOVED";
  if (facts.isWithdrawn(contentId)) return "CONTENT_WITHDRAWN";
  const content = await facts.item(accountId, contentId, CALLER);
  if (content.standing === "CURRENT" && content.value && !mayGoOn(slot, content.value)) {
    return "CONTENT_WITHDRAWN";
  }
  const tags = content.standing === "UNKNOWN" ? [] : (content.value?.entitlementTags ?? []);
  const held = household.holdings.flatMap(({ entitlementTags }) => entitlementTags);
  return tags.length === 0 || tags.some((tag) => held.includes(tag)) ? null : "ENTITLEMENT_ENDED";
}
