import type { Household, Playout, Slot, StreamLimit, TombstoneReason } from "./household.js";

/** What a player says it did since its last heartbeat. */
export type PlayEvent = "HEARTBEAT" | "PAUSE" | "RESUME" | "SEEK";

/** What can happen to a playout. */
export type PlayoutEvent =
  | "STARTED"
  | "HEARTBEAT"
  | "PAUSED"
  | "RESUMED"
  | "SEEKED"
  | "ENDED"
  | "EXPIRED"
  | "STOPPED"
  | "RECLAIMED";

/** A device wants a slot. */
export interface StartCommand {
  readonly op: "start";
  readonly playout: Playout;
  readonly limit: StreamLimit;
  /** How long the slot lives without a first heartbeat. */
  readonly leaseMs: number;
  /** Ended when the limit is reached, to make room; null for none. */
  readonly takeOverSlotId: string | null;
  /** Where playing begins, in seconds; null where that is not known. */
  readonly positionSeconds: number | null;
  /** Later than this (epoch ms) the caller has moved on, and the command must not act. */
  readonly deadline: number;
}

/** A player is alive. It brings all that its slot token says, so that a lost slot can be rebuilt from it. */
export interface HeartbeatCommand {
  readonly op: "heartbeat";
  readonly playout: Playout;
  /** When the slot was granted, epoch ms. */
  readonly startedAt: number;
  /** As it was when the slot was granted. */
  readonly limit: StreamLimit;
  /** How long the slot lives after this heartbeat. */
  readonly leaseMs: number;
  /** Grows with each beat, from 1. */
  readonly sequence: number;
  readonly event: PlayEvent;
  /** Null: unchanged. */
  readonly positionSeconds: number | null;
  /** The caller itself granted the slot, or answered for it, while the store could not be asked: re-admit it. */
  readonly forgive: boolean;
  /** A pause turns LIVE into START_OVER: the channel's rights allow it. */
  readonly timeshift: boolean;
  /** As in a start. */
  readonly deadline: number;
}

/** A player ends by itself. */
export interface EndCommand {
  readonly op: "end";
  readonly slotId: string;
  readonly sequence: number;
  /** Null: unchanged. */
  readonly positionSeconds: number | null;
}

/** Somebody else ends a slot: the household, or a service that knows that it may not go on. */
export interface StopCommand {
  readonly op: "stop";
  readonly slotId: string;
  readonly reason: "STOPPED" | "DEVICE_REMOVED" | "ENTITLEMENT_ENDED" | "CONTENT_WITHDRAWN";
}

/** Evicts what has lapsed; the way to read a household. */
export interface PeekCommand {
  readonly op: "peek";
}

/** Accounts says how many streams a household may have now; those that lapsed are evicted. */
export interface LimitCommand {
  readonly op: "limit";
  readonly limit: StreamLimit;
}

export type SlotCommand =
  | StartCommand
  | HeartbeatCommand
  | EndCommand
  | StopCommand
  | PeekCommand
  | LimitCommand;

/** The command arrived after its deadline; it changed nothing. */
export interface Late {
  readonly status: "LATE";
}

/** What each command is answered with. */
export interface Replies {
  start:
    | { readonly status: "GRANTED"; readonly reclaimedSlotId: string | null }
    /** As many streams run as the limit allows. */
    | { readonly status: "REFUSED" }
    /** This very start was granted once, and has ended since. */
    | { readonly status: "STOPPED"; readonly reason: TombstoneReason }
    | Late;
  heartbeat:
    | { readonly status: "CONTINUE" }
    | { readonly status: "STOP"; readonly reason: TombstoneReason }
    | Late;
  end:
    | { readonly status: "ENDED" }
    /** It was not known, and has ended all the same. */
    | { readonly status: "NO_SUCH_SLOT" };
  stop: { readonly status: "STOPPED" } | { readonly status: "NO_SUCH_SLOT" };
  peek: { readonly status: "OK" };
  limit: { readonly status: "OK" };
}

export type ReplyTo<Command extends SlotCommand> = Replies[Command["op"]];

/** One thing that happened to one slot. */
export interface SlotChange {
  readonly event: PlayoutEvent;
  /** As it is now; as it last was, where it has ended. */
  readonly slot: Slot;
}

/** What a command did. */
export interface Outcome<Command extends SlotCommand = SlotCommand> {
  /** The household as it is now. */
  readonly household: Household;
  readonly reply: ReplyTo<Command>;
  /** What happened to which slot, in order. */
  readonly changes: readonly SlotChange[];
  /** True when the household's streams are not what they were (a new version); a mere sign of life is no change. */
  readonly changed: boolean;
  /** True where a beat brought back a player whose slot was not known: nothing that came meanwhile has found it. */
  readonly readmitted: boolean;
}

/** The circumstances of a command, as the store finds them. */
export interface Moment {
  /** Epoch ms. */
  readonly now: number;
  /** Since when, epoch ms, the store has been recovering from an outage or a loss; null when it has not. */
  readonly amnestySince: number | null;
}
