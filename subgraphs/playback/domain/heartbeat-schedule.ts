import type { CanaryRules } from "./slots/canary.js";

/** A player beats this often on average: a lapsed slot is free after some 90 s, and a beat costs little. */
const INTERVAL_SECONDS = 60;
/** Each interval is drawn anew from ±20%, so that players that once beat together drift apart. */
const JITTER = 0.2;
/** A lease is half an interval longer than the time to the next beat: what an outage and its repair may take. */
const LEASE_INTERVALS = 1.5;

/** The rhythm of beats in numbers, for those who must fit theirs to it. */
export const RHYTHM = {
  shortestIntervalSeconds: INTERVAL_SECONDS * (1 - JITTER),
  longestIntervalSeconds: INTERVAL_SECONDS * (1 + JITTER),
  leaseIntervals: LEASE_INTERVALS,
} as const;

/**
 * While the slot store cannot be asked, players come back this late: an outage costs a third less load than the evening
 * before it. Spread so wide, those who return beat like everybody else from then on, without a wave (the test plays it);
 * and the later the last of them is back, the longer an amnesty lasts.
 */
export const OUTAGE_RHYTHM = { shortestIntervalSeconds: 40, longestIntervalSeconds: 140 } as const;

/** The longest lease that the store grants. */
export const LONGEST_LEASE_MS = LEASE_INTERVALS * RHYTHM.longestIntervalSeconds * 1_000;

/**
 * The canary fitted to the rhythm. An outage shorter than the gap goes unnoticed, so gap and recovery must fit into
 * the half interval of the shortest lease; and an amnesty must last until every living player has been heard, also
 * who was answered at the very end of an outage.
 */
export const CANARY_RULES: CanaryRules = { gapMs: 15_000, amnestyMs: 180_000 };
/** Three ticks fit into a gap: a single late one is no outage. */
export const TICK_MS = 5_000;

/** When a player is to beat, and how long its slot lives unless it does. */
export interface Beat {
  readonly inSeconds: number;
  readonly leaseMs: number;
}

/** The beat after a start: anywhere in the first interval, so that who starts together spreads at once. */
export function firstBeat(random: () => number): Beat {
  return { inSeconds: 1 + Math.floor(random() * INTERVAL_SECONDS), leaseMs: leaseMs(INTERVAL_SECONDS) };
}

/** The beat after a beat. */
export function nextBeat(random: () => number): Beat {
  const inSeconds = Math.round(INTERVAL_SECONDS * (1 - JITTER + 2 * JITTER * random()));
  return { inSeconds, leaseMs: leaseMs(inSeconds) };
}

/** The beat after an answer that had to be given without the slot store. */
export function outageBeat(random: () => number): Beat {
  const { shortestIntervalSeconds: shortest, longestIntervalSeconds: longest } = OUTAGE_RHYTHM;
  const inSeconds = Math.round(shortest + (longest - shortest) * random());
  return { inSeconds, leaseMs: leaseMs(inSeconds) };
}

function leaseMs(intervalSeconds: number): number {
  return LEASE_INTERVALS * intervalSeconds * 1_000;
}
