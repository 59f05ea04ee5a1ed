import { CANARY_RULES } from "./domain/heartbeat-schedule.js";
import { amnestySince, type Canary, NEW_CANARY, tick } from "./domain/slots/canary.js";
import type { Outcome, SlotCommand } from "./domain/slots/commands.js";
import { emptyHousehold, type Household, nextLapse } from "./domain/slots/household.js";
import { apply } from "./domain/slots/state-machine.js";
import { versionAt } from "./domain/slots/version.js";
import { announceOn } from "./events.js";

/** What subscribers hear. */
export interface Announcement {
  readonly channel: string;
  readonly message: unknown;
}

/** What a slot store must do, told by the specification alone: no timers, no network, no time of its own. */
export class SlotStoreModel {
  readonly announced: Announcement[] = [];
  readonly #isRemote: boolean;
  readonly #households = new Map<string, Household>();
  readonly #announce = announceOn({
    // Instants and the like arrive as they do through any network.
    publish: (channel, message) =>
      void this.announced.push({ channel, message: JSON.parse(JSON.stringify(message)) }),
  });
  #canary: Canary = NEW_CANARY;
  #highestDropped = 0;
  #answeredAlone = false;

  /** A remote store can be out of reach; who asks it then answers alone, and tells it so with the next tick. */
  constructor(isRemote: boolean) {
    this.#isRemote = isRemote;
  }

  run(accountId: string, command: SlotCommand, now: number): Outcome {
    const household = this.#households.get(accountId) ?? this.#unknown(now);
    const moment = { now, amnestySince: amnestySince(this.#canary, now, CANARY_RULES) };
    const forgives = command.op === "heartbeat" && this.#answeredAlone;
    const outcome = apply(household, forgives ? { ...command, forgive: true } : command, moment);
    if (nextLapse(outcome.household) === null) {
      this.#households.delete(accountId);
      this.#highestDropped = Math.max(this.#highestDropped, outcome.household.version);
    } else {
      this.#households.set(accountId, outcome.household);
    }
    this.#answeredAlone ||= this.#isRemote && outcome.reply.status === "LATE";
    this.#announce(accountId, outcome, now);
    return outcome;
  }

  tick(now: number): void {
    if (this.#canary.tickedAt === null) {
      this.#highestDropped = Math.max(this.#highestDropped, versionAt(now));
    }
    this.#canary = tick(this.#canary, now, CANARY_RULES, this.#answeredAlone);
    this.#answeredAlone = false;
  }

  /** Looks at each household in which something has lapsed. */
  wake(now: number): void {
    for (const [accountId, household] of this.#households) {
      if ((nextLapse(household) ?? Number.POSITIVE_INFINITY) <= now) this.run(accountId, { op: "peek" }, now);
    }
  }

  /** When `wake` next has something to do, epoch ms; infinite for never. */
  get wakesAt(): number {
    const lapses = [...this.#households.values()].map(nextLapse);
    return Math.min(...lapses.map((at) => at ?? Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  }

  loseData(): void {
    this.#households.clear();
    this.#canary = NEW_CANARY;
    this.#highestDropped = 0;
  }

  #unknown(now: number): Household {
    const household = emptyHousehold(now);
    return { ...household, version: Math.max(household.version, this.#highestDropped) };
  }
}
