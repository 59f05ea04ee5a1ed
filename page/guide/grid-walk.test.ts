import { expect, it } from "vitest";
import { placeAt, placeOf, walk } from "./grid-walk.js";

const airing = (id: string, start: number, stop: number) => ({ id, title: id, subtitle: null, start, stop });
const ROWS = [
  { airings: [airing("a", 0, 60), airing("b", 60, 120)] },
  { airings: [] },
  { airings: [airing("c", 0, 20), airing("d", 20, 100), airing("e", 100, 160)] },
];

it("goes along a channel, and beyond its ends into another part of time", () => {
  const a = { row: 0, airing: 0, at: 0 };
  expect(walk(ROWS, a, "ArrowRight")).toEqual({ to: { row: 0, airing: 1, at: 60 } });
  expect(walk(ROWS, a, "ArrowLeft")).toEqual({ turn: "earlier", row: 0, at: -1 });
  const e = { row: 2, airing: 2, at: 100 };
  expect(walk(ROWS, e, "ArrowRight")).toEqual({ turn: "later", row: 2, at: 160 });
  expect(walk(ROWS, e, "Home")).toEqual({ to: { row: 2, airing: 0, at: 0 } });
  expect(walk(ROWS, a, "End")).toEqual({ to: { row: 0, airing: 1, at: 60 } });
});

it("goes up and down at the same instant, over channels that show nothing", () => {
  const b = { row: 0, airing: 1, at: 60 };
  expect(walk(ROWS, b, "ArrowDown")).toEqual({ to: { row: 2, airing: 1, at: 60 } });
  expect(walk(ROWS, b, "PageDown")).toEqual({ to: { row: 2, airing: 1, at: 60 } });
  expect(walk(ROWS, { row: 2, airing: 1, at: 60 }, "ArrowUp")).toEqual({ to: b });
  expect(walk(ROWS, b, "ArrowUp")).toBeNull();
  expect(walk(ROWS, b, "x")).toBeNull();
});

it("finds the airing at an instant, or the nearest", () => {
  expect(placeAt(ROWS, 0, 90)).toMatchObject({ airing: 1 });
  expect(placeAt(ROWS, 0, 500)).toMatchObject({ airing: 1 });
  expect(placeAt(ROWS, 0, -5)).toMatchObject({ airing: 0 });
  expect(placeAt(ROWS, 1, 0)).toBeNull();
});

it("finds an airing again wherever the guide has moved it, and what began earlier at the first instant shown", () => {
  expect(placeOf(ROWS, "d", 0)).toEqual({ row: 2, airing: 1, at: 20 });
  expect(placeOf(ROWS, "d", 30)).toEqual({ row: 2, airing: 1, at: 30 });
  expect(placeOf(ROWS, "f", 0)).toBeNull();
});
