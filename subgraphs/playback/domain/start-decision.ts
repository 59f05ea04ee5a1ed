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
  readonly entitlementTags: readonly string[];
  /** Streams at the same time. */
  readonly concurrentStreams: number;
  readonly deviceIds: readonly string[];
  readonly profileIds: readonly string[];
}

/** What the catalog knows of something to watch. */
export interface ContentFacts {
  readonly title: string;
  /** Whoever holds one of these may watch; empty = free. */
  readonly entitlementTags: readonly string[];
  /** ISO 3166-1 alpha-2, empty = everywhere; null where it is no channel, and so cannot be played. */
  readonly countries: readonly string[] | null;
}

/** Who wants to watch what; the device is the one that the viewer's token is bound to. */
export interface StartRequest {
  readonly deviceId: string;
  readonly profileId: string | null;
}

/** Whether a start may ask for a slot. */
export type StartDecision =
  | {
      readonly verdict: "MAY_START";
      /** What was taken on trust because its owner could not be asked; empty when everything was verified. */
      readonly assumed: readonly Assumption[];
    }
  | { readonly verdict: "DEVICE_NOT_REGISTERED" }
  | { readonly verdict: "PROFILE_UNKNOWN" }
  | { readonly verdict: "CONTENT_UNKNOWN" }
  | { readonly verdict: "NOT_A_CHANNEL"; readonly title: string }
  | { readonly verdict: "GEO_BLOCKED"; readonly country: string; readonly countries: readonly string[] }
  | { readonly verdict: "NOT_ENTITLED"; readonly missingTags: readonly string[] };

export type Assumption = "DEVICE" | "PROFILE" | "CONTENT" | "COUNTRY" | "ENTITLEMENT";

/**
 * May this viewer watch this? Known facts decide. What cannot be known now is assumed in the viewer's favour and
 * listed, so that the caller can bound it. A household's last known facts can prove that it holds something; that
 * it does not they cannot, for it may have bought, registered or added it since.
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
  if (profileId !== null && lacks("PROFILE", (facts) => facts.profileIds.includes(profileId))) {
    return { verdict: "PROFILE_UNKNOWN" };
  }
  if (content.standing === "UNKNOWN") return { verdict: "MAY_START", assumed: [...assumed, "CONTENT"] };
  if (!content.value) return { verdict: "CONTENT_UNKNOWN" };

  const { title, countries, entitlementTags } = content.value;
  if (countries === null) return { verdict: "NOT_A_CHANNEL", title };
  if (countries.length > 0) {
    const country = household.standing === "UNKNOWN" ? undefined : household.value?.country;
    if (country === undefined) assumed.push("COUNTRY");
    else if (!countries.includes(country)) return { verdict: "GEO_BLOCKED", country, countries };
  }
  const isOpened = (facts: HouseholdFacts) =>
    entitlementTags.some((tag) => facts.entitlementTags.includes(tag));
  if (entitlementTags.length > 0 && lacks("ENTITLEMENT", isOpened)) {
    return { verdict: "NOT_ENTITLED", missingTags: entitlementTags };
  }
  return { verdict: "MAY_START", assumed };
}
