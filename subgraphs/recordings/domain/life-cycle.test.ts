import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  LIFE_EVENTS,
  type LifeEvent,
  RECORDING_STATUSES,
  type RecordingStatus,
  type Standing,
  transition,
} from "./life-cycle.js";

/** An event of each kind, with a reason where it has one. */
const EVENTS: Readonly<Record<LifeEvent["type"], LifeEvent>> = {
  ASK: { type: "ASK" },
  PLAN: { type: "PLAN" },
  SKIP: { type: "SKIP", reason: "QUOTA" },
  CANCEL: { type: "CANCEL" },
  REMOVE_RULE: { type: "REMOVE_RULE" },
  START: { type: "START" },
  COMPLETE: { type: "COMPLETE" },
  BREAK: { type: "BREAK", reason: "SOURCE_ERROR" },
  FAIL: { type: "FAIL", reason: "MISSED" },
  DELETE: { type: "DELETE", reason: null },
};

/** · stays as it is, ✗ is refused. */
const TABLE = `
            ASK        PLAN       SKIP     CANCEL     REMOVE_RULE  START      COMPLETE  BREAK    FAIL    DELETE
SCHEDULED   ·          ·          SKIPPED  CANCELLED  CANCELLED    RECORDING  ·         ·        FAILED  ✗
RECORDING   ·          ·          ·        CANCELLED  ·            ·          RECORDED  PARTIAL  FAILED  ✗
RECORDED    ·          ·          ·        ✗          ·            ·          ·         ·        ·       DELETED
PARTIAL     ·          ·          ·        ✗          ·            ·          ·         ·        ·       DELETED
FAILED      SCHEDULED  ·          ·        ✗          ·            ·          ·         ·        ·       DELETED
SKIPPED     SCHEDULED  SCHEDULED  SKIPPED  CANCELLED  CANCELLED    ·          ·         ·        ·       ✗
CANCELLED   SCHEDULED  SCHEDULED  ·        ·          ·            ·          ·         ·        ·       ✗
DELETED     SCHEDULED  ·          ·        ✗          ·            ·          ·         ·        ·       ·
`;

const [heading = "", ...lines] = TABLE.trim().split("\n");
const columns = heading.trim().split(/\s+/) as LifeEvent["type"][];
const cells = lines.flatMap((line) => {
  const [status, ...outcomes] = line.trim().split(/\s+/);
  return outcomes.map((outcome, index) => ({
    status: status as RecordingStatus,
    type: columns[index] as LifeEvent["type"],
    outcome,
  }));
});

describe("the life of a recording", () => {
  it("has an outcome for every event in every state", () => {
    expect(columns).toEqual([...LIFE_EVENTS]);
    expect(cells).toHaveLength(RECORDING_STATUSES.length * LIFE_EVENTS.length);
  });

  it.each(cells)("$status on $type: $outcome", ({ status, type, outcome }) => {
    const standing: Standing = { status, reason: null };
    const after = transition(standing, EVENTS[type]);
    if (outcome === "✗") expect(after).toBe("REFUSED");
    else if (outcome === "·") expect(after).toBe(standing);
    else expect(after).toMatchObject({ status: outcome });
  });

  it("tells why", () => {
    const scheduled: Standing = { status: "SCHEDULED", reason: null };
    expect(transition(scheduled, EVENTS.SKIP)).toEqual({ status: "SKIPPED", reason: "QUOTA" });
    expect(transition(scheduled, EVENTS.CANCEL)).toEqual({
      status: "CANCELLED",
      reason: "CANCELLED_BY_VIEWER",
    });
    expect(transition(scheduled, EVENTS.REMOVE_RULE)).toEqual({
      status: "CANCELLED",
      reason: "RULE_REMOVED",
    });
    expect(transition(scheduled, EVENTS.FAIL)).toEqual({ status: "FAILED", reason: "MISSED" });
    expect(transition({ status: "SKIPPED", reason: "QUOTA" }, EVENTS.PLAN)).toEqual(scheduled);
  });

  it("a rule never brings back what its viewer cancelled, but what the end of a rule cancelled", () => {
    const cancelled: Standing = { status: "CANCELLED", reason: "CANCELLED_BY_VIEWER" };
    expect(transition(cancelled, EVENTS.PLAN)).toBe(cancelled);
    expect(transition({ status: "CANCELLED", reason: "RULE_REMOVED" }, EVENTS.PLAN)).toMatchObject({
      status: "SCHEDULED",
    });
  });

  it("nothing but its viewer stops what is being recorded, in any order of events", () => {
    const automatic = fc.constantFrom(EVENTS.PLAN, EVENTS.SKIP, EVENTS.REMOVE_RULE, EVENTS.START);
    fc.assert(
      fc.property(fc.array(automatic, { maxLength: 20 }), (events) => {
        let standing: Standing = { status: "RECORDING", reason: null };
        for (const event of events) standing = transition(standing, event) as Standing;
        expect(standing).toEqual({ status: "RECORDING", reason: null });
      }),
    );
  });

  it("any event twice is as good as once", () => {
    const standing = fc.record({ status: fc.constantFrom(...RECORDING_STATUSES), reason: fc.constant(null) });
    fc.assert(
      fc.property(standing, fc.constantFrom(...Object.values(EVENTS)), (before, event) => {
        const once = transition(before, event);
        if (once !== "REFUSED") expect(transition(once, event)).toEqual(once);
      }),
    );
  });
});
