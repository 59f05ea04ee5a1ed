import { assertNever } from "../../../lib/assert-never.js";
import { SHARDS, shardOf, shardTag } from "../../../lib/redis-shard.js";
import type {
  HeartbeatCommand,
  Outcome,
  PlayoutEvent,
  ReplyTo,
  SlotChange,
  SlotCommand,
  StartCommand,
} from "../domain/slots/commands.js";
import type { Household, PlayMode, PlayState, Slot, TombstoneReason } from "../domain/slots/household.js";
import { HEARD } from "../domain/slots/state-machine.js";
import { PackReader, unpack } from "./message-pack.js";

/** What the script answers a tick with: Redis' clock, epoch ms, and households in which something has lapsed. */
export type TickReply = readonly [string, readonly string[]];

/** Where the script has no value it keeps `false`. */
type StoredSlot = readonly [
  slotId: string,
  deviceId: string,
  contentId: string,
  profileId: string | false,
  mode: PlayMode,
  state: PlayState,
  positionSeconds: number | false,
  startedAt: number,
  lastHeartbeatAt: number,
  leaseMs: number,
  sequence: number,
  governed: boolean,
  country: string | false,
];

/** A household as Redis keeps it, value after value. */
type StoredHousehold = readonly [
  version: number,
  streams: number,
  asOf: number,
  slots: readonly StoredSlot[],
  tombstones: readonly (readonly [string, TombstoneReason, number])[],
];

/** What happened to a slot, as it is now, or as it last was. */
type StoredChange = readonly [PlayoutEvent, StoredSlot];

/** The keys of a household, in the script's order; all of one shard. */
export function keysOf(accountId: string): string[] {
  return keysIn(shardOf(accountId), accountId);
}

/** Where the bookmarks of a shard wait: a hash, from [account, profile, item] as JSON to "position saidAt". */
export function bookmarksKey(tag: string): string {
  return `${tag}:bookmarks`;
}

/** How many keys the script has, as it is told. */
export const KEY_COUNT = "4";

/** Of each shard, the keys that all its households share. */
const SHARED_KEYS = Array.from({ length: SHARDS }, (_, shard) => {
  const tag = shardTag(shard);
  return { slots: `${tag}:slots:`, due: `${tag}:due`, canary: `${tag}:canary`, bookmarks: bookmarksKey(tag) };
});

/** As the script wants them for a tick, where no household is meant. */
export function keysIn(shard: number, accountId = ""): string[] {
  const keys = SHARED_KEYS[shard];
  if (!keys) throw new RangeError(`shard must be below ${SHARDS}, got ${shard}`);
  return [keys.slots + accountId, keys.due, keys.canary, keys.bookmarks];
}

/** A command as the script's keys and arguments. `skewMs` is how far Redis' clock is ahead of this process'. */
export function argumentsOf(accountId: string, command: SlotCommand, skewMs: number): string[] {
  const input = keysOf(accountId);
  input.push(command.op, accountId);
  switch (command.op) {
    case "start":
      input.push(command.playout.slotId, "", textOf(command.positionSeconds));
      pushShared(input, command, skewMs);
      input.push("", seldomOf(command, 0, command.takeOverSlotId ?? "", false, false));
      return input;
    case "heartbeat": {
      const { playout, sequence, event, startedAt, forgive, timeshift } = command;
      input.push(playout.slotId, String(sequence), textOf(command.positionSeconds));
      pushShared(input, command, skewMs);
      input.push(HEARD[event], seldomOf(command, startedAt, "", forgive, timeshift));
      return input;
    }
    case "end":
      input.push(command.slotId, String(command.sequence), textOf(command.positionSeconds));
      return input;
    case "stop":
      input.push(command.slotId, command.reason);
      return input;
    case "peek":
      return input;
    case "limit":
      // Where a start and a heartbeat have theirs.
      input.push("", "", "", "", "", String(command.limit.streams), String(command.limit.asOf));
      return input;
    default:
      return assertNever(command, "slot command");
  }
}

function pushShared(input: string[], command: StartCommand | HeartbeatCommand, skewMs: number): void {
  const { limit, leaseMs, deadline } = command;
  input.push(String(leaseMs), String(deadline + skewMs), String(limit.streams), String(limit.asOf));
}

/** What a beat of a player that is known needs none of: one argument, which the script then leaves unread. */
function seldomOf(
  { playout }: StartCommand | HeartbeatCommand,
  ...more: readonly (string | number | boolean)[]
) {
  const { deviceId, contentId, profileId, mode, country } = playout;
  return JSON.stringify([deviceId, contentId, profileId ?? "", mode, country ?? "", ...more]);
}

function textOf(value: number | null): string {
  return value === null ? "" : String(value);
}

/** What a command did, from the script's answer. */
export function outcomeOf<Command extends SlotCommand>(command: Command, answer: Buffer): Outcome<Command> {
  return new ScriptOutcome(command, answer);
}

/**
 * The script answers with status, its detail, whether it changed the streams, whether it re-admitted a player, the
 * changes, and the household as it is kept. The last two are read only where somebody looks: nearly nobody does who beats.
 */
class ScriptOutcome<Command extends SlotCommand> implements Outcome<Command> {
  readonly reply: ReplyTo<Command>;
  readonly changed: boolean;
  readonly readmitted: boolean;
  readonly #answer: Buffer;
  readonly #rest: number;

  constructor(command: Command, answer: Buffer) {
    const reader = new PackReader(answer);
    const [status, detail] = [String(reader.value()), String(reader.value())];
    // The script answers each command with what the specification has for it; one suite compares them all.
    this.reply = replyOf(command, status, detail) as ReplyTo<Command>;
    this.changed = reader.value() === true;
    this.readmitted = reader.value() === true;
    this.#answer = answer;
    this.#rest = reader.position;
  }

  get changes(): readonly SlotChange[] {
    const stored = new PackReader(this.#answer, this.#rest).value() as unknown as readonly StoredChange[];
    return stored.map(([event, slot]) => ({ event, slot: slotOf(slot) }));
  }

  get household(): Household {
    const reader = new PackReader(this.#answer, this.#rest);
    reader.value();
    return householdOf(this.#answer.subarray(reader.position));
  }
}

function replyOf({ op }: SlotCommand, status: string, detail: string): object {
  if (op === "start" && status === "GRANTED") {
    return { status, reclaimedSlotId: detail === "" ? null : detail };
  }
  return detail === "" ? { status } : { status, reason: detail };
}

/** A household from what Redis keeps of it. */
export function householdOf(kept: Buffer): Household {
  const [version, streams, asOf, slots, tombstones] = unpack(kept) as unknown as StoredHousehold;
  return {
    version,
    limit: { streams, asOf },
    slots: new Map(slots.map((slot) => [slot[0], slotOf(slot)])),
    tombstones: new Map(tombstones.map(([slotId, reason, expiresAt]) => [slotId, { reason, expiresAt }])),
  };
}

function slotOf(stored: StoredSlot): Slot {
  return {
    slotId: stored[0],
    deviceId: stored[1],
    contentId: stored[2],
    profileId: stored[3] || null,
    mode: stored[4],
    state: stored[5],
    positionSeconds: stored[6] === false ? null : stored[6],
    startedAt: stored[7],
    lastHeartbeatAt: stored[8],
    leaseMs: stored[9],
    sequence: stored[10],
    governed: stored[11],
    country: stored[12] || null,
  };
}
