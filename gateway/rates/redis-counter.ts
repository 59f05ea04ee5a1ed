import type { RedisConnection } from "../../lib/redis.js";
import type { RateCounter } from "./counter.js";

/**
 * `takeFrom` of bucket.ts where all gateways meet: one step for each key, by Redis' own clock, so that the clocks of
 * gateways may differ. A bucket that is full is no key at all. Milliseconds with fractions, as texts.
 */
const TAKE = `
local per_minute = tonumber(ARGV[1])
local count = math.min(tonumber(ARGV[2]), per_minute)
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local from = math.min(math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now), now + 60000)
local after = from + count * 60000 / per_minute
local retry_after = math.ceil(after - 60000 - now)
if retry_after > 0 then return retry_after end
redis.call('SET', KEYS[1], string.format('%.3f', after), 'PX', math.max(1, math.ceil(after - now)))
return 0
`;

/** Buckets that all gateways share. Rejects at once while Redis is away. */
export function createRedisRateCounter(redis: RedisConnection): RateCounter {
  return {
    take: async (key, { perMinute }, count) =>
      Number(await redis.eval(TAKE, 1, `rate:${key}`, perMinute, count)),
  };
}
