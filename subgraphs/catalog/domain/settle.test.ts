import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR, programme } from "./example-guide.js";
import { settle } from "./settle.js";

describe("settling a timetable", () => {
  it("infers a missing stop from the next programme, within twelve hours", () => {
    const { settled } = settle([programme(0, "A", { stop: null }), programme(2 * HOUR, "B", { stop: null })]);
    expect(settled).toMatchObject([
      { stop: 2 * HOUR, stopInferred: true },
      { stop: 2.5 * HOUR, stopInferred: true },
    ]);
  });

  it("takes exact duplicates once, trims a second of overlap silently, and tells of a longer one", () => {
    expect(settle([programme(0, "A"), programme(0, "A", { line: 2 })]).settled).toHaveLength(1);
    const trimmed = settle([programme(0, "A", { stop: HOUR + 1_000 }), programme(HOUR, "B")]);
    expect(trimmed).toMatchObject({ settled: [{ stop: HOUR }, { start: HOUR }], problems: [] });
    const told = settle([programme(0, "Old", { stop: 2 * HOUR }), programme(HOUR, "New", { line: 9 })]);
    expect(told.settled.map(({ title }) => title)).toEqual(["New"]);
    expect(told.problems).toMatchObject([{ line: 1, reason: expect.stringContaining("line 9") }]);
  });

  it("takes a stop in another century for none, so that the channel is not covered until then", () => {
    const { settled } = settle([programme(0, "A", { stop: 50 * 365 * 24 * HOUR }), programme(2 * HOUR, "B")]);
    expect(settled[0]).toMatchObject({ stop: 2 * HOUR, stopInferred: true });
  });

  it("does not take a programme that begins when another ends for an overlap", () => {
    expect(settle([programme(0, "A"), programme(HOUR, "B")])).toMatchObject({
      settled: [{}, {}],
      problems: [],
    });
  });

  it("gives the time that two claim to the newer statement, wherever that starts, and tells of the older", () => {
    const film = programme(0, "Film", { stop: 2.5 * HOUR, line: 3 });
    const news = programme(2 * HOUR, "News", { stop: 4 * HOUR, line: 9 });
    expect(settle([film, news])).toMatchObject({
      settled: [
        { title: "Film", stop: 2 * HOUR },
        { title: "News", start: 2 * HOUR },
      ],
      problems: [],
      cut: [{ line: 3, reason: expect.stringContaining("line 9") }],
    });
    expect(settle([{ ...film, line: 10 }, news])).toMatchObject({
      settled: [
        { title: "Film", stop: 2.5 * HOUR },
        { title: "News", start: 2.5 * HOUR, stop: 4 * HOUR },
      ],
      cut: [{ line: 9, reason: expect.stringContaining("line 10") }],
    });
  });

  it("leaves out what would begin, once cut, together with a newer programme of unknown end", () => {
    const [minute, end] = [60_000, 6 * 60_000];
    const { settled, problems } = settle([
      programme(3 * minute, "Opera", { stop: end, line: 0 }),
      programme(2 * minute, "News", { stop: 4 * minute, line: 1 }),
      programme(4 * minute, "Opera", { stop: null, line: 2 }),
    ]);
    expect(settled.map(({ start, line }) => ({ start, line }))).toEqual([
      { start: 2 * minute, line: 1 },
      { start: 4 * minute, line: 2 },
    ]);
    expect(problems).toMatchObject([{ line: 0 }]);
  });

  it("keeps the day's programmes where a day-long one was stated before them", () => {
    const day = programme(0, "Sport", { stop: 24 * HOUR, line: 1 });
    const hours = [0, 1, 2, 5, 20].map((hour) => programme(hour * HOUR, `Match ${hour}`, { line: 2 + hour }));
    const { settled, problems } = settle([day, ...hours]);
    expect(settled.map(({ title }) => title)).toEqual(hours.map(({ title }) => title));
    expect(problems).toMatchObject([{ line: 1 }]);
  });

  it.each([
    ["its start", { start: 60_000, stop: HOUR + 60_000 }],
    ["its end", { stop: 2 * HOUR }],
  ])("takes a programme of which %s was stated anew once, as it was stated last", (_what, anew) => {
    const { settled, problems } = settle([
      programme(0, "Bones"),
      programme(0, "Bones", { ...anew, line: 2 }),
    ]);
    expect(settled).toMatchObject([anew]);
    expect(problems).toMatchObject([{ line: 1 }]);
  });

  it("trims the earlier of two that overlap by a second, whichever was stated first", () => {
    const first = programme(0, "A", { stop: HOUR + 1_000, line: 2 });
    const { settled, problems, cut } = settle([programme(HOUR, "B", { line: 1 }), first]);
    expect(settled).toMatchObject([{ stop: HOUR }, { start: HOUR }]);
    expect([...problems, ...cut]).toEqual([]);
  });

  it("takes one of two that begin together where the newer has no stop", () => {
    const { settled, problems } = settle([programme(0, "A"), programme(0, "A", { stop: null, line: 2 })]);
    expect(settled).toMatchObject([{ stop: HOUR / 2, stopInferred: true }]);
    expect(problems).toMatchObject([{ line: 1 }]);
  });

  it("knows the newer of two statements in one line", () => {
    expect(settle([programme(0, "Old"), programme(0, "New")]).settled).toMatchObject([{ title: "New" }]);
  });

  it("infers a stop from what is taken, not from what is left out", () => {
    const { settled } = settle([
      programme(0, "A", { stop: null }),
      programme(HOUR, "B", { stop: 5 * HOUR }),
      programme(2 * HOUR, "C"),
    ]);
    expect(settled).toMatchObject([{ title: "A", stop: 2 * HOUR, stopInferred: true }, { title: "C" }]);
  });

  /** Programmes as they may come: unordered, with and without stops, overlapping as they like. */
  const anything = fc
    .array(fc.record({ start: fc.nat(200), length: fc.option(fc.integer({ min: 1, max: 50 })) }))
    .map((rows) =>
      rows.map(({ start, length }, line) =>
        programme(start * 60_000, `P${line}`, {
          stop: length === null ? null : (start + length) * 60_000,
          line,
        }),
      ),
    );

  it("makes the same timetable of whatever order", () => {
    const shuffled = anything.chain((programmes) =>
      fc.tuple(fc.constant(programmes), fc.shuffledSubarray(programmes, { minLength: programmes.length })),
    );
    fc.assert(
      fc.property(shuffled, ([programmes, others]) => {
        expect(settle(others)).toEqual(settle(programmes));
      }),
    );
  });

  it("takes or tells of everything, and leaves nothing out for what was stated before it", () => {
    fc.assert(
      fc.property(anything, (programmes) => {
        const { settled, problems } = settle(programmes);
        expect(settled.length + problems.length).toBe(programmes.length);
        for (const { line, reason } of problems) {
          expect(Number(/line (\d+)/.exec(reason)?.[1])).toBeGreaterThan(line ?? Number.NaN);
        }
      }),
    );
  });

  it("never leaves two programmes on air at once", () => {
    fc.assert(
      fc.property(anything, (programmes) => {
        const { settled } = settle(programmes);
        for (const [index, one] of settled.slice(1).entries()) {
          expect(settled[index]?.stop).toBeLessThanOrEqual(one.start);
        }
      }),
    );
  });
});
