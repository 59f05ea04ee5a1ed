import type { Clock } from "../../lib/clock.js";
import { CANARY_RULES, TICK_MS } from "./domain/heartbeat-schedule.js";
import { amnestySince, NEW_CANARY, tick } from "./domain/slots/canary.js";
import type { Outcome, SlotCommand } from "./domain/slots/commands.js";
import { emptyHousehold, type Household, nextLapse } from "./domain/slots/household.js";
import { apply } from "./domain/slots/state-machine.js";
import { versionAt } from "./domain/slots/version.js";
import type { KeptHousehold, OutcomeListener, SlotStore } from "./slot-store.js";

/** A household that has something to remember, and the timer that looks after it. */
interface Kept {
  household: Household;
  /** When the timer fires, epoch ms; infinite once it has. */
  wakesAt: number;
  readonly timer: Disposable;
}

/**
 * The slots of a single process, in memory. A household is kept while it has a slot or a tombstone, so memory is
 * bounded by the streams that run. What is lost with the process comes back with the players' next heartbeats.
 */
export class InProcessSlotStore implements SlotStore {
  readonly #clock: Clock;
  readonly #onOutcome: OutcomeListener;
  readonly #kept = new Map<string, Kept>();
  #canary = NEW_CANARY;
  #ticking: Disposable | undefined;
  /** No household that was let go had a higher version: one that comes back goes on from here. */
  #highestDropped: number;

  constructor(clock: Clock, onOutcome: OutcomeListener) {
    this.#clock = clock;
    this.#onOutcome = onOutcome;
    // What an earlier process has shown is older than this one, also when the clock steps back later.
    this.#highestDropped = versionAt(clock.now());
    this.#tick();
  }

  async run<Command extends SlotCommand>(accountId: string, command: Command): Promise<Outcome<Command>> {
    return this.#run(accountId, command);
  }

  async forget(accountId: string): Promise<void> {
    const forgotten = this.#kept.get(accountId);
    forgotten?.timer[Symbol.dispose]();
    this.#kept.delete(accountId);
    this.#highestDropped = Math.max(this.#highestDropped, forgotten?.household.version ?? 0);
  }

  /** As `KeptHouseholds` has it. */
  async *households(): AsyncGenerator<readonly KeptHousehold[]> {
    yield [...this.#kept].map(([accountId, { household }]) => ({ accountId, household }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ticking?.[Symbol.dispose]();
    for (const { timer } of this.#kept.values()) timer[Symbol.dispose]();
    this.#kept.clear();
  }

  #tick(): void {
    this.#canary = tick(this.#canary, this.#clock.now(), CANARY_RULES);
    this.#ticking = this.#clock.after(TICK_MS, () => this.#tick());
  }

  /** Without a pause between reading and keeping: no other command can come between. */
  #run<Command extends SlotCommand>(accountId: string, command: Command): Outcome<Command> {
    const now = this.#clock.now();
    const household = this.#kept.get(accountId)?.household ?? this.#unknownHousehold(now);
    const moment = { now, amnestySince: amnestySince(this.#canary, now, CANARY_RULES) };
    const outcome = apply(household, command, moment);
    this.#keep(accountId, outcome.household, now);
    this.#onOutcome(accountId, outcome, now);
    return outcome;
  }

  #unknownHousehold(now: number): Household {
    const household = emptyHousehold(now);
    return { ...household, version: Math.max(household.version, this.#highestDropped) };
  }

  #keep(accountId: string, household: Household, now: number): void {
    const before = this.#kept.get(accountId);
    const due = nextLapse(household);
    if (due === null) {
      before?.timer[Symbol.dispose]();
      this.#kept.delete(accountId);
      this.#highestDropped = Math.max(this.#highestDropped, household.version);
    } else if (before && before.wakesAt <= due) {
      // Heartbeats put lapses off, again and again: the timer is left to fire too early and is set anew then.
      before.household = household;
    } else {
      before?.timer[Symbol.dispose]();
      const timer = this.#clock.after(due - now, () => this.#wake(accountId));
      this.#kept.set(accountId, { household, wakesAt: due, timer });
    }
  }

  #wake(accountId: string): void {
    const awake = this.#kept.get(accountId);
    // Its timer is spent, whatever the clock says now: the next one is set in any case.
    if (awake) awake.wakesAt = Number.POSITIVE_INFINITY;
    this.#run(accountId, { op: "peek" });
  }
}
