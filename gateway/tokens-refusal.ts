import { GraphQLError } from "graphql";
import { PlayheadError } from "../lib/errors.js";

/** What the parser says of a document of too many tokens, as all other limits are told; null for its other errors. */
export function tokensRefusal(error: unknown, most: number): PlayheadError | null {
  const isTokens = error instanceof GraphQLError && error.message.includes(`more that ${most} tokens`);
  if (!isTokens) return null;
  // The parser stops at the first that is too many: nobody knows how many there are.
  const details = { limit: "tokens", most };
  return new PlayheadError("OPERATION_TOO_LARGE", `tokens must be at most ${most}, got more`, details);
}
