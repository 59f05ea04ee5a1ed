import { describe, expect, it } from "vitest";
import { type ContentFacts, decideStart, type Fact, type HouseholdFacts } from "./start-decision.js";

const HOUSEHOLD: HouseholdFacts = {
  country: "NZ",
  entitlementTags: ["basic"],
  concurrentStreams: 2,
  deviceIds: ["dev_tv"],
  profileIds: ["pr_anna"],
};
const CHANNEL: ContentFacts = { title: "One", entitlementTags: ["basic", "all"], countries: ["NZ"] };
const UNKNOWN = { standing: "UNKNOWN" } as const;
const current = <Value>(value: Value): Fact<Value> => ({ standing: "CURRENT", value, asOf: 0 });
const lastKnown = <Value>(value: Value): Fact<Value> => ({ standing: "LAST_KNOWN", value, asOf: 0 });

const ON_TV = { deviceId: "dev_tv", profileId: "pr_anna" };
const EMPTY_HANDED = { ...HOUSEHOLD, entitlementTags: [], deviceIds: [], profileIds: [] };

describe("a start", () => {
  it("may go ahead when every fact speaks for it", () => {
    expect(decideStart(ON_TV, current(HOUSEHOLD), current(CHANNEL))).toEqual({
      verdict: "MAY_START",
      assumed: [],
    });
  });

  it.each([
    ["no household", null, CHANNEL, "DEVICE_NOT_REGISTERED"],
    ["no such device", { ...HOUSEHOLD, deviceIds: [] }, CHANNEL, "DEVICE_NOT_REGISTERED"],
    ["no such profile", { ...HOUSEHOLD, profileIds: [] }, CHANNEL, "PROFILE_UNKNOWN"],
    ["no such content", HOUSEHOLD, null, "CONTENT_UNKNOWN"],
    ["a broadcast", HOUSEHOLD, { ...CHANNEL, countries: null }, "NOT_A_CHANNEL"],
    ["another country", { ...HOUSEHOLD, country: "AU" }, CHANNEL, "GEO_BLOCKED"],
    ["no product for it", { ...HOUSEHOLD, entitlementTags: ["sport"] }, CHANNEL, "NOT_ENTITLED"],
  ])("is refused with %s", (_case, household, content, verdict) => {
    expect(decideStart(ON_TV, current(household), current(content)).verdict).toBe(verdict);
  });

  it("of something free needs no product, and works everywhere where no countries are named", () => {
    const free = { ...CHANNEL, entitlementTags: [], countries: [] };
    const nobody = { ...HOUSEHOLD, entitlementTags: [], country: "AQ" };
    expect(decideStart(ON_TV, current(nobody), current(free))).toEqual({ verdict: "MAY_START", assumed: [] });
  });

  it("is verified by what was known last, where that is enough", () => {
    const decision = decideStart(ON_TV, lastKnown(HOUSEHOLD), lastKnown(CHANNEL));
    expect(decision).toEqual({ verdict: "MAY_START", assumed: [] });
  });

  it("is not refused for what the household may have acquired since", () => {
    const decision = decideStart(ON_TV, lastKnown(EMPTY_HANDED), current(CHANNEL));
    expect(decision).toEqual({ verdict: "MAY_START", assumed: ["DEVICE", "PROFILE", "ENTITLEMENT"] });
  });

  it("is refused where what was known last rules it out", () => {
    const abroad = decideStart(ON_TV, lastKnown({ ...HOUSEHOLD, country: "AU" }), current(CHANNEL));
    expect(abroad.verdict).toBe("GEO_BLOCKED");
    expect(decideStart(ON_TV, UNKNOWN, lastKnown({ ...CHANNEL, countries: null })).verdict).toBe(
      "NOT_A_CHANNEL",
    );
  });

  it("of which nothing is known says all that it takes on trust", () => {
    const household = decideStart(ON_TV, UNKNOWN, current(CHANNEL));
    expect(household).toEqual({
      verdict: "MAY_START",
      assumed: ["DEVICE", "PROFILE", "COUNTRY", "ENTITLEMENT"],
    });
    const content = decideStart(ON_TV, current(HOUSEHOLD), UNKNOWN);
    expect(content).toEqual({ verdict: "MAY_START", assumed: ["CONTENT"] });
  });

  it("never trusts where the owner has just said no", () => {
    expect(decideStart(ON_TV, current(EMPTY_HANDED), UNKNOWN).verdict).toBe("DEVICE_NOT_REGISTERED");
  });
});
