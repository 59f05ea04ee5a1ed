import { availabilityOf, type Unplayable } from "./availability.js";
import { type ContentFacts, countriesOf } from "./content-facts.js";
import { isRecording, type PlayMode } from "./slots/household.js";

/** What another service said, or could not be asked. */
export type Fact<Value> =
  /** The owner answered just now, or so lately that it counts as now. `asOf`: epoch ms. */
  | { readonly standing: "CURRENT"; readonly value: Value; readonly asOf: number }
  /** The owner is away; this is what it said last. */
  | { readonly standing: "LAST_KNOWN"; readonly value: Value; readonly asOf: number }
  /** The owner is away, and has never said. */
  | { readonly standing: "UNKNOWN" };

/** What accounts knows of a household. */
export interface HouseholdFacts {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** What its products open. */
  readonly holdings: readonly Holding[];
  /** Streams at the same time. */
  readonly concurrentStreams: number;
  readonly deviceIds: readonly string[];
  readonly profiles: readonly ProfileFacts[];
}

/** A product that a household holds. */
export interface Holding {
  readonly entitlementTags: readonly string[];
  /** Exclusive, epoch ms: also what was known last does not outlive it. Null where nobody knows: a payment is awaited. */
  readonly validUntil: number | null;
}

/** One person of a household. */
export interface ProfileFacts {
  readonly id: string;
  /** Highest age rating shown without the PIN, in years; null = no limit. */
  readonly maximumAge: number | null;
}

/** Who wants to watch what, where and how; the device is the one that the viewer's token is bound to. */
export interface StartRequest {
  readonly deviceId: string;
  readonly profileId: string | null;
  readonly contentId: string;
  /** The profile that the session is bound to; null where it is nobody's. */
  readonly sessionProfileId: string | null;
  /** That profile's limit in years as the session says it, for as long as the household's facts do not; null = no limit. */
  readonly sessionMaximumAge: number | null;
  /** Null: as is usual for what it is. */
  readonly mode: PlayMode | null;
  /** Where the request comes from, as a trusted edge says, ISO 3166-1 alpha-2; null = the household's own. */
  readonly country: string | null;
  /** Epoch ms. */
  readonly now: number;
}

/** Whether a start may ask for a slot. */
export type StartDecision =
  | {
      readonly verdict: "MAY_START";
      readonly mode: PlayMode;
      /** Where playing begins, in seconds; null where that is not known. */
      readonly positionSeconds: number | null;
      /** What was taken on trust because its owner could not be asked; empty when everything was verified. */
      readonly assumed: readonly Assumption[];
      /** Set where a PIN must be given first. */
      readonly pin: AgeLimit | null;
    }
  | { readonly verdict: "DEVICE_NOT_REGISTERED" }
  | { readonly verdict: "PROFILE_UNKNOWN" }
  | { readonly verdict: "CONTENT_UNKNOWN" }
  /** For a profile with a limit, of what nobody can ask about now. */
  | { readonly verdict: "AGE_UNKNOWN" }
  | ({ readonly verdict: "UNAVAILABLE"; readonly title: string } & Unplayable)
  | { readonly verdict: "GEO_BLOCKED"; readonly country: string; readonly countries: readonly string[] }
  | { readonly verdict: "NOT_ENTITLED"; readonly missingTags: readonly string[] };

/** For whom a PIN must be given, and from which age what plays is suitable. */
export interface AgeLimit {
  readonly profileId: string;
  /** In years. */
  readonly minimumAge: number;
}

export type Assumption = "DEVICE" | "PROFILE" | "CONTENT" | "COUNTRY" | "ENTITLEMENT";

/**
 * May this viewer watch this, now, here and in this way? Known facts decide. What cannot be known now is assumed in the
 * viewer's favour and listed, so that the caller can bound it; but not against a child's limit. A household's last known
 * facts can prove that it holds something; that it does not they cannot, for it may have bought, registered or added it
 * since.
 */
export function decideStart(
  request: StartRequest,
  household: Fact<HouseholdFacts | null>,
  content: Fact<ContentFacts | null>,
): StartDecision {
  const assumed: Assumption[] = [];
  /** True where the household lacks something for certain. */
  const lacks = (assumption: Assumption, holds: (facts: HouseholdFacts) => boolean): boolean => {
    if (household.standing !== "UNKNOWN" && household.value && holds(household.value)) return false;
    if (household.standing === "CURRENT") return true;
    assumed.push(assumption);
    return false;
  };

  if (lacks("DEVICE", (facts) => facts.deviceIds.includes(request.deviceId))) {
    return { verdict: "DEVICE_NOT_REGISTERED" };
  }
  const { profileId } = request;
  if (profileId !== null && lacks("PROFILE", (facts) => facts.profiles.some(({ id }) => id === profileId))) {
    return { verdict: "PROFILE_UNKNOWN" };
  }
  const limits = ageLimitsOf(request, household);
  if (content.standing === "UNKNOWN") {
    if (limits.length > 0) return { verdict: "AGE_UNKNOWN" };
    const mode = request.mode ?? likelyModeOf(request.contentId);
    return {
      verdict: "MAY_START",
      mode,
      positionSeconds: null,
      pin: null,
      assumed: [...assumed, "CONTENT"],
    };
  }
  if (!content.value) return { verdict: "CONTENT_UNKNOWN" };

  const { title, entitlementTags } = content.value;
  const availability = availabilityOf(content.value, request.mode, request.now);
  if ("because" in availability) return { verdict: "UNAVAILABLE", title, ...availability };
  const countries = countriesOf(content.value);
  if (countries.length > 0) {
    const country = request.country ?? known(household)?.country;
    if (country === undefined) assumed.push("COUNTRY");
    else if (!countries.includes(country)) return { verdict: "GEO_BLOCKED", country, countries };
  }
  const isOpened = ({ holdings }: HouseholdFacts) =>
    holdings
      .filter(({ validUntil }) => validUntil === null || request.now < validUntil)
      .some((holding) => entitlementTags.some((tag) => holding.entitlementTags.includes(tag)));
  if (entitlementTags.length > 0 && lacks("ENTITLEMENT", isOpened)) {
    return { verdict: "NOT_ENTITLED", missingTags: entitlementTags };
  }
  if (limits.length > 0 && content.standing === "LAST_KNOWN" && !knowsWhatAirs(content.value, request.now)) {
    return { verdict: "AGE_UNKNOWN" };
  }
  const { mode, positionSeconds, minimumAge } = availability;
  return {
    verdict: "MAY_START",
    mode,
    positionSeconds,
    assumed,
    pin: ageLimitOf(limits, minimumAge),
  };
}

/** How something is played of which only its id is known. */
function likelyModeOf(contentId: string): PlayMode {
  if (isRecording(contentId)) return "RECORDING";
  return /^(mo|ep)_/.test(contentId) ? "VOD" : "LIVE";
}

function known(household: Fact<HouseholdFacts | null>): HouseholdFacts | null {
  return household.standing === "UNKNOWN" ? null : household.value;
}

/** A profile that has a limit, in years. */
interface Limited {
  readonly profileId: string;
  readonly maximumAge: number;
}

/**
 * The limits that count are those of the profile that the session is bound to and of the one that watches: naming a
 * grown-up's profile is no way around a child's. Of the first the session says it, too: where what is known of the
 * household is not of now, either may be the older, and the stricter counts.
 */
function ageLimitsOf(
  { profileId, sessionProfileId, sessionMaximumAge }: StartRequest,
  household: Fact<HouseholdFacts | null>,
): Limited[] {
  return [...new Set([sessionProfileId, profileId])].flatMap((id) => {
    const fact = known(household)?.profiles.find((profile) => profile.id === id);
    const isSure = fact !== undefined && household.standing === "CURRENT";
    const said = id === sessionProfileId && !isSure ? sessionMaximumAge : null;
    const told = [fact?.maximumAge ?? null, said].filter((age) => age !== null);
    return id === null || told.length === 0 ? [] : [{ profileId: id, maximumAge: Math.min(...told) }];
  });
}

/** False of a channel whose guide is not known of this moment: what airs there may be for anybody. */
function knowsWhatAirs(content: ContentFacts, now: number): boolean {
  return content.kind !== "CHANNEL" || content.airings.some(({ start, stop }) => start <= now && now < stop);
}

function ageLimitOf(limits: readonly Limited[], minimumAge: number | null): AgeLimit | null {
  const tooYoung = limits.find(({ maximumAge }) => minimumAge !== null && maximumAge < minimumAge);
  return tooYoung && minimumAge !== null ? { profileId: tooYoung.profileId, minimumAge } : null;
}
