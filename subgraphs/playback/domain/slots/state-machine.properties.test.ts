import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LONGEST_SWEEP_MS } from "../../redis/pulse.js";
import { SLOT_WAIT_MS } from "../../slot-store.js";
import { CANARY_RULES, LONGEST_LEASE_MS, nextBeat, OUTAGE_RHYTHM, RHYTHM } from "../heartbeat-schedule.js";
import type { Happening } from "./happenings.js";
import { TOMBSTONE_MS } from "./household-draft.js";
import { HouseholdSimulation, REBEAT_MS } from "./household-simulation.js";

/** What a player may lose once the store is back: its time-out, its next try, reconnection, and the next probe. */
const RECONNECT_MS = 1_000;
const RECOVERY_MS = SLOT_WAIT_MS + REBEAT_MS + RECONNECT_MS + LONGEST_SWEEP_MS;

const device = fc.integer({ min: 1, max: 4 });

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("start" as const),
      device,
      takesOver: fc.option(device),
      retried: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom("crash", "end", "stop", "replay", "pause", "lateStart", "lateBeat"),
      device,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("pass" as const), seconds: fc.integer({ min: 1, max: 200 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("outage" as const), seconds: fc.integer({ min: 1, max: 900 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("dataLoss", "look") }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("limit" as const), streams: fc.integer({ min: 0, max: 4 }) }),
  },
  {
    weight: 1,
    // Forwards by more than the canary's gap, so that it is noticed; backwards by anything.
    arbitrary: fc.record({
      kind: fc.constant("clockStep" as const),
      seconds: fc.oneof(fc.integer({ min: -7_200, max: -1 }), fc.integer({ min: 20, max: 7_200 })),
    }),
  },
);

describe("a household's slots", () => {
  it("keep every invariant, whatever happens in whatever order", () => {
    fc.assert(
      fc.property(
        fc.array(happening, { maxLength: 60 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (happenings, chance) => {
          const household = new HouseholdSimulation(() => chance.next().value);
          for (const each of happenings) household.happen(each);
          household.settle();
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe("the schedule of heartbeats", () => {
  it("leaves a player time to be heard after an outage that goes unnoticed", () => {
    const shortestGraceMs = (RHYTHM.leaseIntervals - 1) * RHYTHM.shortestIntervalSeconds * 1_000;
    expect(CANARY_RULES.gapMs + RECOVERY_MS).toBeLessThanOrEqual(shortestGraceMs);
  });

  it("keeps an amnesty open until every living player has been heard, whoever answered it last", () => {
    const longestMs = OUTAGE_RHYTHM.longestIntervalSeconds * 1_000;
    expect(CANARY_RULES.amnestyMs).toBeGreaterThanOrEqual(longestMs + CANARY_RULES.gapMs + RECOVERY_MS);
  });

  it("remembers what has ended until a player that was told to come back late has heard of it", () => {
    expect(TOMBSTONE_MS).toBeGreaterThanOrEqual(OUTAGE_RHYTHM.longestIntervalSeconds * 1_000 + REBEAT_MS);
  });

  it("never grants a longer lease than the longest", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999_999, noNaN: true }), (chance) => {
        const { inSeconds, leaseMs } = nextBeat(() => chance);
        expect(leaseMs).toBeLessThanOrEqual(LONGEST_LEASE_MS);
        expect(inSeconds).toBeGreaterThanOrEqual(RHYTHM.shortestIntervalSeconds);
        expect(inSeconds).toBeLessThanOrEqual(RHYTHM.longestIntervalSeconds);
      }),
    );
  });
});
