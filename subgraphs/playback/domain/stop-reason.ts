import type { TombstoneReason } from "./slots/household.js";

/** Why a player must stop, in the schema's words. */
export const STOP_REASON = {
  ENDED: "SLOT_ENDED",
  SUPERSEDED: "SLOT_ENDED",
  STOPPED: "SLOT_ENDED",
  DEVICE_REMOVED: "DEVICE_REMOVED",
  ENTITLEMENT_ENDED: "ENTITLEMENT_ENDED",
  CONTENT_WITHDRAWN: "CONTENT_WITHDRAWN",
  TAKEN_OVER: "SLOT_TAKEN_OVER",
  SLOT_LOST: "CONCURRENCY_LIMIT",
} as const satisfies Record<TombstoneReason, string>;

export type StopReason = (typeof STOP_REASON)[TombstoneReason];
