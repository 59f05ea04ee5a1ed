import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exampleAiring } from "./domain/example-airings.js";
import type { RuleKind, RulePatch } from "./domain/rule.js";
import { DAY_MS, type ExampleDesk, startExampleDesk, WHO } from "./example-desk.js";

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

async function ruleOf(kind: RuleKind, said: RulePatch = {}): Promise<string> {
  const seriesId = kind === "SERIES" ? "se_1" : null;
  const rule = await test.rules.create(kind, seriesId, said, WHO);
  if (!rule || !("id" in rule)) throw new Error("no such rule");
  return rule.id;
}
const byTitle = (said: RulePatch = {}) => ruleOf("TITLE", { titleMatch: SHOW.title, ...said });

describe("of two rules that want one broadcast", () => {
  const repeat = airing(0, { isRepeat: true });

  it("the one that takes repeats has it recorded, whichever was first", async () => {
    await test.guide([repeat]);
    await ruleOf("SERIES", { newOnly: true });
    expect(await test.schedule()).toBe("br_0 SKIPPED REPEAT");
    const other = await byTitle({ padding: { beforeSeconds: 0, afterSeconds: 900 } });
    expect(await test.schedule()).toBe("br_0 SCHEDULED");
    expect(await test.of("br_0")).toMatchObject({ ruleId: other, padding: { afterSeconds: 900 } });
  });

  it("the one that takes repeats has it recorded, where the guide meets both at once", async () => {
    await ruleOf("SERIES", { newOnly: true });
    await byTitle();
    await ruleOf("SERIES", { newOnly: true });
    await test.guide([repeat]);
    expect(await test.schedule()).toBe("br_0 SCHEDULED");
  });

  it("the one without a limit has it recorded when the other has all that it keeps", async () => {
    await test.guide([airing(0), airing(1)]);
    await ruleOf("SERIES", { keep: 1 });
    await test.goTo(airing(0).stop + 600_000);
    await test.wishes.protect((await test.of("br_0")).id, true, WHO);
    await test.guide([airing(0), airing(1)]);
    await test.wishes.setWhenFull("REFUSE", WHO);
    await test.settle();
    expect(await test.schedule()).toBe("br_0 RECORDED, br_1 SKIPPED KEEP_LIMIT");
    await byTitle();
    expect(await test.schedule()).toBe("br_0 RECORDED, br_1 SCHEDULED");
  });

  it("the one that comes first gives it room", async () => {
    test.room.totalSeconds = 3_600;
    const news = airing(1, { broadcastId: "news", title: "News", seriesId: null, subtitle: null });
    await test.guide([airing(2), news]);
    await ruleOf("SERIES");
    await ruleOf("TITLE", { titleMatch: "News", priority: 10 });
    expect(await test.schedule()).toBe("news SCHEDULED, br_2 SKIPPED QUOTA");
    await byTitle({ priority: 20 });
    expect(await test.schedule()).toBe("news SKIPPED QUOTA, br_2 SCHEDULED");
  });
});

it("what a rule kept no room for is recorded once nothing protects what it has", async () => {
  await test.guide([airing(0), airing(1)]);
  await ruleOf("SERIES", { keep: 1 });
  await test.goTo(airing(0).stop + 600_000);
  const { id } = await test.of("br_0");
  await test.wishes.protect(id, true, WHO);
  await test.settle();
  expect(await test.schedule()).toBe("br_0 RECORDED, br_1 SKIPPED KEEP_LIMIT");
  await test.wishes.protect(id, false, WHO);
  await test.settle();
  expect(await test.schedule()).toBe("br_0 RECORDED, br_1 SCHEDULED");
});

it("what one rule keeps but one of, and another all, stays", async () => {
  await test.guide([airing(0), airing(1)]);
  await ruleOf("SERIES", { keep: 1, priority: 5 });
  await byTitle();
  await test.goTo(airing(1).stop + 600_000);
  expect(await test.schedule()).toBe("br_0 RECORDED, br_1 RECORDED");
});

it("a rule that takes no repeats keeps none that another lets go", async () => {
  const repeats = [airing(0, { isRepeat: true }), airing(1, { isRepeat: true })];
  await test.guide(repeats);
  await ruleOf("SERIES", { keep: 1, priority: 5 });
  await byTitle({ newOnly: true });
  await test.goTo(airing(1).stop + 600_000);
  expect(await test.schedule()).toBe("br_0 DELETED KEEP_LIMIT, br_1 RECORDED");
});

describe("what a rule had skipped", () => {
  beforeEach(async () => {
    test.room.totalSeconds = 3_600;
    await test.guide([airing(0), airing(1)]);
  });
  const grow = async () => {
    test.clock.advance(1_000);
    test.room.totalSeconds = 180_000;
    await test.wishes.setWhenFull("REFUSE", WHO);
    await test.settle();
  };

  it.each<[string, RulePatch]>([
    ["is off", { enabled: false }],
    ["wants it no more", { titleMatch: "Something else" }],
  ])("stays skipped when there is room and the rule %s", async (_what, said) => {
    const id = await ruleOf("SERIES");
    expect(await test.schedule()).toBe("br_0 SCHEDULED, br_1 SKIPPED QUOTA");
    await test.rules.update(id, said, WHO);
    await grow();
    expect(await test.schedule()).toBe("br_0 SCHEDULED, br_1 SKIPPED QUOTA");
    await test.rules.update(id, { enabled: true, titleMatch: null }, WHO);
    expect(await test.schedule()).toBe("br_0 SCHEDULED, br_1 SCHEDULED");
  });

  it("is recorded for another rule that wants it, too", async () => {
    const id = await ruleOf("SERIES");
    await byTitle();
    await test.rules.update(id, { enabled: false }, WHO);
    await grow();
    expect(await test.schedule()).toBe("br_0 SCHEDULED, br_1 SCHEDULED");
  });
});

it("what the end of a rule had cancelled is recorded for another one when it airs by now", async () => {
  await test.guide([airing(0)]);
  const id = await ruleOf("SERIES");
  await test.rules.remove(id, WHO);
  expect(await test.schedule()).toBe("br_0 CANCELLED RULE_REMOVED");
  const start = SHOW.start + 3_600_000;
  await test.guide([airing(0, { start, stop: start + 1_800_000 })]);
  await byTitle();
  expect(await test.schedule()).toBe("br_0 SCHEDULED");
  expect((await test.of("br_0")).airing).toMatchObject({ start, stop: start + 1_800_000 });
});

it("what the end of a rule had cancelled, and the guide has dropped since, is recorded by no other", async () => {
  await test.guide([airing(0)]);
  const id = await ruleOf("SERIES");
  await test.rules.remove(id, WHO);
  const start = SHOW.start + 7_200_000;
  await test.guide([airing(0, { broadcastId: "br_9", start, stop: start + 1_800_000 })]);
  await ruleOf("SERIES");
  expect(await test.schedule()).toBe("br_0 CANCELLED RULE_REMOVED, br_9 SCHEDULED");
});

it.each<[string, RulePatch]>([
  ["is off", { enabled: false }],
  ["takes no second airing", { deduplicate: true }],
  ["wants something else", { titleMatch: "Something else" }],
])("what two rules had scheduled together stays so when one of them %s", async (_what, said) => {
  await test.guide([airing(0), airing(1, { episode: 0, subtitle: "Part 0" })]);
  await ruleOf("SERIES");
  const other = await byTitle({ deduplicate: false });
  expect(await test.schedule()).toBe("br_0 SCHEDULED, br_1 SCHEDULED");
  await test.rules.update(other, said, WHO);
  await test.settle();
  expect(await test.schedule()).toBe("br_0 SCHEDULED, br_1 SCHEDULED");
});

describe("in a guide of hundreds of channels", () => {
  /** One each minute, with these titles in turn. */
  const fill = (count: number, ...titles: string[]) => test.client.$executeRaw`
    INSERT INTO airing (broadcast_id, channel_id, start, stop, title, is_repeat, name)
    SELECT 'fill_' || n, 'ch_1', at, at + interval '1 hour', title, false, lower(title)
    FROM generate_series(1, ${count}::int) AS n,
      LATERAL (SELECT to_timestamp(${SHOW.start / 1_000}::float8) + n * interval '1 minute' AS at,
        (${titles}::text[])[n % ${titles.length}::int + 1] AS title) AS said`;

  it("a rule finds a title that airs behind tens of thousands of others", async () => {
    await test.guide([airing(5, { title: "Čas Zázraků" })]);
    await fill(20_001, "Filler");
    await ruleOf("TITLE", { titleMatch: "cas zazraku" });
    expect(await test.schedule()).toBe("br_5 SCHEDULED");
  });

  it("a rule finds what was stored before titles had names to be found by", async () => {
    await test.guide([airing(5)]);
    await test.client.airing.updateMany({ data: { name: null } });
    await byTitle();
    expect(await test.schedule()).toBe("br_5 SCHEDULED");
  });

  it("a rule that wants thousands takes the next of them at once, and others as those are over", async () => {
    test.room.totalSeconds = 3_600;
    await test.guide([airing(-1)]);
    await fill(5_010, "Filler");
    await ruleOf("TITLE", { titleMatch: "filler" });
    const wishes = () => test.client.recording.count({ where: { title: "Filler" } });
    expect(await wishes()).toBe(5_000);
    test.clock.advance(120_000);
    await test.settle();
    expect(await wishes()).toBe(5_000);
    test.clock.advance(SHOW.start - test.clock.now() + 2 * DAY_MS);
    await test.settle();
    expect(await wishes()).toBe(5_010);
  });

  it("a rule spends no room on what it wished for before", async () => {
    test.room.totalSeconds = 3_600;
    await test.guide([airing(-1)]);
    const [before, behind] = ["Filler one", "Filler two"];
    await fill(25, behind, ...Array(20).fill(before), ...Array(4).fill(behind));
    const id = await ruleOf("TITLE", { titleMatch: before });
    // Room for five more.
    await test.client.$executeRaw`
      INSERT INTO recording SELECT (json_populate_record(one, json_build_object('id', 'rec_other_' || n,
        'broadcast_id', 'other_' || n))).* FROM recording AS one, generate_series(1, 9975) AS n
      WHERE broadcast_id = 'fill_1'`;
    await test.rules.update(id, { titleMatch: "filler" }, WHO);
    expect(await test.client.recording.count({ where: { title: behind } })).toBe(5);
  });

  it("many rules wish for ten thousand broadcasts together, and for others when there is room", async () => {
    test.room.totalSeconds = 3_600;
    await test.guide([airing(-1)]);
    await fill(10_200, "Film", "Sport", "News");
    for (const title of ["film", "sport", "news"]) await ruleOf("TITLE", { titleMatch: title });
    const wishes = () => test.client.recording.count();
    expect(await wishes()).toBe(10_000);
    test.clock.advance(SHOW.start - test.clock.now() + 2 * DAY_MS);
    await test.settle();
    expect(await wishes()).toBe(10_200);
  });
});

it("a rule whose look at the guide fails holds up no other", async () => {
  const failing = await ruleOf("SERIES");
  test.clock.advance(1_000);
  await byTitle();
  test.clock.advance(120_000);
  await test.client.$executeRawUnsafe(`
    CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN
      IF OLD.id = '${failing}' AND NEW.look_again_at IS NULL THEN RAISE EXCEPTION 'not this one'; END IF;
      RETURN NEW; END $$ LANGUAGE plpgsql`);
  await test.client.$executeRawUnsafe(
    "CREATE TRIGGER refuse BEFORE UPDATE ON rule FOR EACH ROW EXECUTE FUNCTION refuse()",
  );
  await expect(test.rules.lookAgain()).rejects.toThrow();
  expect(await test.rules.lookAgain()).toBe(true);
  const due = await test.client.rule.findMany({ where: { lookAgainAt: { not: null } } });
  expect(due.map(({ id }) => id)).toEqual([failing]);
});
