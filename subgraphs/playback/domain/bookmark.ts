import type { Outcome, PlayoutEvent, SlotCommand } from "./slots/commands.js";
import type { Playout } from "./slots/household.js";
import { TOMBSTONE_MS } from "./slots/household-draft.js";

/** How far a person has come in something, as their player said. */
export interface Bookmark {
  readonly accountId: string;
  readonly profileId: string;
  /** What plays, by its opaque id. */
  readonly itemId: string;
  /** Seconds from the start of what plays. */
  readonly positionSeconds: number;
  /** When it was said, epoch ms, by the clock of the slot store. */
  readonly saidAt: number;
}

/** What a player says of itself; everything else that happens to a slot brings no position. */
const SAID_BY_PLAYER: ReadonlySet<PlayoutEvent> = new Set<PlayoutEvent>([
  "HEARTBEAT",
  "PAUSED",
  "RESUMED",
  "SEEKED",
  "ENDED",
]);

/**
 * Whose bookmark a playout moves; null where it moves none: live is watched as it airs, a channel has no beginning, and
 * where nobody is named nobody goes on.
 */
export function bookmarkedBy({
  mode,
  profileId,
  contentId,
}: Pick<Playout, "mode" | "profileId" | "contentId">): { profileId: string; itemId: string } | null {
  if (mode === "LIVE" || profileId === null || contentId.startsWith("ch_")) return null;
  return { profileId, itemId: contentId };
}

/**
 * The bookmark that a command moved; null where it moved none. The script does the same (redis/bookmarks.lua). Only a
 * beat that brings a position moves one: a paused player that says nothing else holds nobody back elsewhere.
 */
export function bookmarkOf(accountId: string, command: SlotCommand, outcome: Outcome): Bookmark | null {
  if (command.op !== "heartbeat" && command.op !== "end") return null;
  if (command.positionSeconds === null) return null;
  // Whatever it has become meanwhile: only live can, when it is paused.
  if (command.op === "heartbeat" && !bookmarkedBy({ ...command.playout, mode: "START_OVER" })) return null;
  const change = outcome.changes.find(({ event }) => SAID_BY_PLAYER.has(event));
  const bookmarked = change && bookmarkedBy(change.slot);
  if (!change || !bookmarked || change.slot.positionSeconds === null) return null;
  const tombstone = outcome.household.tombstones.get(change.slot.slotId);
  // The store's own time, also where it is not this process': of an end the tombstone knows it.
  const saidAt = tombstone ? tombstone.expiresAt - TOMBSTONE_MS : change.slot.lastHeartbeatAt;
  return { accountId, ...bookmarked, positionSeconds: change.slot.positionSeconds, saidAt };
}
