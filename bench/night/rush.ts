import { type Pace, PacedTime } from "./pace.js";
import type { Night } from "./scenario.js";

/** A bell is over after so many of its standard deviations. */
const BELL_ENDS_AT = 4;
/** A pace is kept for so long, at least. */
const STEP_SECONDS = 5;

/**
 * How fast an evening goes that opens `opening` ms after its clocks were set going. In the midst of its rush `rush` times as
 * fast as the machine; away from it as much faster as fewer press play, so that all the while as many do in a second of
 * the machine, and nowhere faster than `speed`.
 */
export function pacesOf({ speed, rush, hourAt, spreadSeconds }: Night, opening: number): Pace[] {
  const paces: Pace[] = [{ from: 0, speed }];
  if (rush === null) return paces;
  const reach = BELL_ENDS_AT * spreadSeconds;
  for (let second = Math.max(0, hourAt - reach); second < hourAt + reach; second += STEP_SECONDS) {
    const [from, to] = [second - hourAt, second + STEP_SECONDS - hourAt];
    const nearest = from < 0 && to > 0 ? 0 : Math.min(Math.abs(from), Math.abs(to));
    const fewer = Math.exp((nearest / spreadSeconds) ** 2 / 2);
    paces.push({ from: opening + second * 1_000, speed: Math.min(speed, rush * fewer) });
  }
  return paces.filter((pace, index) => pace.speed !== paces[index - 1]?.speed);
}

/** The machine's minutes of a night. */
export function minutesOf(night: Night): number {
  return new PacedTime(0, pacesOf(night, 0)).machineAt(night.seconds * 1_000) / 60_000;
}

/** How fast a night's time goes, in words. */
export function paceOf({ speed, rush }: Night): string {
  return rush === null
    ? `${speed} times as fast`
    : `${speed} times as fast, ${rush} times in the midst of the rush`;
}
