import { assertNever } from "../../../lib/assert-never.js";
import { shardOf, shardTag } from "../../../lib/redis-shard.js";
import type {
  HeartbeatCommand,
  Outcome,
  PlayoutEvent,
  ReplyTo,
  SlotCommand,
  StartCommand,
} from "../domain/slots/commands.js";
import type { Household, PlayMode, PlayState, Slot, TombstoneReason } from "../domain/slots/household.js";

/** What the script answers a command with: status, its detail, whether it changed the streams, household, changes. */
export type ScriptReply = readonly [string, string, string, string, string];

/** What the script answers a tick with: Redis' clock, epoch ms, and households in which something has lapsed. */
export type TickReply = readonly [string, readonly string[]];

type StoredSlot = readonly [
  slotId: string,
  deviceId: string,
  contentId: string,
  profileId: string | null,
  mode: PlayMode,
  state: PlayState,
  positionSeconds: number | null,
  startedAt: number,
  lastHeartbeatAt: number,
  leaseMs: number,
  sequence: number,
  governed: boolean,
];

/** A household as Redis keeps it; `false` stands for an empty list. */
type StoredHousehold = readonly [
  version: number,
  limit: readonly [streams: number, asOf: number],
  slots: readonly StoredSlot[] | false,
  tombstones: readonly (readonly [string, TombstoneReason, number])[] | false,
];

/** What happened to a slot: to one that still runs, by its id; to one that does not, as it last was. */
type StoredChange = readonly [PlayoutEvent, string | StoredSlot];

/** The keys of a household, in the script's order; all of one shard. */
export function keysOf(accountId: string): string[] {
  return keysIn(shardOf(accountId), accountId);
}

/** Where the bookmarks of a shard wait: a hash, from [account, profile, item] as JSON to "position saidAt". */
export function bookmarksKey(tag: string): string {
  return `${tag}:bookmarks`;
}

/** As the script wants them for a tick, where no household is meant. */
export function keysIn(shard: number, accountId = ""): string[] {
  const tag = shardTag(shard);
  return [
    `${tag}:slots:${accountId}`,
    `${tag}:due`,
    `${tag}:tick`,
    `${tag}:amnesty`,
    `${tag}:dropped`,
    bookmarksKey(tag),
  ];
}

/** A command as the script's arguments. `skewMs` is how far Redis' clock is ahead of this process'. */
export function argumentsOf(accountId: string, command: SlotCommand, skewMs: number): string[] {
  switch (command.op) {
    case "start":
      return [
        command.op,
        accountId,
        command.playout.slotId,
        "",
        textOf(command.positionSeconds),
        ...sharedArguments(command, skewMs),
      ];
    case "heartbeat":
      return [
        ...[command.op, accountId, command.playout.slotId, String(command.sequence)],
        ...[textOf(command.positionSeconds), ...sharedArguments(command, skewMs)],
        ...[command.event, command.forgive ? "1" : "", command.timeshift ? "1" : ""],
      ];
    case "end":
      return [
        ...[command.op, accountId, command.slotId],
        ...[String(command.sequence), textOf(command.positionSeconds)],
      ];
    case "stop":
      return [command.op, accountId, command.slotId, command.reason];
    case "peek":
      return [command.op, accountId];
    default:
      return assertNever(command, "slot command");
  }
}

function sharedArguments(command: StartCommand | HeartbeatCommand, skewMs: number): string[] {
  const { playout, limit, leaseMs, deadline } = command;
  return [
    ...[playout.deviceId, playout.contentId, playout.profileId ?? "", playout.mode],
    ...[limit.streams, limit.asOf, leaseMs, deadline + skewMs].map(String),
    command.op === "start" ? (command.takeOverSlotId ?? "") : String(command.startedAt),
  ];
}

function textOf(value: number | null): string {
  return value === null ? "" : String(value);
}

/** What a command did, from the script's answer. */
export function outcomeOf<Command extends SlotCommand>(
  command: Command,
  reply: ScriptReply,
): Outcome<Command> {
  const [status, detail, changed, text, changes] = reply;
  const household = householdOf(text);
  return {
    household,
    // The script answers each command with what the specification has for it; one suite compares them all.
    reply: replyOf(command, status, detail) as ReplyTo<Command>,
    changes: (JSON.parse(changes) as StoredChange[]).map(([event, stored]) => ({
      event,
      slot: typeof stored === "string" ? runningSlot(household, stored) : slotOf(stored),
    })),
    changed: changed === "1",
  };
}

function runningSlot({ slots }: Household, slotId: string): Slot {
  const slot = slots.get(slotId);
  if (!slot) throw new Error(`the script tells of ${slotId}, which does not run`);
  return slot;
}

function replyOf({ op }: SlotCommand, status: string, detail: string): object {
  if (op === "start" && status === "GRANTED") {
    return { status, reclaimedSlotId: detail === "" ? null : detail };
  }
  return detail === "" ? { status } : { status, reason: detail };
}

/** A household from Redis' text. */
export function householdOf(text: string): Household {
  const [version, [streams, asOf], slots, tombstones] = JSON.parse(text) as StoredHousehold;
  return {
    version,
    limit: { streams, asOf },
    slots: new Map((slots || []).map((slot) => [slot[0], slotOf(slot)])),
    tombstones: new Map(
      (tombstones || []).map(([slotId, reason, expiresAt]) => [slotId, { reason, expiresAt }]),
    ),
  };
}

function slotOf(stored: StoredSlot): Slot {
  return {
    slotId: stored[0],
    deviceId: stored[1],
    contentId: stored[2],
    profileId: stored[3],
    mode: stored[4],
    state: stored[5],
    positionSeconds: stored[6],
    startedAt: stored[7],
    lastHeartbeatAt: stored[8],
    leaseMs: stored[9],
    sequence: stored[10],
    governed: stored[11],
  };
}
