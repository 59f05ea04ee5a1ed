import { versionAt } from "./version.js";

export type PlayMode = "LIVE" | "START_OVER" | "CATCH_UP" | "VOD" | "RECORDING";
export type PlayState = "PLAYING" | "PAUSED";

/** What one start asked for. It never changes while the slot lives, but for live that is paused. */
export interface Playout {
  /** The slot's id, prefixed `slot_`. */
  readonly slotId: string;
  /** The device that plays. A device holds one slot at most. */
  readonly deviceId: string;
  /** What plays: a content, or a recording of the household (`isRecording`). */
  readonly contentId: string;
  /** Who watches; null where no profile was named. */
  readonly profileId: string | null;
  /** How it plays. */
  readonly mode: PlayMode;
  /** Where it was started, ISO 3166-1 alpha-2; null where that was not known. */
  readonly country: string | null;
}

/** Whether the id of what plays is a recording's: its prefix says so (`rec_`). */
export function isRecording(itemId: string): boolean {
  return itemId.startsWith("rec_");
}

/** A running stream of a household. */
export interface Slot extends Playout {
  /** Whether it runs, as the player last said. */
  readonly state: PlayState;
  /** Seconds from the start of what plays, as the player last said; null until it has. */
  readonly positionSeconds: number | null;
  /** When it was granted, epoch ms. A slot that is re-admitted keeps the time of its grant. */
  readonly startedAt: number;
  /** When the player was last heard, epoch ms. */
  readonly lastHeartbeatAt: number;
  /** How long after `lastHeartbeatAt` the slot lives on. */
  readonly leaseMs: number;
  /** The highest sequence a heartbeat has brought; 0 before the first. */
  readonly sequence: number;
  /** True where the slot counts against the limit: at any time, at most `limit` slots do. */
  readonly governed: boolean;
}

/** Why a slot ended for good, so that its player must be told to stop. */
export type TombstoneReason =
  /** The player said so itself. */
  | "ENDED"
  /** The same device started anew. */
  | "SUPERSEDED"
  /** Another device named it in its own start. */
  | "TAKEN_OVER"
  /** The household ended it from elsewhere. */
  | "STOPPED"
  /** Its device was taken from the household. */
  | "DEVICE_REMOVED"
  /** None of the household's products opens it any more. */
  | "ENTITLEMENT_ENDED"
  /** It may not be shown any more. */
  | "CONTENT_WITHDRAWN"
  /** It had lapsed, and the household's seats were all taken when its player came back. */
  | "SLOT_LOST";

/** What is left of a slot that ended for good: the only thing a STOP is ever answered for. */
export interface Tombstone {
  /** Why it ended. */
  readonly reason: TombstoneReason;
  /** When it is forgotten, epoch ms. */
  readonly expiresAt: number;
}

/** How many streams a household may have, and how old that knowledge is. */
export interface StreamLimit {
  /** Streams at the same time. */
  readonly streams: number;
  /** When accounts said so, epoch ms. Newer knowledge replaces older, never the other way. */
  readonly asOf: number;
}

/**
 * Where nobody ever said how many streams a household may have: as many as it may start on trust (unverified-starts.ts), for
 * whoever may watch can start. Any knowledge at all replaces it.
 */
export const FALLBACK_LIMIT: StreamLimit = { streams: 2, asOf: 0 };

/** Everything the slot store knows of one household. */
export interface Household {
  /** Grows with each change that the household can see. */
  readonly version: number;
  /** The newest limit that a command has brought. */
  readonly limit: StreamLimit;
  /** The running streams by slot id. */
  readonly slots: ReadonlyMap<string, Slot>;
  /** The streams that ended for good, by slot id, until their players must have heard. */
  readonly tombstones: ReadonlyMap<string, Tombstone>;
}

/** A household of which nothing is known: before its first start, or after data loss. */
export function emptyHousehold(now: number): Household {
  return { version: versionAt(now), limit: FALLBACK_LIMIT, slots: new Map(), tombstones: new Map() };
}

/** When the slot ends unless its player is heard before, epoch ms. */
export function expiresAt(slot: Slot): number {
  return slot.lastHeartbeatAt + slot.leaseMs;
}

/** When the next thing in the household lapses by itself, epoch ms; null when there is nothing to keep it for. */
export function nextLapse({ slots, tombstones }: Household): number | null {
  // A slot lives up to and including its last millisecond; a tombstone does not.
  const lapses = [
    ...[...slots.values()].map((slot) => expiresAt(slot) + 1),
    ...[...tombstones.values()].map((tombstone) => tombstone.expiresAt),
  ];
  return lapses.length === 0 ? null : Math.min(...lapses);
}

/** The running streams in the order they started, ties by id: the same on every machine. */
export function byStart(household: Household): Slot[] {
  return [...household.slots.values()].sort(compareByStart);
}

/** Orders slots by start, ties by id. */
export function compareByStart(a: Slot, b: Slot): number {
  if (a.startedAt !== b.startedAt) return a.startedAt - b.startedAt;
  return a.slotId < b.slotId ? -1 : 1;
}
