import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR, programme, stored } from "./example-guide.js";
import { coverageOf, planMerge } from "./guide-merge.js";
import { settle } from "./settle.js";

/** A guide that says all of what airs. */
const EVERYTHING = { covers: () => true, now: 0 };

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
          created: [],
          returned: [],
          updated: [],
          moved: 0,
          cut: [],
          removed: [],
          problems: [],
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
    expect(
      planMerge(before, [], { covers: (start) => start >= HOUR && start < 9 * HOUR, now: 0 }).removed,
    ).toMatchObject([{ id: "br_1" }]);
  });

  it("leaves a day alone of which the guide lists nothing", () => {
    const DAY = 24 * HOUR;
    const days = [programme(0, "First"), programme(DAY, "Second"), programme(2 * DAY, "Third")];
    const [first, , third] = settle(days).settled;
    const offered = [first, third].flatMap((one) => one ?? []);
    const { removed } = planMerge(stored(settle(days).settled), offered, {
      covers: coverageOf(offered),
      now: 0,
    });
    expect(removed).toEqual([]);
  });

  describe("where the guide begins later than what is on air", () => {
    const MINUTE = HOUR / 60;
    const evening = [
      programme(0, "News", { stop: 15 * MINUTE, programId: "N1" }),
      programme(15 * MINUTE, "Film", { stop: 2 * HOUR }),
      programme(2 * HOUR, "Talk", { stop: 3 * HOUR }),
    ];
    const before = stored(settle(evening).settled);
    const rest = (said: object) =>
      settle([
        programme(15 * MINUTE, "Film", { stop: 2 * HOUR }),
        programme(2 * HOUR, "News", { stop: 2 * HOUR + 15 * MINUTE, ...said }),
      ]).settled;
    const merged = (after: ReturnType<typeof rest>, now: number) =>
      planMerge(before, after, { covers: coverageOf(after), now });

    it.each([{}, { programId: "N1" }])(
      "what is on air does not become its repeat of the same evening: %j",
      (said) => {
        const { updated, removed } = merged(rest(said), 10 * MINUTE);
        // The repeat has the place, and the id, of what was to air then.
        expect(updated).toMatchObject([{ id: "br_2", programme: { title: "News" } }]);
        expect(removed).toEqual([]);
      },
    );

    it("what is yet to begin may be moved by a guide that has it later", () => {
      expect(merged(rest({}), -MINUTE).updated).toMatchObject([{ id: "br_0" }]);
    });

    it("what is on air goes on under its id where the guide has the rest of it", () => {
      const after = settle([programme(10 * MINUTE, "News", { stop: 20 * MINUTE })]).settled;
      expect(merged(after, 5 * MINUTE).updated).toMatchObject([{ id: "br_0" }]);
    });
  });
});
