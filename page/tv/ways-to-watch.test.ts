import { expect, it } from "vitest";
import { waysToWatch } from "./ways-to-watch.js";

const airing = {
  __typename: "Broadcast" as const,
  start: "2026-11-21T20:00:00Z",
  stop: "2026-11-21T21:00:00Z",
  rights: { startOver: true, catchUpSeconds: 3_600 },
};
const at = (time: string) => waysToWatch(airing, Date.parse(`2026-11-21T${time}Z`)).map(({ label }) => label);

it("offers a broadcast live while it airs, then for as long as its channel's catch-up, and not before", () => {
  expect(at("19:59:59")).toEqual([]);
  expect(at("20:00:00")).toEqual(["Watch live", "Start over"]);
  expect(at("21:00:00")).toEqual(["Watch (catch-up)"]);
  expect(at("22:00:00")).toEqual([]);
});

it("offers what is on demand at any time, and of a series nothing but its episodes", () => {
  expect(waysToWatch({ __typename: "Episode" }, 0)).toEqual([{ label: "Watch" }]);
  expect(waysToWatch({ __typename: "Series" }, 0)).toEqual([]);
});
