import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { availabilityOf } from "./availability.js";
import type { BroadcastFacts, ContentFacts } from "./content-facts.js";

const START = Date.UTC(2026, 10, 21, 20);
const HOUR_MS = 3_600_000;
const rights = { startOver: true, catchUpSeconds: 7_200, pauseLive: true, countries: [] };
const BROADCAST: BroadcastFacts = {
  kind: "BROADCAST",
  title: "News",
  entitlementTags: [],
  channelId: "ch_one",
  rights,
  airing: { start: START, stop: START + HOUR_MS, minimumAge: null },
};

describe("a broadcast", () => {
  it.each([
    [null, 0, { mode: "LIVE", positionSeconds: 0 }],
    [null, 90_999, { mode: "LIVE", positionSeconds: 90 }],
    [null, HOUR_MS - 1, { mode: "LIVE", positionSeconds: 3_599 }],
    [null, HOUR_MS, { mode: "CATCH_UP", positionSeconds: null }],
    [null, 3 * HOUR_MS - 1, { mode: "CATCH_UP" }],
    [null, 3 * HOUR_MS, { because: "OVER", from: START + HOUR_MS, until: START + 3 * HOUR_MS }],
    [null, -1, { because: "NOT_YET", mode: "LIVE", from: START, until: START + HOUR_MS }],
    ["START_OVER", 90_000, { mode: "START_OVER", positionSeconds: 0 }],
    ["START_OVER", -1, { because: "NOT_YET", from: START }],
    ["START_OVER", HOUR_MS, { because: "OVER" }],
    ["CATCH_UP", 0, { because: "NOT_YET", from: START + HOUR_MS }],
    ["LIVE", HOUR_MS, { because: "OVER", until: START + HOUR_MS }],
    ["VOD", 0, { because: "NOT_PLAYED_THAT_WAY" }],
  ] as const)("in mode %s, %i ms after its start: %j", (mode, after, expected) => {
    expect(availabilityOf(BROADCAST, mode, START + after)).toMatchObject(expected);
  });

  it("without rights plays live, and in no other way", () => {
    const bare = { ...BROADCAST, rights: { ...rights, startOver: false, catchUpSeconds: 0 } };
    expect(availabilityOf(bare, null, START)).toMatchObject({ mode: "LIVE" });
    expect(availabilityOf(bare, "START_OVER", START)).toMatchObject({ because: "RIGHT_NOT_GIVEN" });
    expect(availabilityOf(bare, null, START + HOUR_MS)).toMatchObject({ because: "RIGHT_NOT_GIVEN" });
  });

  it("that plays without being asked how, plays in the same way when asked for it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -HOUR_MS, max: 4 * HOUR_MS }),
        fc.boolean(),
        fc.integer({ min: 0, max: 9_000 }),
        (after, startOver, catchUpSeconds) => {
          const content = { ...BROADCAST, rights: { ...rights, startOver, catchUpSeconds } };
          const now = START + after;
          const asUsual = availabilityOf(content, null, now);
          expect(availabilityOf(content, asUsual.mode, now)).toEqual(asUsual);
        },
      ),
    );
  });
});

describe("everything else", () => {
  const work: ContentFacts = { kind: "ON_DEMAND", title: "Film", entitlementTags: [], minimumAge: 16 };
  const channel: ContentFacts = {
    kind: "CHANNEL",
    title: "One",
    entitlementTags: [],
    rights,
    airings: [
      { start: START, stop: START + HOUR_MS, minimumAge: 12 },
      { start: START + HOUR_MS, stop: START + 2 * HOUR_MS, minimumAge: null },
    ],
  };

  it("plays in its one way", () => {
    expect(availabilityOf(work, null, START)).toEqual({ mode: "VOD", positionSeconds: null, minimumAge: 16 });
    expect(availabilityOf(work, "LIVE", START)).toMatchObject({ because: "NOT_PLAYED_THAT_WAY" });
    expect(availabilityOf(channel, "START_OVER", START)).toMatchObject({ because: "NOT_PLAYED_THAT_WAY" });
    expect(availabilityOf({ ...work, kind: "UNPLAYABLE" }, null, START)).toMatchObject({ mode: null });
  });

  it("that is a channel has the age and the position of what airs", () => {
    const live = (at: number) => availabilityOf(channel, null, at);
    expect(live(START + 5_000)).toEqual({ mode: "LIVE", positionSeconds: 5, minimumAge: 12 });
    expect(live(START + HOUR_MS)).toEqual({ mode: "LIVE", positionSeconds: 0, minimumAge: null });
    expect(live(START - 1)).toEqual({ mode: "LIVE", positionSeconds: null, minimumAge: null });
  });
});
