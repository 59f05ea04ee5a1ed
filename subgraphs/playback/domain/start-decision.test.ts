import { describe, expect, it } from "vitest";
import type { ChannelFacts } from "./content-facts.js";
import { decideStart, type Fact, type HouseholdFacts, type StartRequest } from "./start-decision.js";

const HOUSEHOLD: HouseholdFacts = {
  country: "NZ",
  holdings: [{ entitlementTags: ["basic"], validUntil: 1_000 }],
  concurrentStreams: 2,
  deviceIds: ["dev_tv"],
  profiles: [
    { id: "pr_anna", maximumAge: null },
    { id: "pr_ben", maximumAge: 6 },
  ],
};
const CHANNEL: ChannelFacts = {
  kind: "CHANNEL",
  title: "One",
  entitlementTags: ["basic", "all"],
  rights: { startOver: false, catchUpSeconds: 0, pauseLive: false, countries: ["NZ"] },
  airings: [],
};
const UNKNOWN = { standing: "UNKNOWN" } as const;
const current = <Value>(value: Value): Fact<Value> => ({ standing: "CURRENT", value, asOf: 0 });
const lastKnown = <Value>(value: Value): Fact<Value> => ({ standing: "LAST_KNOWN", value, asOf: 0 });

const ON_TV = {
  contentId: "ch_one",
  deviceId: "dev_tv",
  profileId: "pr_anna",
  sessionProfileId: null,
  sessionMaximumAge: null,
  mode: null,
  country: null,
  now: 0,
};
const EMPTY_HANDED = { ...HOUSEHOLD, holdings: [], deviceIds: [], profiles: [] };
const MAY_START = { verdict: "MAY_START", mode: "LIVE", positionSeconds: null, pin: null };

describe("a start", () => {
  it("may go ahead when every fact speaks for it", () => {
    expect(decideStart(ON_TV, current(HOUSEHOLD), current(CHANNEL))).toEqual({
      ...MAY_START,
      assumed: [],
    });
  });

  it.each([
    ["no household", null, CHANNEL, "DEVICE_NOT_REGISTERED"],
    ["no such device", { ...HOUSEHOLD, deviceIds: [] }, CHANNEL, "DEVICE_NOT_REGISTERED"],
    ["no such profile", { ...HOUSEHOLD, profiles: [] }, CHANNEL, "PROFILE_UNKNOWN"],
    ["no such content", HOUSEHOLD, null, "CONTENT_UNKNOWN"],
    ["a collection", HOUSEHOLD, { ...CHANNEL, kind: "UNPLAYABLE" as const }, "UNAVAILABLE"],
    ["another country", { ...HOUSEHOLD, country: "AU" }, CHANNEL, "GEO_BLOCKED"],
    [
      "no product for it",
      { ...HOUSEHOLD, holdings: [{ entitlementTags: ["sport"], validUntil: 1_000 }] },
      CHANNEL,
      "NOT_ENTITLED",
    ],
  ])("is refused with %s", (_case, household, content, verdict) => {
    expect(decideStart(ON_TV, current(household), current(content)).verdict).toBe(verdict);
  });

  it("of something free needs no product, and works everywhere where no countries are named", () => {
    const free = { ...CHANNEL, entitlementTags: [], rights: { ...CHANNEL.rights, countries: [] } };
    const nobody = { ...HOUSEHOLD, holdings: [], country: "AQ" };
    expect(decideStart(ON_TV, current(nobody), current(free))).toEqual({ ...MAY_START, assumed: [] });
  });

  it("is verified by what was known last, where that is enough", () => {
    const decision = decideStart(ON_TV, lastKnown(HOUSEHOLD), lastKnown(CHANNEL));
    expect(decision).toEqual({ ...MAY_START, assumed: [] });
  });

  it("is opened by no product that has ended, whoever said so when, and by one in grace for as long as it lasts", () => {
    const late = { ...ON_TV, now: 1_000 };
    expect(decideStart(late, current(HOUSEHOLD), current(CHANNEL)).verdict).toBe("NOT_ENTITLED");
    // It may have been renewed since.
    const decision = decideStart(late, lastKnown(HOUSEHOLD), current(CHANNEL));
    expect(decision).toEqual({ ...MAY_START, assumed: ["ENTITLEMENT"] });
    const inGrace = { ...HOUSEHOLD, holdings: [{ entitlementTags: ["basic"], validUntil: null }] };
    expect(decideStart(late, lastKnown(inGrace), current(CHANNEL))).toEqual({ ...MAY_START, assumed: [] });
  });

  it("is not refused for what the household may have acquired since", () => {
    const decision = decideStart(ON_TV, lastKnown(EMPTY_HANDED), current(CHANNEL));
    expect(decision).toEqual({ ...MAY_START, assumed: ["DEVICE", "PROFILE", "ENTITLEMENT"] });
  });

  it("is refused where what was known last rules it out", () => {
    const abroad = decideStart(ON_TV, lastKnown({ ...HOUSEHOLD, country: "AU" }), current(CHANNEL));
    expect(abroad.verdict).toBe("GEO_BLOCKED");
    expect(decideStart({ ...ON_TV, mode: "VOD" }, UNKNOWN, lastKnown(CHANNEL)).verdict).toBe("UNAVAILABLE");
  });

  it("of which nothing is known says all that it takes on trust", () => {
    const household = decideStart(ON_TV, UNKNOWN, current(CHANNEL));
    expect(household).toEqual({
      ...MAY_START,
      assumed: ["DEVICE", "PROFILE", "COUNTRY", "ENTITLEMENT"],
    });
    const content = decideStart(ON_TV, current(HOUSEHOLD), UNKNOWN);
    expect(content).toEqual({ ...MAY_START, assumed: ["CONTENT"] });
  });

  it("is judged by where the viewer is, not by where the household lives", () => {
    const abroad = { ...ON_TV, country: "AU" };
    expect(decideStart(abroad, current(HOUSEHOLD), current(CHANNEL))).toMatchObject({
      verdict: "GEO_BLOCKED",
      country: "AU",
    });
    const visiting = decideStart(
      { ...ON_TV, country: "NZ" },
      current({ ...HOUSEHOLD, country: "AU" }),
      current(CHANNEL),
    );
    expect(visiting.verdict).toBe("MAY_START");
  });

  it("asks for a PIN where what airs is not for the child that watches, or whose session it is", () => {
    const film = { ...CHANNEL, airings: [{ start: -1_000, stop: 1, minimumAge: 12 }] };
    const decide = (more: object, content: ChannelFacts = film) =>
      decideStart({ ...ON_TV, ...more }, current(HOUSEHOLD), current(content));
    expect(decide({ profileId: "pr_ben" })).toMatchObject({
      verdict: "MAY_START",
      positionSeconds: 1,
      pin: { profileId: "pr_ben", minimumAge: 12 },
    });
    expect(decide({ sessionProfileId: "pr_ben" })).toMatchObject({ pin: { profileId: "pr_ben" } });
    expect(decide({})).toMatchObject({ pin: null });
    expect(decide({ profileId: "pr_ben", now: 1 })).toMatchObject({ pin: null });
    expect(decide({ profileId: "pr_ben" }, CHANNEL)).toMatchObject({ pin: null });
  });

  it("goes by the limit that a child's session says while the household cannot be asked", () => {
    const film = { ...CHANNEL, airings: [{ start: -1_000, stop: 1, minimumAge: 12 }] };
    const bound = { profileId: null, sessionProfileId: "pr_cleo", sessionMaximumAge: 6 };
    const decide = (household: Fact<HouseholdFacts | null>, more: object = {}) =>
      decideStart({ ...ON_TV, ...bound, ...more }, household, current(film));
    const locked = { pin: { profileId: "pr_cleo", minimumAge: 12 } };
    expect(decide(UNKNOWN)).toMatchObject(locked);
    expect(decide(UNKNOWN, { profileId: "pr_anna" })).toMatchObject(locked);
    expect(decide(lastKnown(HOUSEHOLD))).toMatchObject(locked);
    const grown = { ...HOUSEHOLD, profiles: [{ id: "pr_cleo", maximumAge: null }] };
    expect(decide(current(grown))).toMatchObject({ pin: null });
    expect(decide(UNKNOWN, { sessionMaximumAge: null })).toMatchObject({ pin: null });
    expect(decide(lastKnown(grown))).toMatchObject(locked);
    const grew = { ...HOUSEHOLD, profiles: [{ id: "pr_cleo", maximumAge: 3 }] };
    expect(decide(lastKnown(grew), { sessionMaximumAge: null })).toMatchObject(locked);
  });

  it.each([
    ["mo_film", "VOD"],
    ["ep_pilot", "VOD"],
    ["rec_match", "RECORDING"],
    ["ch_one", "LIVE"],
    ["br_news", "LIVE"],
  ])("plays %s as %s while nobody can be asked what it is", (contentId, mode) => {
    const decide = (said: object) =>
      decideStart({ ...ON_TV, contentId, ...said }, current(HOUSEHOLD), UNKNOWN);
    expect(decide({})).toMatchObject({ verdict: "MAY_START", mode });
    expect(decide({ mode: "CATCH_UP" })).toMatchObject({ mode: "CATCH_UP" });
  });

  it("is not granted to a child on trust where nobody knows what it is", () => {
    const ofBen = { ...ON_TV, profileId: "pr_ben" };
    expect(decideStart(ofBen, current(HOUSEHOLD), UNKNOWN)).toEqual({ verdict: "AGE_UNKNOWN" });
    expect(decideStart(ON_TV, current(HOUSEHOLD), UNKNOWN).verdict).toBe("MAY_START");
  });

  it("is not granted to a child on a channel of which is known only what aired before", () => {
    const ofBen = { ...ON_TV, profileId: "pr_ben" };
    const channel = { ...CHANNEL, airings: [{ start: -1_000, stop: 0, minimumAge: 0 }] };
    const decide = (request: StartRequest) => decideStart(request, current(HOUSEHOLD), lastKnown(channel));
    expect(decide(ofBen)).toEqual({ verdict: "AGE_UNKNOWN" });
    expect(decide({ ...ofBen, now: -1 })).toMatchObject({ verdict: "MAY_START", pin: null });
    expect(decide(ON_TV)).toMatchObject({ verdict: "MAY_START", pin: null });
  });

  it("never trusts where the owner has just said no", () => {
    expect(decideStart(ON_TV, current(EMPTY_HANDED), UNKNOWN).verdict).toBe("DEVICE_NOT_REGISTERED");
  });
});
