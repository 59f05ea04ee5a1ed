import { expect, it } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { announceOn } from "./events.js";
import { InProcessSlotStore } from "./in-process-slot-store.js";
import type { SlotStore } from "./slot-store.js";
import { CONTRACT_BEGINS, checkSlotStore, type StoreUnderTest } from "./slot-store-contract.js";
import type { Announcement } from "./slot-store-model.js";

async function open(wrap = (store: SlotStore): SlotStore => store): Promise<StoreUnderTest> {
  const clock = new ManualClock(CONTRACT_BEGINS);
  const heard: Announcement[] = [];
  const listener = announceOn({
    publish: (channel, message) => void heard.push({ channel, message: JSON.parse(JSON.stringify(message)) }),
  });
  let inner = new InProcessSlotStore(clock, listener);
  return {
    get store() {
      return wrap(inner);
    },
    isRemote: false,
    passTo: async (at) => clock.advance(at - clock.now()),
    jumpTo: async () => undefined,
    async loseData() {
      await inner[Symbol.asyncDispose]();
      inner = new InProcessSlotStore(clock, listener);
    },
    announced: async () => heard.splice(0),
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
  };
}

it("the store of a single process does what the specification says, whatever happens in whatever order", async () => {
  await checkSlotStore(() => open(), { runs: 500 });
});

it("a store that forgets what a command brought is told apart from the specification", async () => {
  const forgetful = (store: SlotStore): SlotStore => ({
    run: (accountId, command) =>
      store.run(accountId, command.op === "heartbeat" ? { ...command, positionSeconds: null } : command),
    forget: (accountId) => store.forget(accountId),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  });
  const check = checkSlotStore(() => open(forgetful), { runs: 500, shrinks: false });
  await expect(check).rejects.toThrow(/Property failed/);
});
