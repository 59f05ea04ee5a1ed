import fc from "fast-check";
import { expect, test } from "vitest";
import { takeFrom } from "./bucket.js";

const TEN = { perMinute: 10 };

function drained(count: number): number {
  let fullAt = 0;
  for (let taken = 0; taken < count; taken += 1) ({ fullAt } = takeFrom(TEN, fullAt, 1, 0));
  return fullAt;
}

test("a whole minute's worth can be had at once, and one more after the time it takes to come back", () => {
  const fullAt = drained(10);
  expect(takeFrom(TEN, fullAt, 1, 0).retryAfterMs).toBe(6_000);
  expect(takeFrom(TEN, fullAt, 1, 5_999).retryAfterMs).toBe(1);
  expect(takeFrom(TEN, fullAt, 1, 6_000).retryAfterMs).toBe(0);
});

test("what was refused costs nothing", () => {
  const fullAt = drained(10);
  expect(takeFrom(TEN, fullAt, 3, 0).fullAt).toBe(fullAt);
});

test("more than a whole bucket costs the whole bucket", () => {
  expect(takeFrom(TEN, undefined, 50, 0)).toEqual({ fullAt: 60_000, retryAfterMs: 0 });
});

test("a clock that was ahead and is set right keeps nobody out for longer than an empty bucket would", () => {
  const { fullAt } = takeFrom(TEN, undefined, 1, 90_000);
  expect(takeFrom(TEN, fullAt, 1, 0).retryAfterMs).toBe(6_000);
  expect(takeFrom({ perMinute: 3_000, atOnce: 50 }, fullAt, 1, 0).retryAfterMs).toBe(20);
});

test("whenever things come, a span of time lets through no more than one bucket and what comes back in it", () => {
  const step = fc.record({
    waitMs: fc.integer({ min: 0, max: 20_000 }),
    count: fc.integer({ min: 1, max: 5 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 5, max: 500 }), (steps, perMinute) => {
      let [now, taken] = [0, 0];
      let fullAt: number | undefined;
      for (const { waitMs, count } of steps) {
        now += waitMs;
        const result = takeFrom({ perMinute }, fullAt, count, now);
        fullAt = result.fullAt;
        if (result.retryAfterMs === 0) taken += count;
        else expect(takeFrom({ perMinute }, fullAt, count, now + result.retryAfterMs).retryAfterMs).toBe(0);
        expect(taken).toBeLessThanOrEqual(perMinute * (1 + now / 60_000) + 1e-6);
      }
    }),
  );
});
