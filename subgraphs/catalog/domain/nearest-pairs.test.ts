import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearestPairs } from "./nearest-pairs.js";

interface Timed {
  readonly start: number;
}

/** The rule as it is said: all pairs, by distance, each taken where both are still free. */
function everyPairByDistance(lefts: readonly Timed[], rights: readonly Timed[], furthestMs: number) {
  const pairs = lefts
    .flatMap((left) => rights.map((right) => [left, right] as const))
    .filter(([left, right]) => Math.abs(left.start - right.start) <= furthestMs)
    .sort(([a, b], [c, d]) => Math.abs(a.start - b.start) - Math.abs(c.start - d.start));
  const free = new Set<Timed>([...lefts, ...rights]);
  return pairs.filter(([left, right]) => {
    if (!free.has(left) || !free.has(right)) return false;
    free.delete(left);
    return free.delete(right);
  });
}

const starts = fc.uniqueArray(fc.nat(60), { maxLength: 25 }).map((all) => all.map((start) => ({ start })));
const inOrder = (pairs: readonly (readonly [Timed, Timed])[]) =>
  pairs.map(([left, right]) => `${left.start} ${right.start}`).sort();

describe("pairing repeats of one title with their broadcasts", () => {
  it("gives what comparing every pair gives", () => {
    fc.assert(
      fc.property(starts, starts, fc.integer({ min: 0, max: 20 }), (lefts, rights, furthest) => {
        expect(inOrder(nearestPairs(lefts, rights, furthest))).toEqual(
          inOrder(everyPairByDistance(lefts, rights, furthest)),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it("compares twenty thousand repeats as often as it takes to sort them, not each with each", () => {
    let looks = 0;
    const repeats = (shiftMs: number) =>
      Array.from({ length: 20_000 }, (_, index) => {
        const start = {
          valueOf() {
            looks += 1;
            return index * 1_000 + shiftMs;
          },
        };
        return { start: start as unknown as number };
      });
    expect(nearestPairs(repeats(0), repeats(100), 10_800_000)).toHaveLength(20_000);
    expect(looks).toBeLessThan(40_000 * 2 * 20);
  });
});
