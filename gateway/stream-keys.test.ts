import { expect, test } from "vitest";
import { ManualClock } from "../lib/clock.js";
import { keptKeys } from "./stream-keys.js";

test("keys are read once in half a minute, and those in hand serve while their owner is away", async () => {
  const clock = new ManualClock("2026-11-21T20:15:00Z");
  let [reads, isAway] = [0, true];
  const keys = keptKeys(async () => {
    reads += 1;
    if (isAway) throw new Error("away");
    return { keys: [{ kty: "OKP", kid: `key ${reads}` }] };
  }, clock);
  await expect(keys()).rejects.toThrow("away");
  isAway = false;
  expect((await keys()).keys[0]?.kid).toBe("key 2");
  await Promise.all([keys(), keys()]);
  expect(reads).toBe(2);
  clock.advance(30_000);
  isAway = true;
  expect((await keys()).keys[0]?.kid).toBe("key 2");
  clock.advance(30_000);
  isAway = false;
  expect((await keys()).keys[0]?.kid).toBe("key 4");
});
