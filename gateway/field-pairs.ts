import { type DocumentNode, Kind, parse, type SelectionSetNode } from "graphql";
import { PlayheadError } from "../lib/errors.js";
import { tokensRefusal } from "./tokens-refusal.js";

/**
 * Validation compares all fields of one name with each other, whether they can be merged: so many pairs take it a
 * millisecond or two. An operation of a thousand fields, three hundred of them titles, has as many.
 */
const MOST_PAIRS = 50_000;

/**
 * As `pairsRefusal`, and as the limit of tokens, before anything is made of the text; null for what cannot be parsed, too,
 * as whoever parses it says why. It is parsed here only where its words alone do not tell that it is harmless.
 */
export function textRefusal(text: string, mostTokens: number): PlayheadError | null {
  const seen = new Map<string, number>();
  let pairs = 0;
  for (const [word] of text.matchAll(/\w+/g)) {
    const others = seen.get(word) ?? 0;
    pairs += others;
    if (pairs > MOST_PAIRS) break;
    seen.set(word, others + 1);
  }
  if (pairs <= MOST_PAIRS) return null;
  try {
    return pairsRefusal(parse(text, { maxTokens: mostTokens, noLocation: true }));
  } catch (error) {
    return tokensRefusal(error, mostTokens);
  }
}

/** Why a document would keep validation, and all other callers, too long; null where it would not. */
export function pairsRefusal(document: DocumentNode): PlayheadError | null {
  const seen = new Map<string, number>();
  let pairs = 0;
  // A tenth of what graphql's visit() takes, and no deeper on the stack the deeper the document is.
  const open: SelectionSetNode[] = document.definitions.flatMap((definition) =>
    "selectionSet" in definition ? definition.selectionSet : [],
  );
  for (let set = open.pop(); set; set = open.pop()) {
    for (const node of set.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) continue;
      if (node.selectionSet) open.push(node.selectionSet);
      if (node.kind === Kind.INLINE_FRAGMENT) continue;
      const key = (node.alias ?? node.name).value;
      const others = seen.get(key) ?? 0;
      pairs += others;
      seen.set(key, others + 1);
    }
  }
  if (pairs <= MOST_PAIRS) return null;
  const message = `pairs of fields of one name must be at most ${MOST_PAIRS}, got ${pairs}`;
  return new PlayheadError("OPERATION_TOO_LARGE", message, {
    limit: "pairs of fields of one name",
    most: MOST_PAIRS,
    got: pairs,
  });
}
