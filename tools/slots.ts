import { secretOf } from "../lib/config.js";
import { createLogger } from "../lib/logger.js";
import { openRedis, untilReady } from "../lib/redis.js";
import { shardOf } from "../lib/redis-shard.js";
import { describeHousehold } from "../subgraphs/playback/redis/describe-household.js";
import { keysOf } from "../subgraphs/playback/redis/slot-codec.js";

/** `npm run slots -- <accountId>`: who holds slots of this household, and why. Reads Redis, changes nothing. */
const [accountId] = process.argv.slice(2);
const url = secretOf("REDIS_URL", process.env) ?? "redis://127.0.0.1:6379";
const USAGE = `usage: npm run slots -- <accountId>

Who holds slots of this household, and why. Reads the Redis of REDIS_URL, and changes nothing.`;

if (accountId === "--help") console.log(USAGE);
else if (accountId === undefined) {
  console.error(USAGE);
  process.exitCode = 1;
} else {
  const redis = openRedis({ url, name: "slots tool", log: createLogger("silent") });
  try {
    await untilReady(redis, url);
    const [household = "", , canary = ""] = keysOf(accountId);
    const [kept, amnesty] = await Promise.all([redis.getBuffer(household), redis.hgetall(canary)]);
    console.log(`${accountId} in shard ${shardOf(accountId)}, key ${household}`);
    console.log(describeHousehold(kept, amnesty));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  } finally {
    redis.disconnect();
  }
}
