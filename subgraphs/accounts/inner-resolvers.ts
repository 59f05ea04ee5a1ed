import type { Clock } from "../../lib/clock.js";
import type { DataProtection } from "./data-protection.js";
import { isValidAt, limitsAt, tagsAt } from "./domain/entitlement.js";
import type { Resolvers } from "./generated/inner-resolver-types.js";
import type { ParentalPins } from "./parental-pins.js";
import type { AccountsStore } from "./store.js";

interface InnerParts {
  readonly dataProtection: DataProtection;
  readonly parentalPins: ParentalPins;
  readonly store: AccountsStore;
  readonly clock: Clock;
}

/** Answers what services ask accounts. */
export function createInnerResolvers({ dataProtection, parentalPins, store, clock }: InnerParts): Resolvers {
  return {
    Query: {
      async householdForPlayout(_, { accountId }) {
        const household = await store.householdForPlayout(accountId);
        if (!household) return null;
        const { entitlements, ...rest } = household;
        const now = clock.now();
        const valid = entitlements.filter((entitlement) => isValidAt(entitlement, now));
        const holdings = valid.map(({ product, standing, validUntil }) => ({
          entitlementTags: product.entitlementTags,
          validUntil: standing === "GRACE" ? null : validUntil,
        }));
        return { ...rest, holdings, concurrentStreams: limitsAt(valid, now).concurrentStreams };
      },
      async heldByHousehold(_, { accountId, at }) {
        const entitlements = await store.entitlementsOf(accountId);
        // The end of a product is told of by whichever replica's clock has it first.
        const now = Math.max(clock.now(), at ?? 0);
        const { recordingSeconds } = limitsAt(entitlements, now);
        return { entitlementTags: tagsAt(entitlements, now), recordingSeconds };
      },
      exportText: (_, { token, index }) => dataProtection.textOf(token, index),
    },
    Mutation: {
      checkParentalPin: (_, { accountId, profileId, pin }, { clientAddress }) =>
        parentalPins.check(accountId, profileId, pin, clientAddress),
      deliverExportPiece: (_, piece) => dataProtection.keepPiece(piece),
    },
  };
}
