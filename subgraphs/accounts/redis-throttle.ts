import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { RedisConnection } from "../../lib/redis.js";
import type { Throttle } from "./throttle.js";
import type { TryLimits } from "./tries.js";

/**
 * Moves a key's tries by ARGV[1], never below none; a window of ARGV[2] seconds begins with its first. One that would be
 * beyond the limit (ARGV[3]) counts for nothing: the library's own script goes on counting, and what is given back then
 * opens nothing.
 */
const COUNT = `
local tries = tonumber(redis.call('GET', KEYS[1]) or 0)
local wanted = tries + tonumber(ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if wanted > tonumber(ARGV[3]) then return {wanted, math.max(1, left)} end
if wanted <= 0 then
  redis.call('DEL', KEYS[1])
  return {0, 0}
end
if tries == 0 then
  left = 1000 * ARGV[2]
  redis.call('SET', KEYS[1], wanted, 'PX', left)
else redis.call('INCRBY', KEYS[1], ARGV[1]) end
return {wanted, left}
`;

/**
 * Tries that all replicas count together, by Redis' own clock; a window that is over takes no room. Rejects while Redis is
 * away.
 */
export function createRedisThrottle(redis: RedisConnection, limits: TryLimits): Throttle {
  const { kind, mostTries, windowMs } = limits;
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    customIncrTtlLuaScript: COUNT,
    keyPrefix: `tries:${kind}`,
    points: mostTries,
    duration: windowMs / 1_000,
  });
  return {
    async take(key) {
      try {
        await limiter.consume(key);
        return null;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return Math.ceil(refusal.msBeforeNext / 1_000);
        throw refusal;
      }
    },
    async giveBack(key) {
      await limiter.reward(key);
    },
    left: async (key) => (await limiter.get(key))?.remainingPoints ?? mostTries,
  };
}
