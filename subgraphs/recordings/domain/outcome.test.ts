import { expect, it } from "vitest";
import { outcomeOf } from "./outcome.js";

const pieces = (...starts: number[]) => starts.map((start) => ({ start: start * 1_000, durationMs: 6_000 }));

it("is whole where every second is there, also where pieces reach over both ends", () => {
  expect(outcomeOf(2_000, 20_000, pieces(0, 6, 12, 18))).toEqual({
    event: "COMPLETE",
    reason: null,
    recordedSeconds: 18,
  });
});

it("tells a gap, a late start and an early end as parts", () => {
  expect(outcomeOf(0, 24_000, pieces(0, 6, 18))).toMatchObject({
    event: "BREAK",
    reason: "SOURCE_ERROR",
    recordedSeconds: 18,
  });
  expect(outcomeOf(0, 24_000, pieces(6, 12, 18))).toMatchObject({ event: "BREAK", reason: "MISSED" });
  expect(outcomeOf(0, 24_000, pieces(0, 6, 12))).toMatchObject({ event: "BREAK", reason: "SOURCE_ERROR" });
});

it("failed where nothing of it is there", () => {
  expect(outcomeOf(0, 6_000, pieces(6, 12))).toEqual({
    event: "FAIL",
    reason: "SOURCE_ERROR",
    recordedSeconds: 0,
  });
});
