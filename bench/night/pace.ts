import type { Clock } from "../../lib/clock.js";

/** From an instant of the evening on, its time goes `speed` times as fast as the machine's. */
export interface Pace {
  /** Ms of the evening's time since its clocks were set going. */
  readonly from: number;
  readonly speed: number;
}

/** The same, with the machine's time at which it begins, ms since the clocks were set going. */
interface Leg extends Pace {
  readonly machineFrom: number;
}

/**
 * An evening's time, which goes slowly where much happens and fast where little does, and is the same in each process
 * that knows `since` (epoch ms, of both times) and `paces`, the first of which begins at 0.
 */
export class PacedTime {
  readonly #since: number;
  readonly #legs: readonly Leg[];

  constructor(since: number, paces: readonly Pace[]) {
    this.#since = since;
    const legs: Leg[] = [];
    for (const { from, speed } of paces) {
      const before = legs.at(-1);
      if (!(speed > 0)) throw new Error(`a pace must be above 0, got ${speed}`);
      if (before ? from <= before.from : from !== 0)
        throw new Error(`paces must begin at 0 and one after the other, got ${from}`);
      const machineFrom = before ? before.machineFrom + (from - before.from) / before.speed : 0;
      legs.push({ from, speed, machineFrom });
    }
    if (legs.length === 0) throw new Error("an evening must have a pace");
    this.#legs = legs;
  }

  /** The evening's time at an instant of the machine's, both epoch ms. */
  eveningAt(machineNow: number): number {
    const elapsed = machineNow - this.#since;
    const leg = this.#legAt(({ machineFrom }) => machineFrom <= elapsed);
    return this.#since + leg.from + (elapsed - leg.machineFrom) * leg.speed;
  }

  /** The machine's time at an instant of the evening's, both epoch ms. */
  machineAt(eveningNow: number): number {
    const elapsed = eveningNow - this.#since;
    const leg = this.#legAt(({ from }) => from <= elapsed);
    return this.#since + leg.machineFrom + (elapsed - leg.from) / leg.speed;
  }

  clock(machine: Clock): Clock {
    return {
      now: () => this.eveningAt(machine.now()),
      after: (delayMs, action) => {
        const due = this.eveningAt(machine.now()) + delayMs;
        return machine.after(this.machineAt(due) - machine.now(), action);
      },
    };
  }

  /** `eveningAt` in Lua: from the machine's epoch ms in `name`, to the evening's in the same. */
  inLua(name: string): string {
    const legs = this.#legs.toReversed().map(({ from, speed, machineFrom }) => {
      const begins = this.#since + machineFrom;
      return `if ${name} >= ${begins} then ${name} = ${this.#since + from} + (${name} - ${begins}) * ${speed}`;
    });
    return `${legs.join(" else")} end`;
  }

  #legAt(hasBegun: (leg: Leg) => boolean): Leg {
    return this.#legs.findLast(hasBegun) ?? (this.#legs[0] as Leg);
  }
}
