/** Instants travel as ISO texts; here they are milliseconds since 1970, and read in the browser's own zone. */
const clockFace = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const dayName = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** `20:15` */
export function timeOf(instant: number | string): string {
  return clockFace.format(new Date(instant));
}

/** `Sat 21 Nov` */
export function dayOf(instant: number | string): string {
  return dayName.format(new Date(instant));
}

/** `20:15–21:00` */
export function spanOf(start: number | string, stop: number | string): string {
  return `${timeOf(start)}–${timeOf(stop)}`;
}

/** `1:02:03`, or `2:03` */
export function durationOf(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(whole / 3_600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** `1 h 30 min`: what is said, rather than read off a clock. */
export function lengthOf(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** What is known of how long something lasts. */
interface Timed {
  readonly id: string;
  readonly start?: string;
  readonly stop?: string;
  readonly durationSeconds?: number;
}

/** Null where nobody knows. */
export function lengthInSeconds({ start, stop, durationSeconds }: Timed): number | null {
  if (durationSeconds !== undefined) return durationSeconds;
  return start && stop ? (Date.parse(stop) - Date.parse(start)) / 1_000 : null;
}
