import type {
  EndCommand,
  HeartbeatCommand,
  Moment,
  Outcome,
  PlayEvent,
  PlayoutEvent,
  Replies,
  ReplyTo,
  SlotCommand,
  StartCommand,
  StopCommand,
} from "./commands.js";
import type { Household, PlayMode, PlayState, Slot } from "./household.js";
import { HouseholdDraft } from "./household-draft.js";

/**
 * The slots of one household: who plays, who may, and who must stop. Every slot store does exactly this.
 *
 *                 start                       beat of an unknown player, if there is room or an amnesty
 *     (none) ------------> GOVERNED <------------------------------------------------- (none)
 *                          |     ^
 *       the limit is lower |     | there is room again
 *                          v     |
 *                        UNGOVERNED
 *
 *     GOVERNED, UNGOVERNED --end---------------------------> tombstone ENDED
 *                          --start of the same device------> tombstone SUPERSEDED
 *                          --start that takes it over------> tombstone TAKEN_OVER
 *                          --stop--------------------------> tombstone STOPPED, DEVICE_REMOVED,
 *                                                            ENTITLEMENT_ENDED, CONTENT_WITHDRAWN
 *                          --not heard for a lease---------> (none): nothing is held against its player
 *                          --not heard since the outage,
 *                            and its seat is wanted--------> (none)
 *     (none)               --beat, and no room-------------> tombstone SLOT_LOST
 *
 * A player is told to STOP only for a tombstone; a tombstone is forgotten after two of the longest leases. A
 * device holds one slot at most, and one that holds a slot is never refused. A start beyond the limit is refused,
 * unless it names a slot to take over.
 *
 * Pure: the same household, command and moment give the same outcome, and nothing else changes.
 */
export function apply<Command extends SlotCommand>(
  household: Household,
  command: Command,
  moment: Moment,
): Outcome<Command> {
  if ("deadline" in command && moment.now > command.deadline) {
    const late: Replies["start"] & Replies["heartbeat"] = { status: "LATE" };
    return { household, reply: late as ReplyTo<Command>, changes: [], changed: false, readmitted: false };
  }
  const draft = new HouseholdDraft(household, moment);
  if ("limit" in command) draft.learnLimit(command.limit);
  // TypeScript cannot see that the handler found by a command's own name is the one for that command.
  const handle = HANDLERS[command.op] as unknown as (
    draft: HouseholdDraft,
    command: Command,
  ) => ReplyTo<Command>;
  const reply = handle(draft, command);
  return { reply, ...draft.finish() };
}

type Handlers = {
  [Op in keyof Replies]: (draft: HouseholdDraft, command: Extract<SlotCommand, { op: Op }>) => Replies[Op];
};

const HANDLERS: Handlers = {
  start,
  heartbeat,
  end,
  stop,
  peek: look,
  // What it brings has been learned already, as with every command that brings it.
  limit: look,
};

function start(draft: HouseholdDraft, command: StartCommand): Replies["start"] {
  const { playout, leaseMs } = command;
  const { now } = draft.moment;
  const ended = draft.tombstones.get(playout.slotId);
  if (draft.slots.has(playout.slotId)) return { status: "GRANTED", reclaimedSlotId: null };
  if (ended) return { status: "STOPPED", reason: ended.reason };

  const own = slotOfDevice(draft, playout.deviceId);
  if (own) draft.end(own, "SUPERSEDED");
  draft.evictLapsed();
  if (!own && !makeRoom(draft, command)) return { status: "REFUSED" };

  draft.add(
    {
      ...playout,
      state: "PLAYING",
      positionSeconds: command.positionSeconds,
      startedAt: now,
      lastHeartbeatAt: now,
      leaseMs,
      sequence: 0,
      governed: false,
    },
    "STARTED",
  );
  return { status: "GRANTED", reclaimedSlotId: own?.slotId ?? null };
}

/** True when one more slot fits under the limit, after letting go what may be let go for it. */
function makeRoom(draft: HouseholdDraft, { takeOverSlotId }: StartCommand): boolean {
  const { amnestySince } = draft.moment;
  if (amnestySince !== null) {
    for (const slot of unconfirmedSince(draft, amnestySince)) {
      if (draft.slots.size >= draft.streams) draft.evict(slot);
    }
  }
  const named = takeOverSlotId === null ? undefined : draft.slots.get(takeOverSlotId);
  // Above the limit one seat less is still none free: nobody is stopped for a start that is refused all the same.
  if (named && draft.slots.size === draft.streams) draft.end(named, "TAKEN_OVER");
  return draft.slots.size < draft.streams;
}

/** Slots that nobody has vouched for since the store came back, those silent for longest first. */
function unconfirmedSince(draft: HouseholdDraft, since: number): Slot[] {
  return [...draft.slots.values()]
    .filter((slot) => slot.lastHeartbeatAt < since)
    .sort((a, b) => a.lastHeartbeatAt - b.lastHeartbeatAt || (a.slotId < b.slotId ? -1 : 1));
}

function heartbeat(draft: HouseholdDraft, command: HeartbeatCommand): Replies["heartbeat"] {
  const slot = draft.slots.get(command.playout.slotId);
  if (slot) {
    confirm(draft, slot, command);
    return { status: "CONTINUE" };
  }
  const ended = draft.tombstones.get(command.playout.slotId);
  return ended ? { status: "STOP", reason: ended.reason } : readmit(draft, command);
}

/** A repeat (same sequence) is proof of life, not news; a replay (older sequence) is neither. */
function confirm(draft: HouseholdDraft, slot: Slot, command: HeartbeatCommand): void {
  const { sequence, leaseMs } = command;
  if (sequence < slot.sequence) return;
  const isNews = sequence > slot.sequence;
  draft.refresh(
    {
      ...slot,
      lastHeartbeatAt: draft.moment.now,
      leaseMs,
      sequence,
      mode: isNews ? modeAfter(slot.mode, command) : slot.mode,
      state: (isNews && STATE_AFTER[command.event]) || slot.state,
      positionSeconds: (isNews ? command.positionSeconds : null) ?? slot.positionSeconds,
    },
    isNews ? HEARD[command.event] : null,
  );
}

/** No slot and no tombstone: it lapsed, or its record was lost. The player gets a seat if there is one. */
function readmit(draft: HouseholdDraft, command: HeartbeatCommand): Replies["heartbeat"] {
  const { playout, leaseMs, startedAt, sequence, positionSeconds } = command;
  const { now, amnestySince } = draft.moment;
  const other = slotOfDevice(draft, playout.deviceId);
  if (other && other.startedAt > startedAt) {
    draft.bury(playout.slotId, "SUPERSEDED");
    return { status: "STOP", reason: "SUPERSEDED" };
  }
  if (other) draft.end(other, "SUPERSEDED");
  draft.evictLapsed();
  const isFull = draft.slots.size >= draft.streams;
  if (isFull && !other && !command.forgive && amnestySince === null) {
    draft.bury(playout.slotId, "SLOT_LOST");
    return { status: "STOP", reason: "SLOT_LOST" };
  }
  draft.readmit(
    {
      ...playout,
      mode: modeAfter(playout.mode, command),
      state: STATE_AFTER[command.event] ?? "PLAYING",
      positionSeconds,
      startedAt,
      lastHeartbeatAt: now,
      leaseMs,
      sequence,
      governed: false,
    },
    HEARD[command.event],
  );
  return { status: "CONTINUE" };
}

function end(draft: HouseholdDraft, command: EndCommand): Replies["end"] {
  const { slotId, sequence } = command;
  const slot = draft.slots.get(slotId);
  if (slot) {
    const isNews = sequence > slot.sequence && command.positionSeconds !== null;
    draft.end(isNews ? { ...slot, positionSeconds: command.positionSeconds } : slot, "ENDED");
  } else if (!draft.tombstones.has(slotId)) {
    // A heartbeat that was under way must not bring back what its player has ended.
    draft.bury(slotId, "ENDED");
    return { status: "NO_SUCH_SLOT" };
  }
  return { status: "ENDED" };
}

function stop(draft: HouseholdDraft, { slotId, reason }: StopCommand): Replies["stop"] {
  const slot = draft.slots.get(slotId);
  if (!slot) return { status: "NO_SUCH_SLOT" };
  draft.end(slot, reason);
  return { status: "STOPPED" };
}

function look(draft: HouseholdDraft): Replies["peek"] {
  draft.evictLapsed();
  return { status: "OK" };
}

function slotOfDevice(draft: HouseholdDraft, deviceId: string): Slot | undefined {
  return [...draft.slots.values()].find((slot) => slot.deviceId === deviceId);
}

/** Events that change whether a stream runs; the others leave it as it is. */
const STATE_AFTER: Partial<Record<PlayEvent, PlayState>> = { PAUSE: "PAUSED", RESUME: "PLAYING" };

/** Who pauses live goes on behind it. */
function modeAfter(mode: PlayMode, { event, timeshift }: HeartbeatCommand): PlayMode {
  return mode === "LIVE" && event === "PAUSE" && timeshift ? "START_OVER" : mode;
}

/** What the household hears of what a player says. */
export const HEARD = {
  HEARTBEAT: "HEARTBEAT",
  PAUSE: "PAUSED",
  RESUME: "RESUMED",
  SEEK: "SEEKED",
} as const satisfies Record<PlayEvent, PlayoutEvent>;
