import type { PlaybackContext } from "../context.js";
import { playoutSlotOf } from "../domain/concurrency.js";
import type { Slot, StreamLimit } from "../domain/slots/household.js";
import type { StreamAiring } from "../domain/stream-template.js";
import type { ResolversTypes } from "../generated/resolver-types.js";

/** A slot that was granted, and what its player needs to know. */
/** Where in the content, and in the guide, a playout begins. */
export interface Whereabouts {
  /** Where the viewer left off. */
  readonly resumePositionSeconds: number | null;
  readonly airing: StreamAiring | null;
}

interface Granted extends Whereabouts {
  readonly accountId: string;
  readonly slot: Slot;
  /** The household's limit as it is known now. */
  readonly limit: StreamLimit;
  readonly reclaimedSlotId: string | null;
  readonly firstHeartbeatInSeconds: number;
}

/** The answer to a start that was granted. A retried one is given the slot as it was, whatever else the retry says. */
export async function playSessionOf(
  granted: Granted,
  { tokens, streams }: PlaybackContext,
): Promise<Awaited<ResolversTypes["StartPlayoutResult"]>> {
  const { accountId, slot, limit, reclaimedSlotId, firstHeartbeatInSeconds, resumePositionSeconds, airing } =
    granted;
  const { slotId, deviceId, contentId, profileId, mode, country, startedAt } = slot;
  const playout = { slotId, deviceId, contentId, profileId, mode, country };
  const [slotToken, sources, drm] = await Promise.all([
    tokens.sign({ accountId, playout, startedAt, limit, airing }),
    streams.sources(playout, airing),
    streams.licenses(playout, airing),
  ]);
  return {
    __typename: "PlaySession",
    slot: playoutSlotOf(slot),
    slotToken,
    reclaimedSlotId,
    firstHeartbeatInSeconds,
    resumePositionSeconds,
    sources,
    drm,
  };
}
