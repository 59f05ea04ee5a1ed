/** What may be done with a linear channel beyond watching it live. */
export interface LinearRights {
  readonly startOver: boolean;
  readonly catchUpSeconds: number;
  readonly recordable: boolean;
  readonly pauseLive: boolean;
  /** ISO 3166-1 alpha-2; empty = everywhere. */
  readonly countries: readonly string[];
}

/** A linear channel. */
export interface Channel {
  readonly kind: "Channel";
  readonly id: string;
  readonly xmltvId: string;
  readonly title: string;
  readonly number: number | null;
  readonly group: string | null;
  readonly timezone: string;
  readonly logoUrl: string | null;
  readonly entitlementTags: readonly string[];
  readonly rights: LinearRights;
}

/** Settings of a channel as an operator gives them; what is absent (or null) keeps its value. */
export interface ChannelSettings {
  readonly xmltvId: string;
  readonly title?: string | null;
  readonly number?: number | null;
  readonly group?: string | null;
  readonly timezone?: string | null;
  readonly entitlementTags?: readonly string[] | null;
  readonly startOver?: boolean | null;
  readonly catchUpSeconds?: number | null;
  readonly recordable?: boolean | null;
  readonly pauseLive?: boolean | null;
  readonly countries?: readonly string[] | null;
}

/** Which channels an operator means: every one, those of a broadcaster group, or one by its id in the guide. */
export type ChannelSelection =
  | { readonly by: "all" }
  | { readonly by: "group"; readonly group: string }
  | { readonly by: "channel"; readonly xmltvId: string };

/** What channels allow, and what a household must have for them; what is absent keeps its value. */
export type RightsChange = Partial<LinearRights & Pick<Channel, "entitlementTags">>;

export const LONGEST_TITLE = 200;
const LONGEST_NAME = 100;
export const LONGEST_GROUP = LONGEST_NAME;
/** Logical channel numbers have four digits at most. */
export const HIGHEST_NUMBER = 9_999;
/** Thirty days: no broadcaster grants more. */
const LONGEST_CATCH_UP_SECONDS = 2_592_000;
const MOST_TAGS = 20;
const MOST_COUNTRIES = 250;

/** A rule that some settings break: which field, and one sentence with what it got. */
export interface BrokenRule {
  readonly field: keyof ChannelSettings;
  readonly message: string;
}

/** The first rule that `settings` break, or null. */
export function checkChannelSettings(settings: ChannelSettings): BrokenRule | null {
  const { xmltvId, title, number, group, timezone, entitlementTags, catchUpSeconds, countries } = settings;
  const broken = (field: keyof ChannelSettings, rule: string, got: unknown): BrokenRule => ({
    field,
    message: `${field} must be ${rule}, got ${JSON.stringify(got)}`,
  });
  if (!isText(xmltvId, LONGEST_TITLE)) return broken("xmltvId", `1..${LONGEST_TITLE} characters`, xmltvId);
  if (title != null && !isText(title, LONGEST_TITLE))
    return broken("title", `1..${LONGEST_TITLE} characters`, title);
  if (number != null && !isWithin(number, 1, HIGHEST_NUMBER))
    return broken("number", `1..${HIGHEST_NUMBER}`, number);
  if (group != null && !isText(group, LONGEST_NAME))
    return broken("group", `1..${LONGEST_NAME} characters`, group);
  if (timezone != null && !isZone(timezone))
    return broken("timezone", "an IANA zone such as Europe/Berlin", timezone);
  if (entitlementTags && !isListOf(entitlementTags, MOST_TAGS, (tag) => isText(tag, LONGEST_NAME))) {
    return broken(
      "entitlementTags",
      `at most ${MOST_TAGS} tags of 1..${LONGEST_NAME} characters`,
      entitlementTags,
    );
  }
  if (catchUpSeconds != null && !isWithin(catchUpSeconds, 0, LONGEST_CATCH_UP_SECONDS)) {
    return broken("catchUpSeconds", `0..${LONGEST_CATCH_UP_SECONDS}`, catchUpSeconds);
  }
  if (countries && !isListOf(countries, MOST_COUNTRIES, (country) => /^[A-Z]{2}$/.test(country))) {
    return broken("countries", `at most ${MOST_COUNTRIES} ISO 3166-1 alpha-2 codes such as NZ`, countries);
  }
  return null;
}

function isText(value: string, longest: number): boolean {
  return value.trim().length > 0 && value.length <= longest && !/\p{Cc}/u.test(value);
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function isListOf(values: readonly string[], most: number, isOne: (value: string) => boolean): boolean {
  return values.length <= most && values.every(isOne);
}

function isZone(timezone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
    return true;
  } catch {
    return false;
  }
}
