import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Airing } from "./domain/airing.js";
import { exampleAiring } from "./domain/example-airings.js";
import type { RuleKind, RulePatch } from "./domain/rule.js";
import { type ExampleDesk, HOUR_MS, startExampleDesk, WHO } from "./example-desk.js";

const SHOW = exampleAiring();
/** What airs in the show's place, and the guide tells under its id. */
const FOOTBALL = exampleAiring({
  title: "Football",
  subtitle: null,
  season: null,
  episode: null,
  seriesId: null,
});

let test: ExampleDesk;
beforeEach(async () => {
  test = await startExampleDesk();
  await test.guide([SHOW]);
});
afterEach(() => test[Symbol.asyncDispose]());

async function ruleOf(kind: RuleKind, said: RulePatch = {}): Promise<string> {
  const rule = await test.rules.create(kind, kind === "SERIES" ? "se_1" : null, said, WHO);
  if (!rule || !("id" in rule)) throw new Error("no such rule");
  return rule.id;
}

describe("what a rule has scheduled", () => {
  it("is not recorded once its broadcast is another programme, and is when it is the rule's again", async () => {
    await ruleOf("SERIES");
    await test.guide([FOOTBALL]);
    expect(await test.schedule()).toBe("br_1 SKIPPED NOT_LISTED");
    await test.guide([SHOW]);
    expect(await test.schedule()).toBe("br_1 SCHEDULED");
    await test.guide([FOOTBALL]);
    await test.goTo(SHOW.stop + HOUR_MS);
    expect(await test.schedule()).toBe("br_1 SKIPPED NOT_LISTED");
    expect(test.copied).toEqual([]);
  });

  it.each<[string, RulePatch]>([
    ["changed", { priority: 7 }],
    ["turned off", { enabled: false }],
  ])("is not recorded as another programme for a rule either that was %s meanwhile", async (_what, said) => {
    const id = await ruleOf("SERIES");
    await test.rules.update(id, said, WHO);
    expect(await test.schedule()).toBe("br_1 SCHEDULED");
    await test.guide([FOOTBALL]);
    expect(await test.schedule()).toBe("br_1 SKIPPED NOT_LISTED");
  });

  it("is another rule's from then on, where that one wants the other programme", async () => {
    await ruleOf("SERIES", { keep: 1 });
    const other = await ruleOf("TITLE", { titleMatch: "Football" });
    await test.guide([FOOTBALL]);
    expect(await test.schedule()).toBe("br_1 SCHEDULED");
    expect((await test.of("br_1")).ruleId).toBe(other);
  });

  it("is recorded as whatever airs then, for a rule by slot", async () => {
    await ruleOf("TIMESLOT", { channelIds: ["ch_1"], startAfter: "20:00", startBefore: "21:00" });
    await test.guide([FOOTBALL]);
    expect(await test.schedule()).toBe("br_1 SCHEDULED");
  });

  it.each<[string, Partial<Airing>]>([
    ["later than its rule looks", { start: SHOW.start + 2 * HOUR_MS }],
    ["as part of another series", { seriesId: "se_2" }],
    ["under a title that is put right", { title: "The Sunday Crime Show: The lake", seriesId: null }],
  ])(
    "stays scheduled while it airs %s, also when its rule wants something else by now",
    async (_how, said) => {
      const id = await ruleOf("TITLE", { titleMatch: SHOW.title, startAfter: "20:00", startBefore: "21:00" });
      await test.guide([exampleAiring(said)]);
      expect(await test.schedule()).toBe("br_1 SCHEDULED");
      await test.guide([SHOW]);
      await test.rules.update(id, { titleMatch: "Something else" }, WHO);
      await test.guide([exampleAiring(said)]);
      expect(await test.schedule()).toBe("br_1 SCHEDULED");
    },
  );
});
