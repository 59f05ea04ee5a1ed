import { assertNever } from "../../lib/assert-never.js";
import { householdHash } from "../../lib/data-protection.js";
import type { Outcome, ReplyTo, SlotCommand } from "./domain/slots/commands.js";
import { emptyHousehold } from "./domain/slots/household.js";
import type { SlotStore } from "./slot-store.js";

/** Hashes remembered, some 20 MB; beyond it the oldest are forgotten, whose players have long been told to stop. */
const MOST_REMEMBERED = 200_000;

/** Households that were erased: their players may go on sending heartbeats with tokens that never expire. */
export class ErasedHouseholds {
  readonly #hashes = new Set<string>();

  has(accountId: string): boolean {
    return this.#hashes.size > 0 && this.#hashes.has(householdHash(accountId));
  }

  add(accountId: string): void {
    this.addHash(householdHash(accountId));
  }

  addHash(hash: string): void {
    this.#hashes.add(hash);
    const [oldest] = this.#hashes;
    if (this.#hashes.size > MOST_REMEMBERED && oldest !== undefined) this.#hashes.delete(oldest);
  }
}

/** A slot store in which an erased household has nothing and gets nothing, whoever's heartbeat is still on its way. */
export function withoutErased(slots: SlotStore, erased: ErasedHouseholds): SlotStore {
  return {
    async run<Command extends SlotCommand>(accountId: string, command: Command): Promise<Outcome<Command>> {
      if (!erased.has(accountId)) return slots.run(accountId, command);
      const reply = refusalOf(command) as ReplyTo<Command>;
      return { household: emptyHousehold(0), reply, changes: [], changed: false, readmitted: false };
    },
    forget: (accountId) => slots.forget(accountId),
    [Symbol.asyncDispose]: () => slots[Symbol.asyncDispose](),
  };
}

/** Its devices were removed with it: players stop. */
function refusalOf(command: SlotCommand): ReplyTo<SlotCommand> {
  switch (command.op) {
    case "start":
      return { status: "STOPPED", reason: "DEVICE_REMOVED" };
    case "heartbeat":
      return { status: "STOP", reason: "DEVICE_REMOVED" };
    case "end":
      return { status: "ENDED" };
    case "stop":
      return { status: "NO_SUCH_SLOT" };
    case "peek":
    case "limit":
      return { status: "OK" };
    default:
      return assertNever(command, "slot command");
  }
}
