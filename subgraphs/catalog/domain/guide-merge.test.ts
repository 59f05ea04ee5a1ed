import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR, programme, stored } from "./example-guide.js";
import { coverageOf, planMerge } from "./guide-merge.js";
import { settle } from "./settle.js";

const EVERYTHING = () => true;

/** A timetable of hours, each with one of few titles, some of them repeated. */
const timetable = fc
  .uniqueArray(fc.nat(100), { maxLength: 30 })
  .chain((hours) =>
    fc.tuple(
      ...hours.map((hour) =>
        fc.constantFrom("News", "Film", "Quiz").map((title) => programme(hour * HOUR, title)),
      ),
    ),
  )
  .map((programmes) => settle(programmes).settled);

describe("merging a guide into what is stored", () => {
  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(timetable, (programmes) => {
        const plan = planMerge(stored(programmes), programmes, EVERYTHING);
        expect(plan).toEqual({
          ...{ created: [], returned: [], updated: [], moved: 0, cut: [], removed: [], problems: [] },
          unchanged: programmes.length,
        });
      }),
    );
  });

  it("ends as a fresh import would, ids apart", () => {
    fc.assert(
      fc.property(timetable, timetable, (before, after) => {
        const plan = planMerge(stored(before), after, EVERYTHING);
        expect(plan.created.length + plan.updated.length + plan.unchanged).toBe(after.length);
        expect(plan.updated.length + plan.unchanged + plan.removed.length).toBe(before.length);
      }),
    );
  });

  it("keeps the id of a broadcast that moves, and counts it as moved", () => {
    const [late] = settle([programme(HOUR + 60_000, "Film")]).settled;
    const plan = planMerge(stored(settle([programme(HOUR, "Film")]).settled), late ? [late] : [], EVERYTHING);
    expect(plan).toMatchObject({
      created: [],
      updated: [{ id: "br_0", revision: 2 }],
      moved: 1,
      removed: [],
    });
  });

  it("keeps the id of a broadcast whose title is corrected", () => {
    const plan = planMerge(
      stored(settle([programme(HOUR, "Flim", { programId: "EP1.0001" })]).settled),
      settle([programme(HOUR + 60_000, "Film", { programId: "EP1.0001" })]).settled,
      EVERYTHING,
    );
    expect(plan.updated).toMatchObject([{ id: "br_0" }]);
  });

  it("never takes the same start for the same broadcast when a better match exists", () => {
    const before = stored(settle([programme(0, "Quiz"), programme(HOUR, "Film")]).settled);
    const after = settle([programme(0, "Film"), programme(HOUR, "Quiz")]).settled;
    const plan = planMerge(before, after, EVERYTHING);
    expect(plan.updated.map(({ id, programme: { title } }) => [id, title]).sort()).toEqual([
      ["br_0", "Quiz"],
      ["br_1", "Film"],
    ]);
  });

  it("removes only inside what the guide covers", () => {
    const before = stored(settle([programme(0, "Before"), programme(5 * HOUR, "Inside")]).settled);
    expect(planMerge(before, [], (start) => start >= HOUR && start < 9 * HOUR).removed).toMatchObject([
      { id: "br_1" },
    ]);
  });

  it("leaves a day alone of which the guide lists nothing", () => {
    const DAY = 24 * HOUR;
    const days = [programme(0, "First"), programme(DAY, "Second"), programme(2 * DAY, "Third")];
    const [first, , third] = settle(days).settled;
    const offered = [first, third].flatMap((one) => one ?? []);
    const { removed } = planMerge(stored(settle(days).settled), offered, coverageOf(offered));
    expect(removed).toEqual([]);
  });
});
