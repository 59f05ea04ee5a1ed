import type { Programme } from "./night.js";
import { BUYERS, type Night, SHARES, ZAP_SECONDS } from "./scenario.js";
import type { Viewer } from "./viewer.js";

/** What viewers need to know of the evening. */
interface Stage {
  readonly night: Night;
  readonly at: (second: number, action: () => void) => void;
  readonly programme: Programme;
}

type Role = keyof typeof SHARES | "watches";

/** Devices that sleep fall asleep so long before the outage, and wake together so long after it. */
const ASLEEP_BEFORE_SECONDS = 30;
const AWAKE_AFTER_SECONDS = 60;
/** Who crashes is back within. */
const BACK_WITHIN_SECONDS = 120;

/** Sends everybody to their evening: starts as a bell around the hour, and to each one what comes in between. */
export function planViewers(viewers: readonly Viewer[], stage: Stage): void {
  const { night, at, programme } = stage;
  const { hourAt, spreadSeconds } = night;
  // Those who buy have their evening planned with the purchase.
  const others = viewers.slice(buyersOf(viewers).length);
  for (const [number, viewer] of others.entries()) {
    const role = roleOf(Math.random());
    const channelIds = programme.channelIds;
    const isFilm = number % 2 === 0 && role !== "zaps";
    const contentId = isFilm ? programme.filmId : (channelIds[number % channelIds.length] ?? "");
    const startsAt = Math.max(0, hourAt + bell() * spreadSeconds);
    at(startsAt, () => void viewer.play({ contentId }));
    // Whatever it is, it comes at any time of the evening, of the outage, too.
    const comesAt = startsAt + Math.random() * (night.seconds - startsAt);
    if (role === "zaps") zapping(viewer, startsAt, stage);
    if (role === "moves") at(comesAt, () => void viewer.move());
    if (role === "crashes") at(comesAt, () => viewer.crash(30 + Math.random() * (BACK_WITHIN_SECONDS - 30)));
    if (role === "sleeps") {
      at(night.outage.from - ASLEEP_BEFORE_SECONDS, () => viewer.sleep());
      at(night.outage.to + AWAKE_AFTER_SECONDS, () => viewer.wake());
    }
  }
}

/** Of the viewers, those whose household buys on the hour. */
export function buyersOf(viewers: readonly Viewer[]): readonly Viewer[] {
  return viewers.slice(0, Math.ceil(viewers.length * BUYERS));
}

/** A channel after the other, every few minutes. */
function zapping(viewer: Viewer, from: number, { night, at, programme }: Stage): void {
  const { channelIds } = programme;
  const pause = () => ZAP_SECONDS * (0.5 + Math.random());
  for (let second = from + pause(); second < night.seconds; second += pause()) {
    const contentId = channelIds[Math.floor(Math.random() * channelIds.length)] ?? "";
    at(second, () => void viewer.zap({ contentId }));
  }
}

function roleOf(chance: number): Role {
  let upTo = 0;
  for (const [role, share] of Object.entries(SHARES) as [keyof typeof SHARES, number][]) {
    upTo += share;
    if (chance < upTo) return role;
  }
  return "watches";
}

/** Of the normal distribution, with deviation 1. */
export function bell(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
