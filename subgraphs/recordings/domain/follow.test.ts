import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Airing } from "./airing.js";
import { exampleAiring } from "./example-airings.js";
import { type Followed, followGuide, heirOf, isListed, isSameProgramme, mayBecome } from "./follow.js";
import type { RecordingStatus } from "./life-cycle.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const airing = exampleAiring();
const recording = (status: RecordingStatus, said: Partial<Followed> = {}): Followed => ({
  airing,
  status,
  vanishedAt: null,
  ...said,
});
const moved = (by: number, stopBy = by): Airing => ({
  ...airing,
  start: airing.start + by,
  stop: airing.stop + stopBy,
});

describe("a recording that follows the guide", () => {
  it("moves with its broadcast", () => {
    expect(followGuide(recording("SCHEDULED"), moved(HOUR), 0).airing).toEqual(moved(HOUR));
  });

  it("that is running stretches with an overrun and shortens, but not into the past, and starts no other time", () => {
    const now = airing.start + 30 * MINUTE;
    const stopOf = (stopBy: number) => followGuide(recording("RECORDING"), moved(HOUR, stopBy), now).airing;
    expect(stopOf(HOUR)).toMatchObject({ start: airing.start, stop: airing.stop + HOUR });
    expect(stopOf(-10 * MINUTE).stop).toBe(airing.stop - 10 * MINUTE);
    expect(stopOf(-50 * MINUTE).stop).toBe(now);
  });

  it("that is running is never cancelled: it goes on where its broadcast is gone", () => {
    const followed = followGuide(recording("RECORDING"), null, airing.start);
    expect(followed).toMatchObject({ status: "RECORDING", airing });
  });

  it("that is over stays what it was", () => {
    const over = recording("RECORDED");
    expect(followGuide(over, moved(HOUR), 0)).toBe(over);
    expect(followGuide(over, null, 0)).toBe(over);
  });

  it("waits a day for a broadcast that vanished: a refresh of the guide wipes no schedule (jellyfin#12979)", () => {
    const gone = followGuide(recording("SCHEDULED"), null, 1_000);
    expect(gone.status).toBe("SCHEDULED");
    expect(isListed(gone, 1_000 + 24 * HOUR - 1)).toBe(true);
    expect(isListed(gone, 1_000 + 24 * HOUR)).toBe(false);
    // Seen to be gone once more, it waits no longer.
    expect(followGuide(gone, null, 5_000)).toEqual(gone);
    expect(followGuide(gone, airing, 6_000)).toEqual(recording("SCHEDULED"));
  });
});

it.each<[string, boolean, Partial<Airing>]>([
  ["a title of more words", true, { title: `${airing.title}: The lake`, seriesId: null, episode: null }],
  ["another episode of its series", true, { subtitle: "The hill", episode: 3, programId: "q" }],
  ["another title of the same work", true, { title: "Krimi", seriesId: null }],
  [
    "another title and series",
    false,
    { title: "Football", subtitle: null, seriesId: "se_9", programId: "q" },
  ],
])("a broadcast that is told with %s from now on is the same programme: %s", (_what, isSame, said) => {
  const before = { ...airing, programId: "p" };
  expect(isSameProgramme(before, { ...before, ...said })).toBe(isSame);
});

describe("a broadcast that vanished", () => {
  const lost = exampleAiring({ broadcastId: "br_lost" });
  const back = (said: Partial<Airing>) => exampleAiring({ broadcastId: "br_new", ...said });

  it("comes back under another id with a change of time (tvheadend#39), or deleted and re-added (EPGStation#654)", () => {
    const later = back({ start: lost.start + 10 * MINUTE });
    expect(heirOf(lost, [later])).toBe(later);
    expect(heirOf(lost, [back({ start: lost.start + HOUR }), later])).toBe(later);
  });

  it("is not what airs elsewhere, much later, or as another episode", () => {
    expect(heirOf(lost, [back({ channelId: "ch_2" })])).toBeNull();
    expect(heirOf(lost, [back({ start: lost.start + 4 * HOUR })])).toBeNull();
    expect(heirOf(lost, [back({ episode: 3 })])).toBeNull();
    expect(heirOf(lost, [lost])).toBeNull();
  });

  it("becomes what is not over where it is yet to be recorded, else only what overlaps it, however they touch", () => {
    const before = back({ start: lost.start - HOUR });
    const after = back({ start: lost.stop });
    for (const status of ["SCHEDULED", "SKIPPED"] as const) {
      expect(mayBecome(recording(status), before, before.stop - 1)).toBe(true);
      expect(mayBecome(recording(status), before, before.stop)).toBe(false);
      expect(mayBecome(recording(status), after, before.stop)).toBe(true);
    }
    for (const status of ["RECORDING", "RECORDED", "PARTIAL"] as const) {
      const become = (one: Airing) => mayBecome(recording(status), one, after.stop);
      expect([become(before), become(after)]).toEqual([false, false]);
      expect(become({ ...before, stop: before.stop + 1 })).toBe(true);
      expect(become({ ...after, start: after.start - 1 })).toBe(true);
    }
  });

  it("is found by its title where nothing else names it", () => {
    const bare = { subtitle: null, season: null, episode: null, seriesId: null };
    const news = exampleAiring({ ...bare, title: "News" });
    expect(heirOf(news, [back({ ...bare, title: "News" })])?.broadcastId).toBe("br_new");
    expect(heirOf(news, [back({ ...bare, title: "Sport" })])).toBeNull();
  });
});

describe("guides that move, delete and re-add, heard late and in any order", () => {
  const ids = ["br_1", "br_2", "br_3"];
  /** A guide: where each broadcast is, in minutes from its first place; undefined where it is gone. */
  const guide = fc.record(
    Object.fromEntries(
      ids.map((id) => [id, fc.option(fc.integer({ min: -120, max: 120 }), { nil: undefined })]),
    ),
  );
  const stated = (state: Record<string, number | undefined>, id: string): Airing | null => {
    const minutes = state[id];
    return minutes === undefined ? null : { ...moved(minutes * MINUTE), broadcastId: id };
  };

  it("end in the same schedule as the last guide heard once", () => {
    const reports = fc.array(fc.tuple(fc.nat(20), fc.constantFrom(...ids)), { maxLength: 40 });
    fc.assert(
      fc.property(fc.array(guide, { minLength: 1, maxLength: 6 }), reports, (guides, heard) => {
        const last = guides.at(-1) ?? {};
        const schedule = new Map(
          ids.map((id) => [id, recording("SCHEDULED", { airing: { ...airing, broadcastId: id } })]),
        );
        const hear = (id: string, state: Record<string, number | undefined>, now: number) => {
          const one = schedule.get(id);
          if (one) schedule.set(id, followGuide(one, stated(state, id), now));
        };
        // Each report is read from the guide as it is when it is heard: whichever came before, in any order, twice.
        const inTime = heard
          .map(([at, id]) => [Math.min(at, guides.length - 1), id] as const)
          .sort(([left], [right]) => left - right);
        for (const [at, id] of inTime) hear(id, guides[at] ?? {}, at);
        for (const id of ids) hear(id, last, 100);
        for (const id of ids) {
          const place = stated(last, id);
          const one = schedule.get(id);
          expect(one?.status).toBe("SCHEDULED");
          expect(one?.vanishedAt === null).toBe(place !== null);
          if (place) expect(one?.airing).toEqual(place);
        }
      }),
    );
  });
});
