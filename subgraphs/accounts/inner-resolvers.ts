import type { DataProtection } from "./data-protection.js";
import type { Resolvers } from "./generated/inner-resolver-types.js";

/** Answers what services ask accounts. */
export function createInnerResolvers(dataProtection: DataProtection): Resolvers {
  return {
    Query: {
      exportText: (_, { token, index }) => dataProtection.textOf(token, index),
    },
    Mutation: {
      deliverExportPiece: (_, piece) => dataProtection.keepPiece(piece),
    },
  };
}
