import type { RedisConnection } from "../../lib/redis.js";
import type { Throttle } from "./throttle.js";
import type { TryLimits } from "./tries.js";

/** Gives -1 for a try that may be made, else the milliseconds until the window ends. The window begins with its first try. */
const TAKE = `
local tries = tonumber(redis.call('GET', KEYS[1]) or 0)
if tries >= tonumber(ARGV[1]) then return math.max(1, redis.call('PTTL', KEYS[1])) end
if tries == 0 then redis.call('SET', KEYS[1], 1, 'PX', ARGV[2]) else redis.call('INCR', KEYS[1]) end
return -1
`;
const GIVE_BACK = `
if tonumber(redis.call('GET', KEYS[1]) or 0) > 0 then redis.call('DECR', KEYS[1]) end
return 0
`;

/** Tries that all replicas count together, by Redis' own clock; a window that is over takes no room. Rejects while Redis is away. */
export function createRedisThrottle(redis: RedisConnection, limits: TryLimits): Throttle {
  const { kind, mostTries, windowMs } = limits;
  const nameOf = (key: string) => `tries:${kind}:${key}`;
  return {
    async take(key) {
      const waitMs = Number(await redis.eval(TAKE, 1, nameOf(key), mostTries, windowMs));
      return waitMs < 0 ? null : Math.ceil(waitMs / 1_000);
    },
    async giveBack(key) {
      await redis.eval(GIVE_BACK, 1, nameOf(key));
    },
    left: async (key) => mostTries - Number((await redis.get(nameOf(key))) ?? 0),
  };
}
