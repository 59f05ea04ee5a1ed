import { expect, it } from "vitest";
import { piecesOf } from "./export-delivery.js";

it.each([
  ["nothing", ""],
  ["a part that fills its pieces", "x".repeat(600_000)],
  ["a character of two halves at the end of a piece", `${"x".repeat(299_999)}😀${"y".repeat(300_000)}`],
  ["nothing but such characters", "😀".repeat(300_001)],
])("a household reads %s as it was stored", (_what, part) => {
  const pieces = piecesOf(part);
  expect(pieces.join("")).toBe(part);
  expect(pieces.length).toBeGreaterThan(0);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(300_000);
  // A half of a character becomes another one on its way through UTF-8.
  expect(pieces.map((piece) => Buffer.from(piece).toString())).toEqual(pieces);
});
