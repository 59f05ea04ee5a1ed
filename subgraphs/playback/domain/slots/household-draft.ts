import { LONGEST_LEASE_MS } from "../heartbeat-schedule.js";
import type { Moment, Outcome, PlayoutEvent, SlotChange } from "./commands.js";
import {
  compareByStart,
  expiresAt,
  type Household,
  type Slot,
  type StreamLimit,
  type Tombstone,
  type TombstoneReason,
} from "./household.js";
import { nextVersion } from "./version.js";

/**
 * Tombstones kept a household. A household has a few devices, so more come only from somebody who zaps, or a client that
 * starts and ends without pause; a player whose tombstone is gone is re-admitted or refused as an unknown one.
 */
export const MOST_TOMBSTONES = 16;
/**
 * Which go first where there are more, the oldest of them first. Who plays anew on a device hears of its older players also
 * without a tombstone, and who ended by itself is mostly gone; the others play on until they are told of their end.
 */
const GOES: Partial<Record<TombstoneReason, number>> = { SUPERSEDED: 1, ENDED: 2 };
const GOES_LAST = 3;
/** How long a tombstone is kept: two of the longest leases, in which a living player is heard at least once. */
export const TOMBSTONE_MS = 2 * LONGEST_LEASE_MS;

/** A household while a command works on it. Nothing of it is seen from outside until `finish`. */
export class HouseholdDraft {
  readonly moment: Moment;
  readonly slots: Map<string, Slot>;
  readonly tombstones: Map<string, Tombstone>;
  readonly #before: Household;
  readonly #changes: SlotChange[] = [];
  #limit: StreamLimit;
  #changed = false;
  #readmitted = false;

  constructor(household: Household, moment: Moment) {
    this.moment = moment;
    this.#before = household;
    this.slots = new Map(household.slots);
    this.tombstones = new Map(
      [...household.tombstones].filter(([, { expiresAt }]) => expiresAt > moment.now),
    );
    this.#limit = household.limit;
  }

  /** Streams at the same time, by the newest knowledge. */
  get streams(): number {
    return this.#limit.streams;
  }

  /** Takes a limit that is not older than the one in hand. */
  learnLimit(limit: StreamLimit): void {
    const { now } = this.moment;
    // After the clock stepped back, what was learned "in the future" was learned by now.
    const knownAsOf = Math.min(this.#limit.asOf, now);
    this.#limit = limit.asOf >= knownAsOf ? limit : { ...this.#limit, asOf: knownAsOf };
  }

  /** Adds a slot. It is governed as soon as there is room under the limit. */
  add(slot: Slot, event: PlayoutEvent): void {
    this.slots.set(slot.slotId, slot);
    this.#changes.push({ event, slot });
    this.#changed = true;
  }

  /** Adds the slot of a player that was not known any more. */
  readmit(slot: Slot, event: PlayoutEvent): void {
    this.add(slot, event);
    this.#readmitted = true;
  }

  /** The player of a running slot was heard; `event` is null where it had nothing new to say. */
  refresh(slot: Slot, event: PlayoutEvent | null): void {
    const before = this.slots.get(slot.slotId);
    if (before?.state !== slot.state || before.mode !== slot.mode) this.#changed = true;
    this.slots.set(slot.slotId, slot);
    if (event) this.#changes.push({ event, slot });
  }

  /** Ends a slot for good: its player will be told to stop. */
  end(slot: Slot, reason: keyof typeof EVENT_OF): void {
    this.bury(slot.slotId, reason);
    this.#remove(slot, EVENT_OF[reason]);
  }

  /** Remembers that a playout has ended, for as long as its player may still be under way. */
  bury(slotId: string, reason: TombstoneReason): void {
    this.tombstones.set(slotId, { reason, expiresAt: this.moment.now + TOMBSTONE_MS });
  }

  /** Lets a slot go without a tombstone: should its player be alive after all, it may come back. */
  evict(slot: Slot): void {
    this.#remove(slot, "EXPIRED");
  }

  /** Evicts the slots whose players were not heard in time. */
  evictLapsed(): void {
    const { now } = this.moment;
    for (const slot of [...this.slots.values()].sort(compareByStart)) {
      // The clock stepped back: a player cannot have been heard later than now.
      if (slot.lastHeartbeatAt > now) this.slots.set(slot.slotId, { ...slot, lastHeartbeatAt: now });
      else if (now > expiresAt(slot)) this.evict(slot);
    }
  }

  /** The household as the command leaves it: governed slots within the limit, the oldest first; bounds kept. */
  finish(): Omit<Outcome, "reply"> {
    // Of a household that plays nothing nobody is told.
    if (this.streams !== this.#before.limit.streams && this.slots.size > 0) this.#changed = true;
    this.#govern();
    this.#dropExcessTombstones();
    const { version } = this.#before;
    return {
      household: {
        version: this.#changed ? nextVersion(version, this.moment.now) : version,
        limit: this.#limit,
        slots: this.slots,
        tombstones: this.tombstones,
      },
      changes: this.#changes.map(({ event, slot }) => ({ event, slot: this.slots.get(slot.slotId) ?? slot })),
      changed: this.#changed,
      readmitted: this.#readmitted,
    };
  }

  #remove(slot: Slot, event: PlayoutEvent): void {
    this.slots.delete(slot.slotId);
    this.#changes.push({ event, slot });
    this.#changed = true;
  }

  #govern(): void {
    const slots = [...this.slots.values()].sort(compareByStart);
    let excess = slots.filter((slot) => slot.governed).length - this.streams;
    for (const slot of slots.toReversed()) {
      if (excess > 0 && slot.governed) {
        this.#setGoverned(slot, false);
        excess -= 1;
      }
    }
    for (const slot of slots) {
      if (excess < 0 && !slot.governed) {
        this.#setGoverned(slot, true);
        excess += 1;
      }
    }
  }

  #setGoverned(slot: Slot, governed: boolean): void {
    this.slots.set(slot.slotId, { ...slot, governed });
    this.#changed = true;
  }

  #dropExcessTombstones(): void {
    const excess = this.tombstones.size - MOST_TOMBSTONES;
    if (excess <= 0) return;
    const turn = ({ reason }: Tombstone) => GOES[reason] ?? GOES_LAST;
    // A map keeps the order in which its entries came, and a sort that of equals: the oldest are first.
    const inTurn = [...this.tombstones].sort(([, a], [, b]) => turn(a) - turn(b));
    for (const [slotId] of inTurn.slice(0, excess)) this.tombstones.delete(slotId);
  }
}

/** What the rest of the household hears when a running slot ends for this reason. */
const EVENT_OF = {
  ENDED: "ENDED",
  SUPERSEDED: "RECLAIMED",
  TAKEN_OVER: "STOPPED",
  STOPPED: "STOPPED",
  DEVICE_REMOVED: "STOPPED",
  ENTITLEMENT_ENDED: "STOPPED",
  CONTENT_WITHDRAWN: "STOPPED",
} as const satisfies Partial<Record<TombstoneReason, PlayoutEvent>>;
