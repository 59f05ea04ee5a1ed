import { badInput } from "../../../lib/errors.js";
import { callerOf } from "../context.js";
import { LONGEST_ID } from "../domain/viewing.js";
import type { MutationResolvers } from "../generated/resolver-types.js";
import { MOST_WATCHLIST_ITEMS } from "../store/watchlist.js";
import { requirePerson } from "./persons.js";

export const addToWatchlist: NonNullable<MutationResolvers["addToWatchlist"]> = async (
  _parent,
  { contentId, profileId },
  context,
) => {
  checkId(contentId);
  const person = await requirePerson(profileId, "addToWatchlist", context);
  const known = await context.contents.length(contentId, callerOf(context));
  if (known === null) throw badInput("contentId", "must be in the catalog", contentId);
  const outcome = await context.store.addToWatchlist(person, contentId, context.clock.now());
  if (outcome !== "FULL") return outcome === "ADDED";
  throw badInput("contentId", `must wait: a watchlist has at most ${MOST_WATCHLIST_ITEMS} items`, contentId);
};

export const removeFromWatchlist: NonNullable<MutationResolvers["removeFromWatchlist"]> = async (
  _parent,
  { contentId, profileId },
  context,
) => {
  checkId(contentId);
  const person = await requirePerson(profileId, "removeFromWatchlist", context);
  return context.store.removeFromWatchlist(person, contentId);
};

function checkId(contentId: string): void {
  const isId = contentId.length <= LONGEST_ID && /^[a-z]+_\w+$/.test(contentId);
  if (!isId) throw badInput("contentId", "must be the id of something in the catalog", contentId);
}
