import { expect, it, onTestFinished } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createLogger } from "../../lib/logger.js";
import type { CheckHousehold } from "./household-check.js";
import { startHouseholdRechecks } from "./household-rechecks.js";
import { SlotStoreAway } from "./slot-store.js";

function open(check: CheckHousehold) {
  const clock = new ManualClock("2026-11-21T20:15:00Z");
  const rechecks = startHouseholdRechecks({ check, clock, log: createLogger("silent") });
  onTestFinished(() => rechecks[Symbol.asyncDispose]());
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { rechecks, clock, settle };
}

it("all of whom a store lost come back at once: each is checked, a few at a time and a second, so that starts get through", async () => {
  const checked: string[] = [];
  let [underWay, most] = [0, 0];
  const { rechecks, clock, settle } = open(async (accountId) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await Promise.resolve();
    underWay -= 1;
    checked.push(accountId);
  });
  const households = Array.from({ length: 100 }, (_, number) => `ac_${number}`);
  for (const accountId of households) rechecks.soon(accountId);
  for (const soFar of [32, 64, 96, 100]) {
    await settle();
    expect(checked).toEqual(households.slice(0, soFar));
    clock.advance(1_000);
  }
  expect(most).toBe(8);
});

it("a household waits for who is away until that is back, and one that cannot be checked keeps nobody waiting", async () => {
  const checked: string[] = [];
  let isAway = true;
  const { rechecks, clock, settle } = open(async (accountId) => {
    checked.push(accountId);
    if (accountId === "ac_broken") throw new Error("a mistake");
    if (isAway) throw new SlotStoreAway();
  });
  rechecks.soon("ac_broken");
  rechecks.soon("ac_home");
  await settle();
  clock.advance(10_000);
  await settle();
  isAway = false;
  clock.advance(10_000);
  await settle();
  clock.advance(10_000);
  await settle();
  expect(checked).toEqual(["ac_broken", "ac_home", "ac_home", "ac_home"]);
});

it("a household that was started on trust is not asked about at once, while whoever knows better is away", async () => {
  const checked: string[] = [];
  const { rechecks, clock, settle } = open(async (accountId) => void checked.push(accountId));
  await settle();
  rechecks.later("ac_home");
  await settle();
  expect(checked).toEqual([]);
  clock.advance(10_000);
  await settle();
  expect(checked).toEqual(["ac_home"]);
});
