import type { DataProtection } from "./data-protection.js";
import type { Resolvers } from "./generated/inner-resolver-types.js";
import type { ParentalPins } from "./parental-pins.js";

interface InnerParts {
  readonly dataProtection: DataProtection;
  readonly parentalPins: ParentalPins;
}

/** Answers what services ask accounts. */
export function createInnerResolvers({ dataProtection, parentalPins }: InnerParts): Resolvers {
  return {
    Query: {
      exportText: (_, { token, index }) => dataProtection.textOf(token, index),
    },
    Mutation: {
      checkParentalPin: (_, { accountId, profileId, pin }) => parentalPins.check(accountId, profileId, pin),
      deliverExportPiece: (_, piece) => dataProtection.keepPiece(piece),
    },
  };
}
