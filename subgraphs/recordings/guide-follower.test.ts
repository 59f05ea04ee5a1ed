import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { randomIds } from "../../lib/ids.js";
import type { Airing } from "./domain/airing.js";
import { exampleAiring, exampleChannel } from "./domain/example-airings.js";
import { BEFORE, DAY_MS, type ExampleDesk, HOUR_MS, startExampleDesk, WHO } from "./example-desk.js";
import { followTimetable } from "./store/following.js";
import { noteNews } from "./store/guide.js";

const MINUTE = 60_000;
const SHOW = exampleAiring();

let test: ExampleDesk;
beforeEach(async () => {
  test = await startExampleDesk();
});
afterEach(() => test[Symbol.asyncDispose]());

describe("a channel that is read", () => {
  it("leaves a household's recording where it was, if the household has cancelled what its broadcast became", async () => {
    const again = exampleAiring({ broadcastId: "br_9", start: SHOW.start + 20 * MINUTE });
    await test.guide([SHOW, again]);
    await test.wishes.schedule("br_9", null, WHO);
    await test.wishes.cancel((await test.of("br_9")).id, WHO);
    await test.wishes.schedule("br_1", null, WHO);
    await test.guide([]);
    await test.guide([again]);
    expect(await test.schedule()).toBe("br_1 SCHEDULED, br_9 CANCELLED CANCELLED_BY_VIEWER");
    expect((await test.of("br_1")).vanishedAt).not.toBeNull();
    expect(await test.client.guideNews.count()).toBe(0);
  });

  it("has nothing recorded that a viewer has cancelled, also where the guide has it again under another id", async () => {
    await test.guide([SHOW]);
    await test.rules.create("SERIES", "se_1", {}, WHO);
    await test.wishes.cancel((await test.of("br_1")).id, WHO);
    const start = SHOW.start + 20 * MINUTE;
    const again = exampleAiring({ broadcastId: "br_9", start, stop: start + (SHOW.stop - SHOW.start) });
    await test.guide([again]);
    expect(await test.schedule()).toBe("br_9 CANCELLED CANCELLED_BY_VIEWER");
    expect((await test.of("br_9")).airing).toMatchObject({ start });
    await test.wishes.schedule("br_9", null, WHO);
    expect(await test.schedule()).toBe("br_9 SCHEDULED");
  });

  it("that says what it said before leaves every row as it was, and what it says of the channel is known at once", async () => {
    const versions = () => test.client.$queryRaw`
      SELECT id, xmin::text FROM channel UNION ALL SELECT broadcast_id, xmin::text FROM airing ORDER BY id`;
    await test.guide([SHOW]);
    const before = await versions();
    expect(before).toHaveLength(2);
    await test.guide([SHOW]);
    expect(await versions()).toEqual(before);
    expect(await test.client.guideNews.count()).toBe(0);
    test.channels.set("ch_1", exampleChannel({ catchUpSeconds: 60 }));
    await test.guide([SHOW]);
    expect(await test.client.channel.findMany()).toEqual([exampleChannel({ catchUpSeconds: 60 })]);
  });

  it("whose rights change makes no plan due of who had something skipped there, and nothing that is yet to begin", async () => {
    test.room.totalSeconds = 0;
    await test.guide([SHOW]);
    await test.rules.create("SERIES", "se_1", {}, WHO);
    await test.goTo(SHOW.stop + 3 * DAY_MS);
    expect(await test.schedule()).toBe("br_1 SKIPPED QUOTA");
    test.channels.set("ch_1", exampleChannel({ recordable: false }));
    const now = test.clock.now();
    await noteNews(test.client, [{ channelId: "ch_1", from: now, to: now + DAY_MS }], now);
    expect(await test.follower.readNext()).toBe(true);
    expect(await test.client.planDue.count()).toBe(0);
  });

  it("and cannot be followed keeps none behind it waiting, and is read again soon", async () => {
    await test.rules.create("SERIES", "se_1", {}, WHO);
    // No text of PostgreSQL has this character.
    await test.guide([exampleAiring({ title: "\u0000" })]);
    await test.guide([exampleAiring({ broadcastId: "br_2", channelId: "ch_2", episode: 3 })], "ch_2");
    expect(await test.schedule()).toBe("br_2 SCHEDULED");
    expect(await test.client.guideNews.findMany({ select: { channelId: true, dueAt: true } })).toEqual([
      { channelId: "ch_1", dueAt: new Date(test.clock.now() + 5_000) },
    ]);
    await test.guide([SHOW]);
    expect(await test.schedule()).toContain("br_1 SCHEDULED");
    expect(await test.client.guideNews.count()).toBe(0);
  });
});

/** An episode so many days after the show. */
const episode = (days: number, said: Partial<Airing> = {}) =>
  exampleAiring({
    broadcastId: `br_${days}`,
    start: SHOW.start + days * DAY_MS,
    episode: days,
    subtitle: null,
    ...said,
  });

describe("a guide of more than the fortnight that the catalog answers at once", () => {
  it("is read to its end, and then is done", async () => {
    await test.rules.create("SERIES", "se_1", {}, WHO);
    await test.guide([episode(1), episode(13), episode(28)]);
    expect(await test.schedule()).toBe("br_1 SCHEDULED, br_13 SCHEDULED, br_28 SCHEDULED");
    expect(await test.client.guideNews.count()).toBe(0);
  });

  it("that tells each day of its last one alone is followed there", async () => {
    await test.rules.create("SERIES", "se_1", {}, WHO);
    await test.guide([episode(13)], "ch_1", [13, 14]);
    expect(await test.schedule()).toBe("br_13 SCHEDULED");
  });

  it("moves what a household asked for beyond the fortnight", async () => {
    await test.guide([episode(20)]);
    await test.wishes.schedule("br_20", null, WHO);
    const moved = episode(20, { start: episode(20).start + 5 * HOUR_MS });
    await test.guide([moved], "ch_1", [20, 21]);
    expect((await test.of("br_20")).airing).toEqual(moved);
  });

  it("moves what leaves one fortnight for the next, and comes back", async () => {
    await test.rules.create("SERIES", "se_1", {}, WHO);
    for (const days of [11, 13, 11]) {
      const moved = episode(5, { start: SHOW.start + days * DAY_MS });
      await test.guide([moved]);
      expect(await test.of("br_5")).toMatchObject({ status: "SCHEDULED", airing: moved, vanishedAt: null });
    }
  });

  it("is read as far as guides reach where a channel changed for all times", async () => {
    await test.rules.create("SERIES", "se_1", {}, WHO);
    await test.guide([episode(28), episode(3_650)], "ch_1", [-9_000, 27_000]);
    expect(await test.schedule()).toBe("br_28 SCHEDULED");
    expect(await test.client.guideNews.count()).toBe(0);
  });
});

describe("a channel whose zone an operator corrects", () => {
  const SLOT = { startAfter: "20:15", startBefore: "21:00" };
  const morning = episode(2, { broadcastId: "br_morning", start: Date.parse("2026-11-24T20:30:00Z") });
  const timetable = [episode(1), episode(20), morning];

  beforeEach(async () => {
    test.channels.set("ch_1", exampleChannel({ timezone: "UTC" }));
    await test.guide(timetable);
  });

  /** Rules that are new have looked at the guide, and once more. What is said of a single day brings the news. */
  const correct = async () => {
    await test.goTo(test.clock.now() + 2 * MINUTE);
    test.channels.set("ch_1", exampleChannel());
    await test.guide(timetable, "ch_1", [0, 1]);
  };

  it("meets all that rules want of it by the clock on its own walls, and takes nothing that they had away", async () => {
    await test.rules.create("TIMESLOT", null, { channelIds: ["ch_1"], ...SLOT }, WHO);
    expect(await test.schedule()).toBe("br_morning SCHEDULED");
    await correct();
    expect(await test.schedule()).toBe("br_1 SCHEDULED, br_morning SCHEDULED, br_20 SCHEDULED");
  });

  it("is recorded for a rule of a series, too, that names a time of the day and no channel", async () => {
    await test.rules.create("SERIES", "se_1", { weekdays: ["MONDAY"], ...SLOT }, WHO);
    expect(await test.schedule()).toBe("");
    await correct();
    expect(await test.schedule()).toBe("br_1 SCHEDULED");
  });
});

/** A newscast so many hours from the show, that nothing but its title tells from others. */
const news = (broadcastId: string, hours: number) =>
  exampleAiring({
    broadcastId,
    title: "News",
    subtitle: null,
    season: null,
    episode: null,
    seriesId: null,
    start: SHOW.start + hours * HOUR_MS,
  });
const repeat = (hours: number) =>
  exampleAiring({ broadcastId: "br_repeat", start: SHOW.start + hours * HOUR_MS, isRepeat: true });

describe("a broadcast that the guide loses", () => {
  it("is not another of its title that the guide had all along: its recording waits, and is back at its own", async () => {
    const [early, late] = [news("br_early", -2), news("br_late", 0)];
    await test.guide([early, late]);
    await test.wishes.schedule("br_late", null, WHO);
    await test.guide([early]);
    expect(await test.of("br_late")).toMatchObject({ status: "SCHEDULED", vanishedAt: BEFORE });
    await test.guide([early, late]);
    expect(await test.of("br_late")).toMatchObject({ airing: late, vanishedAt: null });
  });

  it("nor another that the guide had two weeks away, and that comes near as it goes", async () => {
    await test.guide([SHOW, repeat(15 * 24)]);
    await test.wishes.schedule("br_1", null, WHO);
    await test.guide([repeat(1)]);
    expect(await test.schedule()).toBe("br_1 SCHEDULED");
  });

  it("while it is recorded ends when it was to end, and not with its repeat, whether that is new or only moves", async () => {
    await test.guide([SHOW, repeat(2)]);
    await test.wishes.schedule("br_1", null, WHO);
    await test.goTo(SHOW.start + MINUTE);
    await test.guide([repeat(2.5)]);
    await test.guide([{ ...repeat(1), broadcastId: "br_other" }]);
    expect(await test.of("br_1")).toMatchObject({ status: "RECORDING", airing: { stop: SHOW.stop } });
    await test.goTo(SHOW.stop + 10 * MINUTE);
    expect(await test.schedule()).toBe("br_1 RECORDED");
  });

  it("while it is recorded is what airs meanwhile under another id", async () => {
    await test.guide([SHOW]);
    await test.wishes.schedule("br_1", null, WHO);
    await test.goTo(SHOW.start + MINUTE);
    await test.guide([{ ...SHOW, broadcastId: "br_9", stop: SHOW.stop + 20 * MINUTE }]);
    expect(await test.of("br_9")).toMatchObject({ airing: { stop: SHOW.stop + 20 * MINUTE } });
  });

  it("after it was recorded is not what airs later, which can be asked for", async () => {
    await test.guide([news("br_now", 0)]);
    await test.wishes.schedule("br_now", null, WHO);
    await test.goTo(SHOW.stop + 10 * MINUTE);
    await test.guide([news("br_later", 2)]);
    expect(await test.schedule()).toBe("br_now RECORDED");
    await test.wishes.schedule("br_later", null, WHO);
    expect(await test.schedule()).toBe("br_now RECORDED, br_later SCHEDULED");
  });

  it("before it begins is not what is over", async () => {
    await test.guide([news("br_late", 0)]);
    await test.wishes.schedule("br_late", null, WHO);
    await test.goTo(SHOW.start - 30 * MINUTE);
    await test.guide([news("br_past", -2)]);
    expect(await test.schedule()).toBe("br_late SCHEDULED");
  });

  it("and has again later in the evening, telling of nothing else, is recorded then", async () => {
    const again = exampleAiring({ broadcastId: "br_9", start: SHOW.start + 2 * HOUR_MS });
    const hour = (from: number) => [from / 24, (from + 1) / 24] as const;
    await test.guide([SHOW]);
    await test.wishes.schedule("br_1", null, WHO);
    await test.guide([], "ch_1", hour(12));
    expect((await test.of("br_1")).vanishedAt).not.toBeNull();
    await test.guide([again], "ch_1", hour(14));
    expect(await test.schedule()).toBe("br_9 SCHEDULED");
  });

  it.each([2, -2])(
    "and has again %d hours from there is found wherever one answer of the catalog ends",
    async (moved) => {
      const hours = Array.from({ length: 24 }, (_, index) => 11 * 24 + 2 * index);
      const at = (hour: number, start: number, broadcastId: string) =>
        exampleAiring({ broadcastId, episode: hour, subtitle: null, start: BEFORE + start * HOUR_MS });
      await test.guide(hours.map((hour) => at(hour, hour, `br_${hour}`)));
      for (const hour of hours) await test.wishes.schedule(`br_${hour}`, null, WHO);
      await test.guide(hours.map((hour) => at(hour, hour + moved, `br_again_${hour}`)));
      expect((await test.schedule()).split(", ")).toEqual(hours.map((hour) => `br_again_${hour} SCHEDULED`));
    },
  );

  it("is what it became also for a household that asked for it while the guide was read", async () => {
    const again = exampleAiring({ broadcastId: "br_9", start: SHOW.start + 20 * MINUTE });
    await test.guide([SHOW]);
    const span = { channelId: "ch_1", from: BEFORE - DAY_MS, to: BEFORE + DAY_MS };
    await test.client.$transaction((session) =>
      followTimetable(session, { channel: exampleChannel(), airings: [again] }, span, test.clock.now(), () =>
        randomIds.next("rec"),
      ),
    );
    await test.wishes.schedule("br_1", null, WHO);
    await test.guide([again]);
    expect(await test.schedule()).toBe("br_9 SCHEDULED");
  });
});
