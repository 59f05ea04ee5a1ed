import { expect, it } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createThrottle } from "./throttle.js";

function start() {
  const clock = new ManualClock(0);
  return { clock, throttle: createThrottle({ clock, mostTries: 2, windowMs: 60_000, mostKeys: 3 }) };
}

it("lets so many tries through a window, and says when the next may come", () => {
  const { clock, throttle } = start();
  expect([throttle.take("a"), throttle.take("a"), throttle.take("b")]).toEqual([null, null, null]);
  clock.advance(500);
  expect(throttle.take("a")).toBe(60);
  clock.advance(59_500);
  expect(throttle.take("a")).toBeNull();
});

it("does not count a try that was given back", () => {
  const { throttle } = start();
  throttle.take("a");
  throttle.take("a");
  throttle.giveBack("a");
  expect([throttle.take("a"), throttle.take("a")]).toEqual([null, 60]);
});

it("remembers no more keys than it may, and forgets the oldest first", () => {
  const { throttle } = start();
  for (const key of ["a", "a", "b", "b", "c", "c", "d", "d"]) throttle.take(key);
  expect(["b", "c", "d"].map((key) => throttle.take(key))).toEqual([60, 60, 60]);
  expect(throttle.take("a")).toBeNull();
});
