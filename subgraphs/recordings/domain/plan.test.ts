import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Candidate, type Past, planHousehold, type Room } from "./plan.js";
import { lengthOf } from "./quota.js";

const ROOM: Room = { totalSeconds: 1_000_000, usedSeconds: 0, mayGo: [] };
const RULE = { id: "rule_1", priority: 0, newOnly: false, deduplicate: true, keep: null };

function candidate(id: string, said: Partial<Candidate> = {}): Candidate {
  return {
    id,
    status: "SKIPPED",
    rule: RULE,
    start: Number(id) * 3_600_000,
    chargedSeconds: 3_600,
    identities: ["t:show:lake"],
    isRepeat: false,
    isTimeshift: false,
    recordable: true,
    entitled: true,
    listed: true,
    isPromised: false,
    isSoon: false,
    ...said,
  };
}
const past = (status: Past["status"], said: Partial<Past> = {}): Past => ({
  id: "rec_0",
  status,
  identities: ["t:show:lake"],
  ruleId: "rule_1",
  protected: false,
  ...said,
});

/** What becomes of each, as `1 PLAN, 2 DUPLICATE of 1`. */
function plan(candidates: Candidate[], history: Past[] = [], quota: Partial<Room> = {}): string {
  return planHousehold(candidates, history, { ...ROOM, ...quota })
    .decisions.map(({ id, event, duplicateOf }) => {
      const what = "reason" in event ? event.reason : event.type;
      return `${id} ${what}${duplicateOf ? ` of ${duplicateOf}` : ""}`;
    })
    .join(", ");
}

describe("of an episode's airings", () => {
  it("the first is recorded, and the others are its duplicates", () => {
    expect(plan([candidate("2"), candidate("1"), candidate("3")])).toBe(
      "2 DUPLICATE of 1, 1 PLAN, 3 DUPLICATE of 1",
    );
  });

  it("the original is recorded before the +1 channel (tvheadend#1146), and before a repeat", () => {
    expect(plan([candidate("1", { isTimeshift: true }), candidate("2")])).toBe("1 DUPLICATE of 2, 2 PLAN");
    expect(plan([candidate("1", { isRepeat: true }), candidate("2")])).toBe("1 DUPLICATE of 2, 2 PLAN");
  });

  it("the next is recorded when the first failed, for it is decided again (tvheadend#604)", () => {
    expect(plan([candidate("2")], [past("FAILED")])).toBe("2 PLAN");
    expect(plan([candidate("2")], [past("PARTIAL")])).toBe("2 PLAN");
  });

  it("none is recorded after it was watched and deleted (tvheadend#889)", () => {
    expect(plan([candidate("2")], [past("DELETED")])).toBe("2 PREVIOUSLY_RECORDED of rec_0");
    expect(plan([candidate("2")], [past("RECORDED")])).toBe("2 PREVIOUSLY_RECORDED of rec_0");
  });

  it("all are recorded where the rule says so, or nothing tells them apart", () => {
    const rule = { ...RULE, deduplicate: false };
    expect(plan([candidate("1", { rule }), candidate("2", { rule })])).toBe("1 PLAN, 2 PLAN");
    expect(plan([candidate("1", { identities: [] }), candidate("2", { identities: [] })])).toBe(
      "1 PLAN, 2 PLAN",
    );
  });

  it("what its viewer asked for stays, and makes a rule's a duplicate", () => {
    const asked = candidate("2", { rule: null, status: "SCHEDULED" });
    expect(plan([candidate("1"), asked])).toBe("1 DUPLICATE of 2");
  });

  it("what its viewer asked for comes back when the right to record it does", () => {
    const asked = candidate("2", { rule: null, status: "SCHEDULED", recordable: false });
    expect(plan([asked])).toBe("2 NOT_RECORDABLE");
    expect(plan([{ ...asked, status: "SKIPPED", recordable: true }])).toBe("2 PLAN");
  });

  it("one that is being recorded stays, and makes the others duplicates", () => {
    expect(plan([candidate("2", { status: "RECORDING" }), candidate("1")])).toBe("1 DUPLICATE of 2");
  });
});

describe("a plan", () => {
  it("leaves out repeats where a rule wants new ones only", () => {
    expect(plan([candidate("1", { isRepeat: true, rule: { ...RULE, newOnly: true } })])).toBe("1 REPEAT");
  });

  it("leaves out what may not be recorded or watched, and takes it back when it may", () => {
    expect(plan([candidate("1", { recordable: false }), candidate("2", { entitled: false })])).toBe(
      "1 NOT_RECORDABLE, 2 NOT_ENTITLED",
    );
    expect(plan([candidate("1")])).toBe("1 PLAN");
  });

  it("stops where all that a rule may keep is protected", () => {
    const rule = { ...RULE, keep: 1 };
    const kept = past("RECORDED", { identities: [], protected: true });
    expect(plan([candidate("1", { rule })], [kept])).toBe("1 KEEP_LIMIT");
    expect(plan([candidate("1", { rule })], [{ ...kept, protected: false }])).toBe("1 PLAN");
  });

  it("gives the room by priority, then by time", () => {
    const other = { ...RULE, id: "rule_2", priority: 5 };
    const all = [
      candidate("1", { identities: ["t:a:1"] }),
      candidate("2", { identities: ["t:a:2"] }),
      candidate("3", { identities: ["t:a:3"], rule: other }),
    ];
    expect(plan(all, [], { totalSeconds: 7_200, usedSeconds: 0 })).toBe("1 PLAN, 2 QUOTA, 3 PLAN");
  });

  it("deletes for what is about to begin no more than that takes, of what is beyond a smaller product, and once", () => {
    const soon = (id: string, said: Partial<Candidate> = {}) =>
      candidate(id, { identities: [`t:a:${id}`], isSoon: true, ...said });
    const lengths = fc.array(fc.integer({ min: 60, max: 7_200 }), { minLength: 1, maxLength: 8 });
    const someMade = lengths.map((all) =>
      all.map((chargedSeconds, at) => ({
        id: `rec_${at}`,
        chargedSeconds,
        protected: false,
        recordedAt: at,
      })),
    );
    fc.assert(
      fc.property(someMade, lengths, fc.integer({ min: 0, max: 30_000 }), (made, wanted, totalSeconds) => {
        const candidates = wanted.map((chargedSeconds, at) => soon(String(at + 1), { chargedSeconds }));
        const decide = (all: readonly Candidate[], mayGo: typeof made) =>
          planHousehold(all, [], { totalSeconds, usedSeconds: lengthOf(mayGo), mayGo });
        const { decisions, going } = decide(candidates, made);
        const planned = candidates.filter(({ id }) =>
          decisions.some((one) => one.id === id && one.event.type === "PLAN"),
        );
        const gone = made.filter(({ id }) => going.includes(id));
        // The last to go is needed, for what it frees is not made up for without it.
        if (gone.length > 0) expect(lengthOf(gone.slice(0, -1))).toBeLessThan(lengthOf(planned));
        const left = made.filter(({ id }) => !going.includes(id));
        const held = lengthOf(left) + lengthOf(planned);
        expect(held).toBeLessThanOrEqual(Math.max(totalSeconds, lengthOf(made)));
        // And decided again as it begins, nothing more goes.
        const scheduled = planned.map((one) => ({ ...one, status: "SCHEDULED" as const }));
        const again = decide(scheduled, left);
        expect(again.going).toEqual([]);
        expect(again.decisions.map(({ event }) => event.type)).toEqual(planned.map(() => "PLAN"));
      }),
    );
  });

  it("lets what is not about to begin wait, where less is left than before", () => {
    const made = { id: "rec_0", chargedSeconds: 7_200, protected: false, recordedAt: 0 };
    const room = { totalSeconds: 3_600, usedSeconds: 7_200, mayGo: [made] };
    expect(plan([candidate("1", { status: "SCHEDULED" })], [], room)).toBe("1 QUOTA");
  });

  const someCandidates = fc
    .uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 })
    .chain((ids) =>
      fc.tuple(
        ...ids.map((id) =>
          fc
            .record({
              identity: fc.constantFrom("t:a:1", "t:a:2", "t:a:3"),
              isRepeat: fc.boolean(),
              priority: fc.integer({ min: 0, max: 2 }),
              status: fc.constantFrom("SCHEDULED" as const, "SKIPPED" as const),
            })
            .map(({ identity, priority, ...said }) =>
              candidate(String(id), { ...said, identities: [identity], rule: { ...RULE, priority } }),
            ),
        ),
      ),
    );

  it("is the same in whatever order airings became known, and whatever was decided before", () => {
    fc.assert(
      fc.property(someCandidates, fc.infiniteStream(fc.boolean()), (candidates, coins) => {
        const quota = { totalSeconds: 7_200, usedSeconds: 0 };
        const statusOf = () => (coins.next().value ? ("SCHEDULED" as const) : ("SKIPPED" as const));
        const shuffled = candidates.toReversed().map((one) => ({ ...one, status: statusOf() }));
        const decided = (all: Candidate[]) => plan(all, [], quota).split(", ").sort();
        expect(decided(shuffled)).toEqual(decided(candidates));
      }),
    );
  });

  it("never reserves more than there is, and never records an episode twice", () => {
    fc.assert(
      fc.property(someCandidates, fc.integer({ min: 0, max: 20_000 }), (candidates, totalSeconds) => {
        const decisions = planHousehold(candidates, [], { ...ROOM, totalSeconds }).decisions;
        const planned = candidates.filter(({ id }) =>
          decisions.some((decision) => decision.id === id && decision.event.type === "PLAN"),
        );
        expect(planned.length * 3_600).toBeLessThanOrEqual(totalSeconds);
        expect(new Set(planned.map(({ identities }) => identities[0])).size).toBe(planned.length);
      }),
    );
  });
});
