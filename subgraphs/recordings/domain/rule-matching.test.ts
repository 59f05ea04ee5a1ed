import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleAiring, exampleChannel } from "./example-airings.js";
import { localTimeAt, WEEKDAYS } from "./local-time.js";
import { blankRule, patchRule, type RecordingRule, type RuleKind, type RulePatch } from "./rule.js";
import { isWanted, keysOfAiring, keysOfRule } from "./rule-matching.js";

function ruleOf(kind: RuleKind, patch: RulePatch, seriesId: string | null = null): RecordingRule {
  const rule = patchRule(blankRule({ id: "rule_1", accountId: "ac_1", kind, seriesId }), patch);
  if (!("id" in rule)) throw new Error(rule.message);
  return rule;
}
const on = (start: string, timezone = "Pacific/Auckland", title = "News") => ({
  airing: exampleAiring({ start: Date.parse(start), title }),
  channel: exampleChannel({ timezone }),
});
const titled = (title: string) => on("2026-11-22T07:30:00Z", "Pacific/Auckland", title);

describe("a rule by title", () => {
  const rule = ruleOf("TITLE", { titleMatch: "Crime Show" });

  it("finds `Title: Episode` (HDHomeRunEPG-to-XmlTv#3), and whole words only", () => {
    expect(isWanted(rule, titled("Crime Show: The lake"))).toBe(true);
    expect(isWanted(rule, titled("The crime-show"))).toBe(true);
    expect(isWanted(rule, titled("Crime Showdown"))).toBe(false);
    expect(isWanted(rule, titled("Show of crime"))).toBe(false);
  });
});

describe("a rule by slot", () => {
  it("is half-open: what starts as the window ends is not in it (enigma2-plugins#431)", () => {
    const rule = ruleOf("TIMESLOT", { channelIds: ["ch_1"], startAfter: "17:00", startBefore: "18:00" });
    expect(isWanted(rule, on("2026-11-22T17:00:00Z", "UTC"))).toBe(true);
    expect(isWanted(rule, on("2026-11-22T17:59:59Z", "UTC"))).toBe(true);
    expect(isWanted(rule, on("2026-11-22T18:00:00Z", "UTC"))).toBe(false);
  });

  it("goes by the wall's clock on both sides of a change of time", () => {
    const rule = ruleOf("TIMESLOT", {
      channelIds: ["ch_1"],
      weekdays: ["SUNDAY"],
      startAfter: "20:15",
      startBefore: "20:30",
    });
    // Berlin: summer time ends on 25 October 2026.
    expect(isWanted(rule, on("2026-10-18T18:15:00Z", "Europe/Berlin"))).toBe(true);
    expect(isWanted(rule, on("2026-10-25T19:15:00Z", "Europe/Berlin"))).toBe(true);
    expect(isWanted(rule, on("2026-10-25T18:15:00Z", "Europe/Berlin"))).toBe(false);
  });

  it("has an hour that comes twice twice, and one that is left out not at all", () => {
    const rule = ruleOf("TIMESLOT", { channelIds: ["ch_1"], startAfter: "02:00", startBefore: "03:00" });
    expect(isWanted(rule, on("2026-10-25T00:30:00Z", "Europe/Berlin"))).toBe(true);
    expect(isWanted(rule, on("2026-10-25T01:30:00Z", "Europe/Berlin"))).toBe(true);
    expect(isWanted(rule, on("2026-03-29T00:59:00Z", "Europe/Berlin"))).toBe(false);
    expect(isWanted(rule, on("2026-03-29T01:00:00Z", "Europe/Berlin"))).toBe(false);
  });

  it("over midnight belongs to the day on which it begins", () => {
    const rule = ruleOf("TIMESLOT", {
      channelIds: ["ch_1"],
      weekdays: ["SATURDAY"],
      startAfter: "23:30",
      startBefore: "00:30",
    });
    expect(isWanted(rule, on("2026-11-21T23:45:00Z", "UTC"))).toBe(true);
    expect(isWanted(rule, on("2026-11-22T00:15:00Z", "UTC"))).toBe(true);
    expect(isWanted(rule, on("2026-11-21T00:15:00Z", "UTC"))).toBe(false);
  });
});

describe("a patch of a rule", () => {
  const rule = ruleOf("TITLE", { titleMatch: "News", weekdays: ["SUNDAY"], keep: 3, startAfter: "20:00" });

  it("changes only what it names, and takes away what it says is null", () => {
    const patched = patchRule(rule, { keep: null, padding: { beforeSeconds: 0, afterSeconds: 600 } });
    expect(patched).toEqual({ ...rule, keep: null, padding: { beforeSeconds: 0, afterSeconds: 600 } });
    expect(patchRule(rule, {})).toEqual(rule);
    expect(patchRule(rule, { startAfter: null })).toMatchObject({
      startAfterMinute: null,
      weekdays: ["SUNDAY"],
    });
  });

  it.each<[RulePatch, string]>([
    [{ titleMatch: null }, "titleMatch"],
    [{ titleMatch: " !? " }, "titleMatch"],
    [{ startAfter: "24:00" }, "startAfter"],
    [{ keep: 0 }, "keep"],
    [{ priority: 101 }, "priority"],
    [{ padding: { beforeSeconds: -1, afterSeconds: 0 } }, "padding"],
    [{ channelIds: Array.from({ length: 21 }, (_, index) => `ch_${index}`) }, "channelIds"],
  ])("%j is refused by name", (patch, field) => {
    expect(patchRule(rule, patch)).toMatchObject({ field, message: expect.stringContaining("must be") });
  });
});

describe("what rules are found by", () => {
  const words = fc.constantFrom("the", "crime", "show", "lake", "news", "late", "Café", "24");
  const title = fc.array(words, { minLength: 1, maxLength: 6 }).map((all) => all.join(" "));
  const time = fc.integer({ min: 0, max: 1_439 }).map((minute) => {
    const two = (value: number) => String(value).padStart(2, "0");
    return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  });
  const shared = {
    weekdays: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { maxLength: 3 }),
    startAfter: time,
    startBefore: time,
  };
  const rule = fc.oneof(
    fc.record({ titleMatch: title }).map((patch) => ruleOf("TITLE", patch)),
    fc.constant(ruleOf("SERIES", {}, "se_1")),
    fc.record(shared).map((patch) => ruleOf("TIMESLOT", { ...patch, channelIds: ["ch_1"] })),
  );

  it("leads from every airing to every rule that wants it", () => {
    const day = Date.parse("2026-10-24T00:00:00Z");
    fc.assert(
      fc.property(rule, title, fc.integer({ min: 0, max: 10_080 }), (wanting, name, minutes) => {
        const airing = exampleAiring({ title: name, start: day + minutes * 60_000 });
        const seen = { airing, channel: exampleChannel({ timezone: "Europe/Berlin" }) };
        const keys = new Set(keysOfAiring(seen));
        if (isWanted(wanting, seen)) expect(keysOfRule(wanting).some((key) => keys.has(key))).toBe(true);
      }),
    );
  });

  it("tells local days and minutes in any zone", () => {
    expect(localTimeAt(Date.parse("2026-11-22T11:30:00Z"), "Pacific/Auckland")).toEqual({
      weekday: "MONDAY",
      minute: 30,
    });
  });
});
