import { badInput } from "../../../lib/errors.js";
import { decodeCursor } from "../../../lib/pagination.js";
import { itemOf, LONGEST_ID, type Viewing } from "../domain/viewing.js";
import type { HistoryKey } from "../store/history.js";
import type { WatchlistItem } from "../store/watchlist.js";

const RULE = "must be a cursor that this field returned";
/** The last instant that a JavaScript Date holds. */
const LAST_INSTANT_MS = 8.64e15;

/** The place of an entry in the history. */
export function historyKeyOf({ watchedAt, itemId }: Viewing): [number, string] {
  return [watchedAt, itemId];
}

/** @throws PlayheadError BAD_USER_INPUT for what is no cursor of the history. */
export function readHistoryKey(after: string): HistoryKey {
  const [watchedAt, itemId] = decodeCursor("after", after, 2);
  const item = typeof itemId === "string" ? itemOf(itemId) : null;
  if (!item || !isInstant(watchedAt)) throw badInput("after", RULE, after);
  return { watchedAt, ...item };
}

/** The place of an item on the watchlist. */
export function watchlistKeyOf({ addedAt, contentId }: WatchlistItem): [number, string] {
  return [addedAt, contentId];
}

/** @throws PlayheadError BAD_USER_INPUT for what is no cursor of a watchlist. */
export function readWatchlistKey(after: string): WatchlistItem {
  const [addedAt, contentId] = decodeCursor("after", after, 2);
  const isId = typeof contentId === "string" && contentId.length <= LONGEST_ID && /^\w+$/.test(contentId);
  if (!isId || !isInstant(addedAt)) throw badInput("after", RULE, after);
  return { addedAt, contentId };
}

function isInstant(value: string | number | null | undefined): value is number {
  return Number.isInteger(value) && Math.abs(Number(value)) <= LAST_INSTANT_MS / 1_000;
}
