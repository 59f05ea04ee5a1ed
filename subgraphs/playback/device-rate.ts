import type { Clock } from "../../lib/clock.js";
import { createStoreAccess } from "../../lib/coordination.js";
import type { Logger } from "../../lib/logger.js";
import type { RedisConnection } from "../../lib/redis.js";

/** How often a device may do something: `most` times in `windowMs`. */
export interface RateBound {
  /** What is counted, as part of a key. */
  readonly name: string;
  readonly most: number;
  readonly windowMs: number;
}

/** A viewer who zaps as fast as a remote control can, for as long as it is fun. */
export const START_RATE: RateBound = { name: "starts", most: 40, windowMs: 30_000 };
/**
 * Buttons held down repeat some ten times a second; more is no viewer. A short window: what may come in it is carried out
 * in one go, and whoever plays meanwhile waits for it.
 */
export const REMOTE_COMMAND_RATE: RateBound = { name: "remote", most: 20, windowMs: 2_000 };

/** Devices remembered by a process, some 10 MB; beyond it those whose window is oldest are forgotten, in their favour. */
const MOST_DEVICES = 100_000;

/**
 * A sane rate of what each device does. What an outage kept from being done is given back, so that nobody is told to wait
 * for having tried.
 */
export interface DeviceRate {
  /** Counts one: null where it may be done, else the seconds until one may. Never rejects. */
  take(deviceId: string): Promise<number | null>;
  /** What was counted could not be done after all. */
  giveBack(deviceId: string): void;
}

/** Counted by all processes together on Redis, and by each for itself where there is none, or while it is away. */
export function createDeviceRate(
  bound: RateBound,
  {
    redis,
    clock,
    log,
  }: { readonly redis: RedisConnection | null; readonly clock: Clock; readonly log: Logger },
): DeviceRate {
  const own = new ProcessRate(clock, bound);
  if (!redis)
    return { take: async (deviceId) => own.take(deviceId), giveBack: (deviceId) => own.giveBack(deviceId) };
  const access = createStoreAccess(clock, log, `each process counts ${bound.name} of devices for itself`);
  const keyOf = (deviceId: string) => `rate:${bound.name}:${deviceId}`;
  return {
    async take(deviceId) {
      const taken = await access(() => redis.eval(TAKE, 1, keyOf(deviceId), bound.most, bound.windowMs));
      if (!taken) return own.take(deviceId);
      const waitMs = Number(taken.answer);
      return waitMs > 0 ? Math.ceil(waitMs / 1_000) : null;
    },
    giveBack(deviceId) {
      own.giveBack(deviceId);
      void access(() => redis.eval(GIVE_BACK, 1, keyOf(deviceId)));
    },
  };
}

/** `ProcessRate.take` where all processes meet: milliseconds to wait, 0 for none. */
const TAKE = `
local count = tonumber(redis.call('GET', KEYS[1]) or 0)
if count >= tonumber(ARGV[1]) then return math.max(1, redis.call('PTTL', KEYS[1])) end
if redis.call('INCR', KEYS[1]) == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
`;
const GIVE_BACK = "if tonumber(redis.call('GET', KEYS[1]) or 0) > 0 then redis.call('DECR', KEYS[1]) end";

/** A rate as far as this process sees it. */
class ProcessRate {
  readonly #clock: Clock;
  readonly #bound: RateBound;
  /** In the order in which the windows began; `from` in epoch ms. */
  readonly #windows = new Map<string, { count: number; readonly from: number }>();

  constructor(clock: Clock, bound: RateBound) {
    this.#clock = clock;
    this.#bound = bound;
  }

  take(deviceId: string): number | null {
    const now = this.#clock.now();
    const { windowMs } = this.#bound;
    // A clock that is set back does not make a window last.
    const isOpen = (from: number) => Math.abs(now - from) < windowMs;
    const known = this.#windows.get(deviceId);
    if (known && isOpen(known.from)) {
      if (known.count >= this.#bound.most)
        return Math.ceil(Math.min(windowMs, known.from + windowMs - now) / 1_000);
      known.count += 1;
      return null;
    }
    this.#windows.delete(deviceId);
    this.#windows.set(deviceId, { count: 1, from: now });
    for (const [oldest, { from }] of this.#windows) {
      if (isOpen(from) && this.#windows.size <= MOST_DEVICES) break;
      this.#windows.delete(oldest);
    }
    return null;
  }

  giveBack(deviceId: string): void {
    const window = this.#windows.get(deviceId);
    if (window && window.count > 0) window.count -= 1;
  }
}
