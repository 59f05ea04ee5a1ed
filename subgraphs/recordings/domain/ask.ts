import type { Airing, ChannelFacts } from "./airing.js";
import type { RecordingReason } from "./life-cycle.js";

/**
 * What stands against recording an airing that a viewer asks for: the channel's rights, the household's products, or
 * that it is over and its catch-up window, too. Null where nothing does. Instants are epoch ms.
 */
export function obstacleToAsking(
  airing: Airing,
  channel: ChannelFacts,
  heldTags: readonly string[],
  now: number,
): Extract<RecordingReason, "NOT_RECORDABLE" | "NOT_ENTITLED" | "MISSED"> | null {
  if (!channel.recordable) return "NOT_RECORDABLE";
  const tags = channel.entitlementTags;
  if (tags.length > 0 && !tags.some((tag) => heldTags.includes(tag))) return "NOT_ENTITLED";
  return now >= airing.stop + channel.catchUpSeconds * 1_000 ? "MISSED" : null;
}

/** Where a recording's media come from: as they air, or from what the channel keeps of its past. */
export function sourceOf(
  channel: ChannelFacts,
  { startsAt, stopsAt }: { readonly startsAt: number; readonly stopsAt: number },
  now: number,
): "LIVE" | "CATCH_UP" {
  if (now >= stopsAt) return "CATCH_UP";
  return startsAt < now - LATE_MS && channel.startOver ? "CATCH_UP" : "LIVE";
}

/** A recording that begins so late has not lost anything yet: streams hold more than that. */
const LATE_MS = 30_000;
