import { playoutSlotOf } from "../domain/concurrency.js";
import type { Slot, StreamLimit } from "../domain/slots/household.js";
import type { ResolversTypes } from "../generated/resolver-types.js";
import type { SlotTokens } from "../slot-token.js";

/** A slot that was granted, and what its player needs to know. */
interface Granted {
  readonly accountId: string;
  readonly slot: Slot;
  /** The household's limit as it is known now. */
  readonly limit: StreamLimit;
  readonly reclaimedSlotId: string | null;
  readonly firstHeartbeatInSeconds: number;
  readonly resumePositionSeconds: number | null;
}

/** The answer to a start that was granted. A retried one is given the slot as it was, whatever else the retry says. */
export async function playSessionOf(
  { accountId, slot, limit, reclaimedSlotId, firstHeartbeatInSeconds, resumePositionSeconds }: Granted,
  tokens: SlotTokens,
): Promise<Awaited<ResolversTypes["StartPlayoutResult"]>> {
  const { slotId, deviceId, contentId, profileId, mode, startedAt } = slot;
  const playout = { slotId, deviceId, contentId, profileId, mode };
  return {
    __typename: "PlaySession",
    slot: playoutSlotOf(slot),
    slotToken: await tokens.sign({ accountId, playout, startedAt, limit }),
    reclaimedSlotId,
    firstHeartbeatInSeconds,
    resumePositionSeconds,
  };
}
