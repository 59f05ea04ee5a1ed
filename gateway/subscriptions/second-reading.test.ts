import { expect, it } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { mayBeReadLater, SecondReading } from "./second-reading.js";

const DIGEST = Buffer.from("8000", "hex").toString("base64");

/** When a state that never can be read is read, in seconds of an outage of `seconds`. */
function readingsIn(seconds: number, key = DIGEST): number[] {
  const clock = new ManualClock(0);
  const readAt: number[] = [];
  const reading = new SecondReading(clock, key, () => {
    readAt.push(clock.now() / 1_000);
    reading.failed();
  });
  reading.failed();
  clock.advance(seconds * 1_000);
  reading[Symbol.dispose]();
  clock.advance(600_000);
  return readAt;
}

it("a service that is away for long is asked ever more seldom, and once a minute at least", () => {
  expect(readingsIn(150)).toEqual([2, 6, 14, 30, 62, 102, 142]);
  for (const key of ["AAAA", "////"]) {
    const all = readingsIn(600, key);
    for (const [index, at] of all.entries()) expect(at - (all[index - 1] ?? 0)).toBeLessThanOrEqual(60);
  }
});

it("what failed for many at once is not read at once", () => {
  const first = (key: string) => readingsIn(3, key)[0];
  expect(first("AAAA")).toBe(1);
  expect(first(DIGEST)).toBe(2);
  expect(first("////")).toBeCloseTo(3, 3);
});

it("one that fails twice before it is read is read once", () => {
  const clock = new ManualClock(0);
  const readAt: number[] = [];
  using reading = new SecondReading(clock, DIGEST, () => readAt.push(clock.now()));
  reading.failed();
  reading.failed();
  clock.advance(60_000);
  expect(readAt).toEqual([2_000]);
});

it("only what a service's absence has caused is read again", () => {
  const withCode = (code: string) => ({ data: null, errors: [{ message: "", extensions: { code } }] });
  expect(mayBeReadLater(withCode("SERVICE_UNAVAILABLE"))).toBe(true);
  expect(mayBeReadLater(withCode("FORBIDDEN"))).toBe(false);
  expect(mayBeReadLater({ data: null })).toBe(false);
});
