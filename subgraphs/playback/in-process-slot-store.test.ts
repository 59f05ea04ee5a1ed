import { expect, it } from "vitest";
import { type Clock, ManualClock } from "../../lib/clock.js";
import { exampleBeat, exampleStart } from "./domain/slots/example-commands.js";
import { TOMBSTONE_MS } from "./domain/slots/household-draft.js";
import { InProcessSlotStore } from "./in-process-slot-store.js";

/** A clock that knows how many timers wait on it. */
function countingClock() {
  const manual = new ManualClock("2026-11-21T20:15:00Z");
  let waiting = 0;
  const clock: Clock = {
    now: () => manual.now(),
    after(delayMs, action) {
      let waits = true;
      const done = () => {
        if (waits) waiting -= 1;
        waits = false;
      };
      waiting += 1;
      const timer = manual.after(delayMs, () => {
        done();
        action();
      });
      return {
        [Symbol.dispose]() {
          done();
          timer[Symbol.dispose]();
        },
      };
    },
  };
  return { clock, manual, waiting: () => waiting };
}

function open() {
  const time = countingClock();
  const events: string[] = [];
  const store = new InProcessSlotStore(time.clock, (accountId, { changes }) => {
    events.push(...changes.map(({ event }) => `${accountId} ${event}`));
  });
  const common = { slotId: "slot_a", deviceId: "dev_tv", limit: { streams: 1, asOf: 0 }, leaseMs: 90_000 };
  const start = (accountId: string) =>
    store.run(accountId, exampleStart({ ...common, deadline: time.manual.now() }));
  const beat = (accountId: string, sequence: number) =>
    store.run(accountId, exampleBeat({ ...common, startedAt: 0, sequence, deadline: time.manual.now() }));
  return { ...time, store, events, start, beat };
}

it("a household that has nothing left is forgotten, with its timer", async () => {
  const { store, start, manual, waiting } = open();
  const idle = waiting();
  for (let account = 0; account < 100; account += 1) await start(`ac_${account}`);
  expect(waiting()).toBe(idle + 100);
  await store.run("ac_0", { op: "end", slotId: "slot_a", sequence: 1, positionSeconds: null });
  manual.advance(90_001);
  expect(waiting()).toBe(idle + 1);
  manual.advance(TOMBSTONE_MS - 90_001);
  expect(waiting()).toBe(idle);
});

it("a household that is only looked at is not kept", async () => {
  const { store, waiting } = open();
  const idle = waiting();
  await store.run("ac_1", { op: "peek" });
  await store.run("ac_1", { op: "stop", slotId: "slot_a", reason: "STOPPED" });
  expect(waiting()).toBe(idle);
});

it("a player that beats keeps its slot, and one that falls silent loses it on the millisecond", async () => {
  const { start, beat, manual, events } = open();
  await start("ac_1");
  for (let sequence = 1; sequence <= 5; sequence += 1) {
    manual.advance(89_000);
    await beat("ac_1", sequence);
  }
  manual.advance(90_000);
  expect(events).not.toContain("ac_1 EXPIRED");
  manual.advance(1);
  expect(events.at(-1)).toBe("ac_1 EXPIRED");
});

it("a household that was forgotten comes back with a higher version, also after the clock stepped back", async () => {
  const { store, start, manual } = open();
  await start("ac_1");
  manual.advance(90_001);
  const { household } = await store.run("ac_1", { op: "peek" });
  manual.step(-3_600_000);
  expect((await start("ac_1")).household.version).toBeGreaterThan(household.version);
});

it("a process that begins anew shows no older version, also after the clock stepped back", async () => {
  const { store, start, manual, clock } = open();
  const { household } = await start("ac_1");
  await store[Symbol.asyncDispose]();
  manual.advance(1_000);
  const next = new InProcessSlotStore(clock, () => undefined);
  manual.step(-3_600_000);
  const { version } = (await next.run("ac_1", { op: "peek" })).household;
  expect(version).toBeGreaterThanOrEqual(household.version);
});

it("a process that was suspended re-admits the players it finds alive", async () => {
  const { store, start, beat, manual } = open();
  await start("ac_1");
  manual.advance(600_000);
  manual.step(3_600_000);
  const other = exampleStart({
    slotId: "slot_b",
    deviceId: "dev_phone",
    limit: { streams: 1, asOf: manual.now() },
    leaseMs: 90_000,
    deadline: manual.now(),
  });
  await store.run("ac_1", other);
  expect((await beat("ac_1", 1)).reply).toEqual({ status: "CONTINUE" });
});

it("a store that is closed leaves no timer behind", async () => {
  const { store, start, waiting } = open();
  await start("ac_1");
  await store[Symbol.asyncDispose]();
  expect(waiting()).toBe(0);
});
