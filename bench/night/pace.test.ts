import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { type Pace, PacedTime } from "./pace.js";

const SINCE = Date.parse("2014-04-07T01:00:00Z");
const SPEED = fc.double({ min: 0.05, max: 60, noNaN: true });
const PACES: fc.Arbitrary<Pace[]> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 1_000_000 }), SPEED), { minLength: 1, maxLength: 5 })
  .map((drawn) => {
    const paces: Pace[] = [];
    for (const [length, speed] of drawn) {
      const before = paces.at(-1);
      paces.push({ from: before ? before.from + length : 0, speed });
    }
    return paces;
  });

describe("an evening's time", () => {
  it("goes slowly where all press play, and as fast as before when they have", () => {
    const time = new PacedTime(SINCE, [
      { from: 0, speed: 2 },
      { from: 60_000, speed: 0.5 },
      { from: 90_000, speed: 2 },
    ]);
    const after = (machineMs: number) => time.eveningAt(SINCE + machineMs) - SINCE;
    expect([0, 30_000, 50_000, 90_000, 100_000].map(after)).toEqual([0, 60_000, 70_000, 90_000, 110_000]);
  });

  it("leads back to the machine's, at whatever paces", () => {
    fc.assert(
      fc.property(PACES, fc.integer({ min: 0, max: 10_000_000 }), (paces, elapsed) => {
        const time = new PacedTime(SINCE, paces);
        expect(time.machineAt(time.eveningAt(SINCE + elapsed))).toBeCloseTo(SINCE + elapsed, 1);
      }),
    );
  });

  it("never goes back and never jumps", () => {
    fc.assert(
      fc.property(PACES, fc.integer({ min: 0, max: 10_000_000 }), (paces, elapsed) => {
        const time = new PacedTime(SINCE, paces);
        const step = time.eveningAt(SINCE + elapsed + 1) - time.eveningAt(SINCE + elapsed);
        expect(step).toBeGreaterThan(0);
        expect(step).toBeLessThanOrEqual(Math.max(...paces.map(({ speed }) => speed)) + 0.01);
      }),
    );
  });

  it("calls at the evening's instant what was to be done later, also where its pace changes before", () => {
    const machine = new ManualClock(SINCE);
    const clock = new PacedTime(SINCE, [
      { from: 0, speed: 10 },
      { from: 10_000, speed: 1 },
    ]).clock(machine);
    const called: number[] = [];
    clock.after(12_000, () => called.push(clock.now() - SINCE));
    machine.advance(2_999);
    expect(called).toEqual([]);
    machine.advance(1);
    expect(called).toEqual([12_000]);
  });

  it("is the same for the slot script", () => {
    const paces = [
      { from: 0, speed: 2 },
      { from: 60_000, speed: 0.5 },
    ];
    expect(new PacedTime(SINCE, paces).inLua("now")).toBe(
      `if now >= ${SINCE + 30_000} then now = ${SINCE + 60_000} + (now - ${SINCE + 30_000}) * 0.5 elseif now >= ${SINCE} then now = ${SINCE} + (now - ${SINCE}) * 2 end`,
    );
  });

  it("has a pace from its beginning on, and each above nothing", () => {
    const paced = (...paces: Pace[]) => new PacedTime(SINCE, paces);
    expect(() => paced()).toThrow("an evening must have a pace");
    expect(() => paced({ from: 0, speed: 0 })).toThrow("a pace must be above 0, got 0");
    expect(() => paced({ from: 5, speed: 1 })).toThrow(
      "paces must begin at 0 and one after the other, got 5",
    );
  });
});
