import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR, programme, stored } from "./example-guide.js";
import type { GuideProgramme } from "./guide.js";
import { coverageOf, digestOf, type ExistingBroadcast, planMerge } from "./guide-merge.js";
import { type SettledProgramme, settle } from "./settle.js";

const MINUTE = 60_000;
const DAY = 24 * HOUR;

/** A day's guide of one channel: any starts, lengths and titles, ids now and then, stops now and then missing. */
const guide = fc
  .array(
    fc.record({
      start: fc.nat(23 * 60),
      length: fc.option(fc.integer({ min: 1, max: 180 }), { freq: 8 }),
      title: fc.constantFrom("News", "Film", "Quiz", "Sport", "Opera"),
      programId: fc.option(fc.constantFrom("EP1.0001", "EP1.0002", "MV1"), { freq: 3 }),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((rows) =>
    rows.map(({ start, length, title, programId }, line) =>
      programme(start * MINUTE, title, {
        programId,
        line,
        stop: length === null ? null : (start + length) * MINUTE,
      }),
    ),
  );

/** What becomes of a guide between two imports. */
const change = fc.record({
  moveMinutes: fc.integer({ min: -90, max: 90 }),
  keep: fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }),
  isReversed: fc.boolean(),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function changed(
  given: readonly GuideProgramme[],
  { moveMinutes, keep, isReversed }: Change,
): GuideProgramme[] {
  const thinned = given.filter((_, at) => keep[at]);
  const order = isReversed ? thinned.toReversed() : thinned;
  return order.map((one, line) => ({
    ...one,
    line,
    start: one.start + moveMinutes * MINUTE,
    stop: one.stop === null ? null : one.stop + moveMinutes * MINUTE,
  }));
}

/** Nothing has begun. */
const BEFORE_ALL = Number.NEGATIVE_INFINITY;

/** The store of one channel, to which guides are merged. */
function merged(
  before: readonly ExistingBroadcast[],
  given: readonly GuideProgramme[],
  covers: (programmes: readonly SettledProgramme[]) => (instant: number) => boolean = coverageOf,
) {
  const { settled } = settle(given);
  const plan = planMerge(before, settled, { covers: covers(settled), now: BEFORE_ALL });
  const gone = new Set([...plan.removed, ...plan.updated, ...plan.cut].map(({ id }) => id));
  const cut = plan.cut.flatMap(({ id, ...times }) => {
    const one = before.find((other) => other.id === id);
    return one ? [{ ...one, ...times }] : [];
  });
  const updated = plan.updated.flatMap(({ id, revision, programme: now }) =>
    stored([now]).map((one) => ({ ...one, id, revision })),
  );
  const created = stored(
    [...plan.created],
    `br_${before.length}_${given.length}_${Math.max(0, ...before.map((one) => one.revision))}`,
  );
  const after = [...before.filter(({ id }) => !gone.has(id)), ...cut, ...updated, ...created];
  return { plan, settled, after: after.sort((a, b) => a.start - b.start) };
}

const said = ({ id: _id, revision: _revision, ...one }: ExistingBroadcast) => one;
/** A guide that speaks of all that is stored. */
const everything = () => () => true;

describe("any guide, moved, thinned and in another order, in any number of imports", () => {
  it("ends as a fresh import of the last would, ids apart", () => {
    fc.assert(
      fc.property(guide, fc.array(change, { maxLength: 4 }), (first, changes) => {
        let current = first;
        let store = merged([], first, everything).after;
        for (const one of changes) {
          current = changed(current, one);
          store = merged(store, current, everything).after;
        }
        expect(store.map(said)).toEqual(merged([], current, everything).after.map(said));
      }),
      { numRuns: 300 },
    );
  });

  it("never has two things on air at once, whatever a guide covers", () => {
    fc.assert(
      fc.property(guide, fc.array(change, { maxLength: 4 }), (first, changes) => {
        let store = merged([], first).after;
        for (const one of changes) {
          store = merged(store, changed(first, one)).after;
          for (const [at, next] of store.slice(1).entries()) {
            expect(store[at]?.stop).toBeLessThanOrEqual(next.start);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("changes nothing the second time, whatever was stored before", () => {
    fc.assert(
      fc.property(guide, guide, (before, last) => {
        const once = merged(merged([], before).after, last);
        const { plan } = merged(once.after, last);
        expect(plan).toEqual({
          created: [],
          returned: [],
          updated: [],
          moved: 0,
          cut: [],
          removed: [],
          problems: [],
          unchanged: once.settled.length,
        });
      }),
      { numRuns: 300 },
    );
  });

  it("keeps every id when all of it moves by a few minutes, and counts each as moved", () => {
    const distinct = fc
      .uniqueArray(fc.nat(22), { minLength: 1, maxLength: 12 })
      .map((hours) => hours.map((hour) => programme(hour * HOUR, `Show ${hour}`, { line: hour })));
    fc.assert(
      fc.property(distinct, fc.integer({ min: 1, max: 170 }), (given, minutes) => {
        const before = merged([], given).after;
        const { plan } = merged(
          before,
          changed(given, { moveMinutes: minutes, keep: Array(25).fill(true), isReversed: false }),
        );
        expect(plan).toMatchObject({ created: [], removed: [], moved: before.length });
        expect(plan.updated.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
      }),
    );
  });

  it("gives what was removed its old id when it comes back", () => {
    const opera = settle([programme(DAY, "Opera")]).settled;
    const removed = stored(opera).map((one) => ({ ...one, revision: 4 }));
    const back = settle([programme(DAY + 30 * MINUTE, "Opera")]).settled;
    expect(planMerge([], back, { covers: everything(), now: BEFORE_ALL, removed })).toMatchObject({
      created: [],
      returned: [{ id: removed[0]?.id, revision: 5 }],
    });
  });

  it("tells details apart by their digest, and nothing else", () => {
    const [one] = settle([programme(0, "A")]).settled;
    const [moved] = settle([programme(HOUR, "B", { line: 7 })]).settled;
    const [other] = settle([programme(0, "A", { description: "Other" })]).settled;
    expect(
      one && moved && other && [digestOf(one) === digestOf(moved), digestOf(one) === digestOf(other)],
    ).toEqual([true, false]);
  });
});
