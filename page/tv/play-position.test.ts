import { expect, it } from "vitest";
import { PlayPosition } from "./play-position.js";

function start() {
  const clock = { time: 1_000_000, now: () => clock.time, after: () => () => undefined };
  return { clock, position: new PlayPosition(clock) };
}

it("goes on with the clock while it runs, stays while it is held, and goes on from there", () => {
  const { clock, position } = start();
  position.set(90);
  position.run();
  clock.time += 10_000;
  expect(position.seconds).toBe(100);
  position.hold();
  clock.time += 60_000;
  expect(position.seconds).toBe(100);
  position.run();
  clock.time += 1_000;
  expect(position.seconds).toBe(101);
});

it("jumps where it is told, not before the beginning, and not back with the clock", () => {
  const { clock, position } = start();
  position.run();
  position.set(-5);
  expect(position.seconds).toBe(0);
  position.set(30);
  clock.time -= 3_600_000;
  expect(position.seconds).toBe(30);
});
