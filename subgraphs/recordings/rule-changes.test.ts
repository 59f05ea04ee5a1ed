import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { randomIds } from "../../lib/ids.js";
import { exampleAiring, exampleChannel } from "./domain/example-airings.js";
import type { RulePatch } from "./domain/rule.js";
import { DAY_MS, type ExampleDesk, startExampleDesk, WHO } from "./example-desk.js";
import { followTimetable } from "./store/following.js";

const SHOW = exampleAiring();
const airing = (index: number, said: object = {}) =>
  exampleAiring({
    broadcastId: `br_${index}`,
    start: SHOW.start + index * DAY_MS,
    episode: index,
    subtitle: `Part ${index}`,
    ...said,
  });

let test: ExampleDesk;
beforeEach(async () => {
  test = await startExampleDesk();
});
afterEach(() => test[Symbol.asyncDispose]());

async function ruleOf(said: RulePatch): Promise<string> {
  const rule = await test.rules.create("SERIES", "se_1", said, WHO);
  if (!rule || !("id" in rule)) throw new Error("no such rule");
  return rule.id;
}
const patch = async (id: string, said: RulePatch) => {
  expect(await test.rules.update(id, said, WHO)).toMatchObject({ id });
  await test.settle();
};

describe("a change of a rule", () => {
  it.each<[string, RulePatch]>([
    ["its title", { titleMatch: "Something else" }],
    ["its channels and days", { channelIds: ["ch_9"], weekdays: ["MONDAY"] }],
    ["its padding", { padding: { beforeSeconds: 0, afterSeconds: 900 } }],
    ["no repeats from now on", { newOnly: true }],
    ["one recording an episode from now on", { deduplicate: true }],
    ["that it keeps one", { keep: 1 }],
    ["that it comes last", { priority: -50 }],
    ["that it is off", { enabled: false }],
    ["all of it", { newOnly: true, deduplicate: true, keep: 1, priority: -100, enabled: false }],
  ])("unschedules nothing: %s", async (_what, said) => {
    await test.guide([airing(0), airing(1, { isRepeat: true }), airing(2), airing(3, { episode: 2 })]);
    const id = await ruleOf({ deduplicate: false });
    const all = "br_0 SCHEDULED, br_1 SCHEDULED, br_2 SCHEDULED, br_3 SCHEDULED";
    expect(await test.schedule()).toBe(all);
    await patch(id, said);
    expect(await test.schedule()).toBe(all);
    // Nor does the next guide, which decides again.
    await test.guide([
      airing(0),
      airing(1, { isRepeat: true }),
      airing(2),
      airing(3, { episode: 2 }),
      airing(4),
    ]);
    expect(await test.schedule()).toContain(all);
    await test.goTo(airing(3).stop + 600_000);
    const rows = await test.client.recording.findMany({ where: { broadcastId: { not: "br_4" } } });
    expect(rows.filter(({ actualStart }) => actualStart === null)).toEqual([]);
  });

  it("counts for what comes: repeats are left out from then on, and with it taken back they are not", async () => {
    await test.guide([airing(0, { isRepeat: true })]);
    const id = await ruleOf({});
    await patch(id, { newOnly: true });
    const later = [airing(0, { isRepeat: true }), airing(1, { isRepeat: true }), airing(2)];
    await test.guide(later);
    expect(await test.schedule()).toBe("br_0 SCHEDULED, br_1 SKIPPED REPEAT, br_2 SCHEDULED");
    await patch(id, { newOnly: false });
    expect(await test.schedule()).toBe("br_0 SCHEDULED, br_1 SCHEDULED, br_2 SCHEDULED");
  });

  it("takes no room from what other rules have scheduled, and comes first for what is new", async () => {
    test.room.totalSeconds = 2 * 3_600;
    await test.guide([airing(0), airing(1)]);
    await ruleOf({});
    const news = (index: number) =>
      airing(index, { seriesId: "se_2", title: "News", season: null, episode: null, programId: `N${index}` });
    await test.guide([airing(0), airing(1), news(2)]);
    const rule = await test.rules.create("TITLE", null, { titleMatch: "News" }, WHO);
    expect(await test.schedule()).toBe("br_0 SCHEDULED, br_1 SCHEDULED, br_2 SKIPPED QUOTA");
    await patch(rule && "id" in rule ? rule.id : "", { priority: 100 });
    expect(await test.schedule()).toBe("br_0 SCHEDULED, br_1 SCHEDULED, br_2 SKIPPED QUOTA");
    test.clock.advance(1_000);
    test.room.totalSeconds = 3 * 3_600;
    await test.wishes.setWhenFull("REFUSE", WHO);
    await test.guide([airing(0), airing(1), news(2), airing(3)]);
    expect(await test.schedule()).toBe("br_0 SCHEDULED, br_1 SCHEDULED, br_2 SCHEDULED, br_3 SKIPPED QUOTA");
  });

  it("does not keep what was recorded meanwhile from being a duplicate, as recording begins", async () => {
    await test.guide([airing(0), airing(1, { episode: 0, subtitle: "Part 0", isRepeat: true }), airing(2)]);
    const id = await ruleOf({});
    await patch(id, { priority: 7 });
    expect(await test.schedule()).toBe("br_0 SCHEDULED, br_1 SKIPPED DUPLICATE, br_2 SCHEDULED");
    await test.wishes.cancel((await test.of("br_0")).id, WHO);
    expect(await test.schedule()).toContain("br_1 SCHEDULED");
    await patch(id, { priority: 8 });
    await test.wishes.schedule("br_0", null, WHO);
    await test.goTo(airing(0).stop + 600_000);
    expect(await test.schedule()).toBe("br_0 RECORDED, br_1 SKIPPED PREVIOUSLY_RECORDED, br_2 SCHEDULED");
  });
});

describe("what a rule had skipped, and is over,", () => {
  const upcoming = "br_1 SKIPPED QUOTA";
  let rule: string;
  beforeEach(async () => {
    test.room.totalSeconds = 0;
    await test.guide([airing(0), airing(1)]);
    rule = await ruleOf({});
    await test.goTo(airing(0).stop);
    expect(await test.schedule()).toBe(`br_0 SKIPPED QUOTA, ${upcoming}`);
    test.told.length = 0;
  });

  it("keeps the padding that it had when the rule is padded otherwise, and nobody is told of it", async () => {
    const padding = { beforeSeconds: 0, afterSeconds: 900 };
    await patch(rule, { padding });
    expect((await test.of("br_0")).padding).not.toEqual(padding);
    expect((await test.of("br_1")).padding).toEqual(padding);
    expect(test.told.map(({ airing: { broadcastId } }) => broadcastId)).toEqual(["br_1"]);
  });

  it("is what it was when the rule is deleted, and nobody is told of it", async () => {
    await test.rules.remove(rule, WHO);
    expect(await test.schedule()).toBe("br_0 SKIPPED QUOTA, br_1 CANCELLED RULE_REMOVED");
    expect(test.told.map(({ airing: { broadcastId } }) => broadcastId)).toEqual(["br_1"]);
  });
});

it("a rule that is made while a channel of the guide is read meets what is new on it, a little later", async () => {
  await test.guide([airing(0)]);
  const news = { channelId: "ch_1", from: SHOW.start - DAY_MS, to: SHOW.start + 3 * DAY_MS };
  const timetable = { channel: exampleChannel({ id: "ch_1" }), airings: [airing(0), airing(1)] };
  await test.client.$transaction(async (session) => {
    await followTimetable(session, timetable, news, test.clock.now(), () => randomIds.next("rec"));
    await ruleOf({});
  });
  await test.settle();
  expect(await test.schedule()).toBe("br_0 SCHEDULED");
  test.clock.advance(120_000);
  await test.settle();
  expect(await test.schedule()).toBe("br_0 SCHEDULED, br_1 SCHEDULED");
  // Once: the guide tells it of all else.
  expect(await test.client.rule.count({ where: { lookAgainAt: { not: null } } })).toBe(0);
});
