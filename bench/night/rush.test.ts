import fc from "fast-check";
import { expect, it } from "vitest";
import { PacedTime } from "./pace.js";
import { minutesOf, pacesOf } from "./rush.js";
import { type Night, WHOLE_NIGHT } from "./scenario.js";

const OPENING_MS = 60_000;

function nightOf(speed: number, rush: number | null): Night {
  return { ...WHOLE_NIGHT, speed, rush, viewers: 20_000 };
}

/** The part of a bell's people who came by `second`. */
function arrivedBy(second: number): number {
  const { hourAt, spreadSeconds } = WHOLE_NIGHT;
  const steps = 2_000;
  const from = -6;
  const to = Math.max(from, (second - hourAt) / spreadSeconds);
  const width = (to - from) / steps;
  let sum = 0;
  for (let step = 0; step < steps; step += 1)
    sum += Math.exp(-((from + (step + 0.5) * width) ** 2) / 2) * width;
  return sum / Math.sqrt(2 * Math.PI);
}

it("an evening lets no more press play in a second of the machine than in the midst of its rush", () => {
  const speeds = fc.tuple(
    fc.double({ min: 0.5, max: 20, noNaN: true }),
    fc.double({ min: 0.05, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(speeds, fc.integer({ min: 0, max: 600 }), ([speed, share], second) => {
      const rush = speed * share;
      const time = new PacedTime(0, pacesOf(nightOf(speed, rush), OPENING_MS));
      const machineSecond = (at: number) => time.machineAt(OPENING_MS + at * 1_000) / 1_000;
      const atOnce =
        (arrivedBy(second + 1) - arrivedBy(second)) / (machineSecond(second + 1) - machineSecond(second));
      const { spreadSeconds } = WHOLE_NIGHT;
      const most = rush / (spreadSeconds * Math.sqrt(2 * Math.PI));
      expect(atOnce).toBeLessThanOrEqual(most * 1.01);
    }),
  );
});

it("an evening goes as fast as it may before the rush and after it", () => {
  const paces = pacesOf(nightOf(1.5, 0.3), OPENING_MS);
  expect([paces.at(0), paces.at(-1)?.speed]).toEqual([{ from: 0, speed: 1.5 }, 1.5]);
  expect(Math.min(...paces.map(({ speed }) => speed))).toBe(0.3);
});

it("an evening without a pace for its rush has one for all of it", () => {
  expect(pacesOf(nightOf(12, null), OPENING_MS)).toEqual([{ from: 0, speed: 12 }]);
  expect(minutesOf(nightOf(12, null))).toBe(5);
});
