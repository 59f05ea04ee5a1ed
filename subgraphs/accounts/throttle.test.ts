import { expect, it } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createThrottle } from "./throttle.js";

function start() {
  const clock = new ManualClock(0);
  return { clock, throttle: createThrottle({ clock, mostTries: 2, windowMs: 60_000, mostKeys: 3 }) };
}

it("lets so many tries through a window, and says when the next may come", async () => {
  const { clock, throttle } = start();
  expect(await Promise.all(["a", "a", "b"].map(throttle.take))).toEqual([null, null, null]);
  clock.advance(500);
  expect(await throttle.take("a")).toBe(60);
  clock.advance(59_500);
  expect(await throttle.take("a")).toBeNull();
});

it("does not count a try that was given back", async () => {
  const { throttle } = start();
  await throttle.take("a");
  await throttle.take("a");
  await throttle.giveBack("a");
  expect(await Promise.all(["a", "a"].map(throttle.take))).toEqual([null, 60]);
});

it("remembers no more keys than it may, and forgets the oldest first", async () => {
  const { throttle } = start();
  for (const key of ["a", "a", "b", "b", "c", "c", "d", "d"]) await throttle.take(key);
  expect(await Promise.all(["b", "c", "d"].map(throttle.take))).toEqual([60, 60, 60]);
  expect(await throttle.take("a")).toBeNull();
});
