import type { HeartbeatCommand, Moment, Outcome, SlotCommand, StartCommand } from "./commands.js";
import { exampleBeat, exampleStart } from "./example-commands.js";
import { emptyHousehold, type Household } from "./household.js";
import { apply } from "./state-machine.js";

/** When the examples begin. */
export const NOON = Date.UTC(2026, 10, 21, 12);
export const LEASE_MS = 90_000;

/** A household of two streams, driven by hand: what the examples of the state machine are told with. */
export class ExampleHousehold {
  now = NOON;
  amnestySince: number | null = null;
  household: Household = emptyHousehold(NOON);
  streams = 2;

  run<Command extends SlotCommand>(command: Command): Outcome<Command> {
    const moment: Moment = { now: this.now, amnestySince: this.amnestySince };
    const outcome = apply(this.household, command, moment);
    this.household = outcome.household;
    return outcome;
  }

  start(slotId: string, deviceId: string, more: Partial<StartCommand> = {}) {
    return this.run(
      exampleStart({
        slotId,
        deviceId,
        limit: { streams: this.streams, asOf: this.now },
        leaseMs: LEASE_MS,
        deadline: this.now,
        ...more,
      }),
    );
  }

  beat(slotId: string, deviceId: string, sequence: number, more: Partial<HeartbeatCommand> = {}) {
    return this.run(
      exampleBeat({
        slotId,
        deviceId,
        sequence,
        startedAt: NOON,
        limit: { streams: this.streams, asOf: NOON },
        leaseMs: LEASE_MS,
        deadline: this.now,
        ...more,
      }),
    );
  }

  end(slotId: string, sequence: number, positionSeconds: number | null = null) {
    return this.run({ op: "end", slotId, sequence, positionSeconds });
  }

  stop(slotId: string) {
    return this.run({ op: "stop", slotId, reason: "STOPPED" });
  }

  peek() {
    return this.run({ op: "peek" });
  }

  slot(slotId: string) {
    return this.household.slots.get(slotId);
  }

  get playing() {
    return [...this.household.slots.keys()];
  }
}

/** `STARTED slot_a` for each change, in order. */
export const events = (outcome: Outcome) =>
  outcome.changes.map(({ event, slot }) => `${event} ${slot.slotId}`);
