import { type Airing, type ChannelFacts, checkPadding, DEFAULT_PADDING, type Padding } from "./airing.js";
import { normalised } from "./episode-identity.js";
import { minuteOf, WEEKDAYS, type Weekday } from "./local-time.js";

export type RuleKind = "SERIES" | "TITLE" | "TIMESLOT";

/** What a household wants to be recorded without asking each time. */
export interface RecordingRule {
  readonly id: string;
  readonly accountId: string;
  readonly kind: RuleKind;
  readonly seriesId: string | null;
  /** As it was typed; compared as `normalised` has it. */
  readonly titleMatch: string | null;
  /** Empty: on any channel. */
  readonly channelIds: readonly string[];
  /** Empty: on any day. */
  readonly weekdays: readonly Weekday[];
  /** Local minutes of the day; a window whose end is not after its start goes over midnight. */
  readonly startAfterMinute: number | null;
  readonly startBeforeMinute: number | null;
  readonly newOnly: boolean;
  readonly deduplicate: boolean;
  /** How many of its recordings stay; null: all. */
  readonly keep: number | null;
  readonly priority: number;
  readonly padding: Padding;
  readonly enabled: boolean;
}

/** A rule as its viewer writes it, or a part of one. Absent keeps what is there; null takes it away. */
export interface RulePatch {
  readonly titleMatch?: string | null | undefined;
  readonly channelIds?: readonly string[] | null | undefined;
  readonly weekdays?: readonly Weekday[] | null | undefined;
  readonly startAfter?: string | null | undefined;
  readonly startBefore?: string | null | undefined;
  readonly newOnly?: boolean | null | undefined;
  readonly deduplicate?: boolean | null | undefined;
  readonly keep?: number | null | undefined;
  readonly priority?: number | null | undefined;
  readonly padding?: Padding | null | undefined;
  readonly enabled?: boolean | null | undefined;
}

export interface BrokenRule {
  readonly field: string;
  readonly message: string;
}

/** Rules of one household; more are nobody's wishes. */
export const MOST_RULES = 200;
const LONGEST_TITLE = 100;
/** A slot is on one channel, or on a few. */
const MOST_CHANNELS = 20;
const MOST_KEPT = 1_000;
const HIGHEST_PRIORITY = 100;

/** What of a rule decides whether an airing that it wants is recorded. */
export type RuleTerms = Pick<RecordingRule, "newOnly" | "deduplicate" | "keep" | "priority">;

export function termsOf({ newOnly, deduplicate, keep, priority }: RuleTerms): RuleTerms {
  return { newOnly, deduplicate, keep, priority };
}

/** The terms that ask for less, point by point: by them all that either wants is recorded. */
export function milderTerms(one: RuleTerms, other: RuleTerms): RuleTerms {
  return {
    newOnly: one.newOnly && other.newOnly,
    deduplicate: one.deduplicate && other.deduplicate,
    keep: one.keep === null || other.keep === null ? null : Math.max(one.keep, other.keep),
    priority: Math.max(one.priority, other.priority),
  };
}

/** What a rule is before anything is said of it. */
export function blankRule(
  identity: Pick<RecordingRule, "id" | "accountId" | "kind" | "seriesId">,
): RecordingRule {
  return {
    ...identity,
    titleMatch: null,
    channelIds: [],
    weekdays: [],
    startAfterMinute: null,
    startBeforeMinute: null,
    newOnly: false,
    deduplicate: true,
    keep: null,
    priority: 0,
    padding: DEFAULT_PADDING,
    enabled: true,
  };
}

/** The rule with what `patch` names, and nothing else, changed; or the first rule that it breaks. */
export function patchRule(rule: RecordingRule, patch: RulePatch): RecordingRule | BrokenRule {
  const blank = blankRule(rule);
  const value = <K extends keyof RulePatch & keyof RecordingRule>(name: K): RecordingRule[K] =>
    (patch[name] === undefined ? rule[name] : (patch[name] ?? blank[name])) as RecordingRule[K];
  for (const field of ["startAfter", "startBefore"] as const) {
    const text = patch[field];
    if (typeof text === "string" && minuteOf(text) === null) {
      return { field, message: `${field} must be a local time such as 20:15, got ${JSON.stringify(text)}` };
    }
  }
  const minute = (text: string | null | undefined, before: number | null) =>
    text === undefined ? before : text === null ? null : minuteOf(text);
  const patched: RecordingRule = {
    ...rule,
    titleMatch: value("titleMatch"),
    channelIds: [...new Set(value("channelIds"))],
    weekdays: WEEKDAYS.filter((day) => value("weekdays").includes(day)),
    startAfterMinute: minute(patch.startAfter, rule.startAfterMinute),
    startBeforeMinute: minute(patch.startBefore, rule.startBeforeMinute),
    newOnly: value("newOnly"),
    deduplicate: value("deduplicate"),
    keep: value("keep"),
    priority: value("priority"),
    padding: value("padding"),
    enabled: value("enabled"),
  };
  return checkRule(patched) ?? patched;
}

function checkRule(rule: RecordingRule): BrokenRule | null {
  const broken = (field: string, must: string, got: unknown): BrokenRule => ({
    field,
    message: `${field} must be ${must}, got ${JSON.stringify(got)}`,
  });
  const isWithin = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  const { kind, seriesId, titleMatch, channelIds, keep, priority } = rule;
  if (kind === "SERIES" && seriesId === null) return broken("seriesId", "given for a SERIES rule", seriesId);
  if (kind !== "SERIES" && seriesId !== null)
    return broken("seriesId", "left out but for a SERIES rule", seriesId);
  const isTitle =
    titleMatch !== null && titleMatch.length <= LONGEST_TITLE && normalised(titleMatch).length > 0;
  if (kind === "TITLE" ? !isTitle : titleMatch !== null && !isTitle) {
    return broken(
      "titleMatch",
      `1..${LONGEST_TITLE} characters with a letter or digit among them`,
      titleMatch,
    );
  }
  if (channelIds.length > MOST_CHANNELS)
    return broken("channelIds", `at most ${MOST_CHANNELS}`, channelIds.length);
  if (kind === "TIMESLOT" && channelIds.length === 0) {
    return broken("channelIds", "at least one for a TIMESLOT rule", channelIds);
  }
  if (kind === "TIMESLOT" && (rule.startAfterMinute === null || rule.startBeforeMinute === null)) {
    return broken("startAfter", "given with startBefore for a TIMESLOT rule", null);
  }
  if (keep !== null && !isWithin(keep, 1, MOST_KEPT)) return broken("keep", `1..${MOST_KEPT}`, keep);
  if (!isWithin(priority, -HIGHEST_PRIORITY, HIGHEST_PRIORITY)) {
    return broken("priority", `-${HIGHEST_PRIORITY}..${HIGHEST_PRIORITY}`, priority);
  }
  const padding = checkPadding(rule.padding);
  return padding === null ? null : { field: "padding", message: padding };
}

/** An airing with its channel, as rules see it. */
export interface AiringOnChannel {
  readonly airing: Pick<Airing, "channelId" | "start" | "title" | "seriesId">;
  readonly channel: Pick<ChannelFacts, "timezone">;
}
