import { type Clock, systemClock } from "../../lib/clock.js";
import { replaced, TIME } from "../../subgraphs/playback/redis/script-faults.js";
import { readSlotScript } from "../../subgraphs/playback/redis/slot-script.js";

/** Time in the campaign passes this many times as fast: a beat every three seconds, and every constant as it is. */
export const SCALE = 20;
/** Households, each with one device in each worker. */
export const HOUSEHOLDS = 2_200;
export const WORKERS = 4;
/** By how much Redis' clock is wrong, ms of the campaign: set by the campaign, and gone with the data. */
export const OFFSET_KEY = "campaign:offset";

/** What a worker is started with. */
export interface WorkerOrders {
  readonly redisUrl: string;
  readonly worker: number;
  /** The campaign's time was the machine's here, epoch ms. */
  readonly base: number;
}

/** What workers count. */
export const NO_COUNTS = {
  commands: 0,
  granted: 0,
  reclaimed: 0,
  tookOver: 0,
  refused: 0,
  beats: 0,
  stopped: 0,
  slotsLost: 0,
  late: 0,
  alone: 0,
  away: 0,
  excused: 0,
  settled: 0,
};
export type Counts = typeof NO_COUNTS;

/** What a worker says, several times a second. */
export interface WorkerReport {
  readonly counts: Counts;
  /** Each names the invariant, the household, and what was seen. */
  readonly violations: readonly string[];
  /** It has checked its players once more and has nothing left to do. */
  readonly done: boolean;
}

/** The machine's clock, faster. */
export function campaignClock(base: number): Clock {
  return {
    now: () => Math.floor(base + (systemClock.now() - base) * SCALE),
    after: (delayMs, action) => systemClock.after(delayMs / SCALE, action),
  };
}

/** The script on the campaign's time. Until its clock is set, Redis is not ready. */
export async function campaignScript(base: number): Promise<string> {
  const time = `local time = redis.call('TIME')
local offset = redis.call('GET', '${OFFSET_KEY}')
if not offset then return redis.error_reply('LOADING its clock is not set') end
local machine = time[1] * 1000 + time[2] / 1000
local now = math.floor(${base} + (machine - ${base}) * ${SCALE} + tonumber(offset))
`;
  return replaced(await readSlotScript(), TIME, time);
}
