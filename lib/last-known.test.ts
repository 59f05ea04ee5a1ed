import { expect, it } from "vitest";
import { LastKnown } from "./last-known.js";

it("an answer that comes late does not replace a newer one", () => {
  const known = new LastKnown<string>(10);
  known.learn("ac_1", "new", 2_000);
  known.learn("ac_1", "old", 1_000);
  expect(known.get("ac_1")).toEqual({ value: "new", asOf: 2_000 });
});

it("what was learned longest ago makes room for what is new", () => {
  const known = new LastKnown<string>(2);
  known.learn("a", "1", 1);
  known.learn("b", "1", 2);
  known.learn("a", "2", 3);
  known.learn("c", "1", 4);
  expect([known.get("a")?.value, known.get("b"), known.get("c")?.value]).toEqual(["2", undefined, "1"]);
});

it("more changes than can be kept count as a change of everything", () => {
  const known = new LastKnown<string>(2);
  known.learn("a", "1", 1);
  for (const id of ["b", "c", "d"]) known.outdate(id, 2);
  expect(known.current("a")).toBeUndefined();
  known.learn("a", "2", 3);
  expect(known.current("a")?.value).toBe("2");
});
