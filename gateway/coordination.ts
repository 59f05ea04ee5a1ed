import type { Lifecycle } from "../lib/lifecycle.js";
import type { Logger } from "../lib/logger.js";
import { openRedis, type RedisConnection, untilReady } from "../lib/redis.js";

/** Operations ask it first: a Redis that takes longer counts as away. */
const ANSWER_MS = 250;
/** A gateway that starts waits for Redis for so long; then it serves without it, until it comes. */
const FIRST_CONNECTION_MS = 2_000;

/** Where gateways share what they count and remember; null for one that is alone. */
export async function openCoordination(
  { redisUrl, log }: { readonly redisUrl?: string | undefined; readonly log: Logger },
  lifecycle: Lifecycle,
): Promise<RedisConnection | null> {
  if (redisUrl === undefined) return null;
  const redis = openRedis({ url: redisUrl, name: "gateway", log, commandTimeoutMs: ANSWER_MS });
  lifecycle.defer("coordination store", () => redis.disconnect());
  await untilReady(redis, redisUrl, FIRST_CONNECTION_MS).catch((error: unknown) =>
    log.warn({ err: error }, "the gateway starts without Redis"),
  );
  return redis;
}
