import {
  byStart,
  expiresAt,
  type Household,
  isRecording,
  type PlayMode,
  type PlayState,
  type Slot,
} from "./slots/household.js";

/**
 * A running stream in the very shape of the schema: queries and live messages carry the same object, and a live
 * message says the types of what it refers to, so that the gateway can complete them elsewhere.
 */
export interface PlayoutSlot {
  readonly __typename: "PlayoutSlot";
  readonly id: string;
  readonly device: { readonly __typename: "Device"; readonly id: string };
  readonly profile: { readonly __typename: "Profile"; readonly id: string } | null;
  /** Null where a recording plays. */
  readonly content: { readonly __typename: "Content"; readonly id: string } | null;
  /** Null where a content plays. */
  readonly recording: { readonly __typename: "Recording"; readonly id: string } | null;
  readonly mode: PlayMode;
  readonly state: PlayState;
  readonly positionSeconds: number | null;
  /** Epoch ms. */
  readonly startedAt: number;
  /** Epoch ms. */
  readonly lastHeartbeatAt: number;
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly governed: boolean;
}

/** A household's running streams, in the shape of the schema. */
export interface Concurrency {
  /** The household's id. */
  readonly id: string;
  /** Streams allowed at the same time. */
  readonly limit: number;
  /** Streams running now. */
  readonly inUse: number;
  /** By start. */
  readonly slots: readonly PlayoutSlot[];
  readonly version: number;
}

export function concurrencyOf(accountId: string, household: Household): Concurrency {
  return {
    id: accountId,
    limit: household.limit.streams,
    inUse: household.slots.size,
    slots: byStart(household).map(playoutSlotOf),
    version: household.version,
  };
}

export function playoutSlotOf(slot: Slot): PlayoutSlot {
  return {
    __typename: "PlayoutSlot",
    id: slot.slotId,
    device: { __typename: "Device", id: slot.deviceId },
    profile: slot.profileId === null ? null : { __typename: "Profile", id: slot.profileId },
    content: isRecording(slot.contentId) ? null : { __typename: "Content", id: slot.contentId },
    recording: isRecording(slot.contentId) ? { __typename: "Recording", id: slot.contentId } : null,
    mode: slot.mode,
    state: slot.state,
    positionSeconds: slot.positionSeconds,
    startedAt: slot.startedAt,
    lastHeartbeatAt: slot.lastHeartbeatAt,
    expiresAt: expiresAt(slot),
    governed: slot.governed,
  };
}
