import fc from "fast-check";
import { expect, it } from "vitest";
import { correctionsOf, forgivenSlips, slipsBetween } from "./typing.js";

const word = fc.string({ unit: fc.constantFrom(..."abcde"), maxLength: 8 });

it.each([
  ["docter", "doctor", 1],
  ["nachrichtn", "nachrichten", 1],
  ["fusball", "fussball", 1],
  ["freinds", "friends", 1],
  ["", "abc", 3],
  ["same", "same", 0],
])("%s is %s with %i slips", (a, b, slips) => {
  expect(slipsBetween(a, b)).toBe(slips);
});

it("slips are as many in one direction as in the other, and none only between the same words", () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(slipsBetween(a, b)).toBe(slipsBetween(b, a));
      expect(slipsBetween(a, b) === 0).toBe(a === b);
      expect(slipsBetween(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

it("corrections have the fewest slips of all candidates, and no more than are forgiven", () => {
  fc.assert(
    fc.property(word, fc.array(word), (typed, candidates) => {
      const others = candidates.filter((candidate) => candidate !== typed);
      const least = Math.min(
        ...others.map((other) => slipsBetween(typed, other)),
        forgivenSlips(typed.length) + 1,
      );
      const expected =
        least <= forgivenSlips(typed.length)
          ? others.filter((other) => slipsBetween(typed, other) === least)
          : [];
      expect(correctionsOf(typed, others)).toEqual(expected);
    }),
  );
});

it("short words are not corrected: they are as likely another one", () => {
  expect(correctionsOf("who", ["wha", "how"])).toEqual([]);
});
