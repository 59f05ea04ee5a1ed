import { expect, it } from "vitest";
import { describeHousehold } from "./describe-household.js";

it("an operator reads who holds which slot, what has ended and why", () => {
  const slot = ["slot_a", "dev_tv", "ch_1", null, "LIVE", "PLAYING", 75, 1_000, 2_000, 90_000, 3, true];
  const text = JSON.stringify([7, [2, 0], [slot], [["slot_b", "TAKEN_OVER", 216_000]]]);
  expect(describeHousehold(text, "0 240000").split("\n")).toEqual([
    "1 of 2 streams (known since 1970-01-01T00:00:00.000Z), version 7; amnesty until 1970-01-01T00:04:00.000Z, unseats nobody",
    "running:",
    "  slot_a dev_tv ch_1 PLAYING governed, heard 1970-01-01T00:00:02.000Z (#3), lapses 1970-01-01T00:01:32.000Z",
    "ended:",
    "  slot_b TAKEN_OVER, remembered until 1970-01-01T00:03:36.000Z",
  ]);
});

it("a household of which nothing is known is told as that", () => {
  expect(describeHousehold(null, null)).toBe("no streams, nothing ended lately; no amnesty yet");
});
