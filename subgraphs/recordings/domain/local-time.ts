export const WEEKDAYS = [
  "MONDAY",
  "TUESDAY",
  "WEDNESDAY",
  "THURSDAY",
  "FRIDAY",
  "SATURDAY",
  "SUNDAY",
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** What a clock on the wall says. */
export interface LocalTime {
  readonly weekday: Weekday;
  /** Minutes since midnight by the wall's clock, 0..1439. */
  readonly minute: number;
}

const SHORT_NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/** Making one is slow, and there are a few dozen zones with channels. */
const MOST_ZONES = 500;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall says in `timezone` at an instant (epoch ms), whichever offset holds then. */
export function localTimeAt(instant: number, timezone: string): LocalTime {
  const parts = new Map(
    formatOf(timezone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const day = SHORT_NAMES.indexOf(parts.get("weekday") ?? "");
  return {
    weekday: WEEKDAYS[day] ?? "MONDAY",
    minute: Number(parts.get("hour")) * 60 + Number(parts.get("minute")),
  };
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known) return known;
  if (formats.size >= MOST_ZONES) formats.clear();
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  formats.set(timezone, format);
  return format;
}

/** Minutes since midnight of `20:15`; null for anything else. */
export function minuteOf(text: string): number | null {
  const [, hours = "", minutes = ""] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hours === "" ? null : Number(hours) * 60 + Number(minutes);
}

/** `20:15` of 1215. */
export function wallTime(minute: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
