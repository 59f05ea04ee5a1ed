import { assertNever } from "../../../lib/assert-never.js";
import { normalised } from "./episode-identity.js";
import { type LocalTime, localTimeAt, WEEKDAYS, type Weekday } from "./local-time.js";
import type { AiringOnChannel, RecordingRule } from "./rule.js";

const HOUR_MINUTES = 60;
/** Phrases begin within so many words of a title, and have so many at most: no title that is looked for is longer. */
const MOST_WORDS = 24;

/**
 * Whether a rule wants an airing. A title matches where the rule's words stand in it whole and in their order: `Title`
 * finds `Title: Episode`, but not `Subtitle`. Days and windows are the channel's local ones, by the wall's clock. The
 * window is half-open: 20:15 to 21:00 has what starts at 20:15 and not what starts at 21:00.
 */
export function isWanted(rule: RecordingRule, { airing, channel }: AiringOnChannel): boolean {
  if (!rule.enabled) return false;
  if (rule.channelIds.length > 0 && !rule.channelIds.includes(airing.channelId)) return false;
  if (rule.seriesId !== null && rule.seriesId !== airing.seriesId) return false;
  if (rule.titleMatch !== null && !hasPhrase(airing.title, rule.titleMatch)) return false;
  const isAnyTime =
    rule.weekdays.length === 0 && rule.startAfterMinute === null && rule.startBeforeMinute === null;
  return isAnyTime || isWithinSlot(rule, localTimeAt(airing.start, channel.timezone));
}

function hasPhrase(title: string, phrase: string): boolean {
  return ` ${normalised(title)} `.includes(` ${normalised(phrase)} `);
}

/** A window over midnight belongs to the day on which it begins. */
function isWithinSlot(rule: RecordingRule, { weekday, minute }: LocalTime): boolean {
  const { startAfterMinute: after, startBeforeMinute: before, weekdays } = rule;
  const isOn = (day: Weekday) => weekdays.length === 0 || weekdays.includes(day);
  const from = after ?? 0;
  const to = before ?? 24 * HOUR_MINUTES;
  if (from < to) return isOn(weekday) && minute >= from && minute < to;
  return (isOn(weekday) && minute >= from) || (isOn(dayBefore(weekday)) && minute < to);
}

function dayBefore(weekday: Weekday): Weekday {
  return WEEKDAYS[(WEEKDAYS.indexOf(weekday) + 6) % 7] ?? "SUNDAY";
}

/**
 * What a rule is found by, so that a changed airing meets the rules that may want it and no others: the series; the
 * title's words; or channel, weekday and hour of its slot.
 */
export function keysOfRule(rule: RecordingRule): string[] {
  switch (rule.kind) {
    case "SERIES":
      return [`s:${rule.seriesId}`];
    case "TITLE":
      return [titleKey(normalised(rule.titleMatch ?? ""))];
    case "TIMESLOT":
      return rule.channelIds.flatMap((channelId) =>
        slotsOf(rule).map(({ weekday, hour }) => slotKey(channelId, weekday, hour)),
      );
    default:
      return assertNever(rule.kind, "kind of rule");
  }
}

/** Every key under which a rule that wants this airing can be found. */
export function keysOfAiring({ airing, channel }: AiringOnChannel): string[] {
  const { weekday, minute } = localTimeAt(airing.start, channel.timezone);
  const words = normalised(airing.title).split(" ").slice(0, MOST_WORDS);
  const phrases = words.flatMap((_, from) =>
    words.slice(from).map((_word, length) => words.slice(from, from + length + 1).join(" ")),
  );
  return [
    ...(airing.seriesId === null ? [] : [`s:${airing.seriesId}`]),
    ...new Set(phrases.filter(Boolean).map(titleKey)),
    slotKey(airing.channelId, weekday, Math.floor(minute / HOUR_MINUTES)),
  ];
}

function titleKey(phrase: string): string {
  return `t:${phrase}`;
}

function slotKey(channelId: string, weekday: Weekday, hour: number): string {
  return `w:${channelId}:${WEEKDAYS.indexOf(weekday)}:${hour}`;
}

/** The hours of the week in which a rule's window has a part. */
function slotsOf(rule: RecordingRule): { weekday: Weekday; hour: number }[] {
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  return WEEKDAYS.flatMap((weekday) =>
    hours.filter((hour) => hasPartOf(rule, weekday, hour)).map((hour) => ({ weekday, hour })),
  );
}

function hasPartOf(rule: RecordingRule, weekday: Weekday, hour: number): boolean {
  const minutes = Array.from({ length: HOUR_MINUTES }, (_, minute) => hour * HOUR_MINUTES + minute);
  return minutes.some((minute) => isWithinSlot(rule, { weekday, minute }));
}
