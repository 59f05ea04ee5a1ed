import { expect, it } from "vitest";
import { daysAfter, shrinkageOf } from "./guide-guard.js";

const days = (counts: Record<number, number>) =>
  new Map(Object.entries(counts).map(([day, count]) => [Number(day), count]));

it.each([
  ["a guide of a new source", { 1: 5 }, {}, true],
  ["a tenth", { 1: 10 }, { 1: 100 }, true],
  ["less than a tenth", { 1: 9 }, { 1: 100 }, false],
  ["less than a tenth over all its days", { 1: 1, 2: 17 }, { 1: 100, 2: 100 }, false],
  ["one thin day among full ones", { 1: 1, 2: 99 }, { 1: 100, 2: 100 }, true],
  ["fewer days, as full as before", { 2: 100 }, { 1: 100, 2: 100, 3: 100 }, true],
  ["other days", { 9: 1 }, { 1: 100 }, true],
  ["no programmes, which say nothing of any day", {}, { 1: 100 }, true],
])("%s: taken is %3$s", (_name, offered, had, isTaken) => {
  expect(shrinkageOf(days(offered), days(had)) === null).toBe(isTaken);
});

it("says what there is and what there was", () => {
  expect(shrinkageOf(days({ 1: 2 }), days({ 1: 50, 2: 50 }))).toContain("got 2 where it had 50");
});

it("remembers the newest statement of each day, and not for ever", () => {
  expect(daysAfter(days({ 2: 7 }), days({ 1: 5, 2: 6 }))).toEqual(days({ 1: 5, 2: 7 }));
  const many = new Map(Array.from({ length: 100 }, (_, day) => [day, 1]));
  expect([...daysAfter(many, new Map()).keys()].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 60 }, (_, at) => 40 + at),
  );
});
