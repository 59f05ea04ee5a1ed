import type { Clock } from "./clock.js";
import type { Lifecycle } from "./lifecycle.js";
import type { Logger } from "./logger.js";
import { openRedis, type RedisConnection, untilReady } from "./redis.js";

/** Operations ask it first: a Redis that takes longer counts as away. */
const ANSWER_MS = 250;
/** A process that starts waits for Redis for so long; then it serves without it, until it comes. */
const FIRST_CONNECTION_MS = 2_000;

/** Where replicas of `name` share what they count and remember; null for one that is alone. */
export async function openCoordination(
  name: string,
  { redisUrl, log }: { readonly redisUrl?: string | undefined; readonly log: Logger },
  lifecycle: Lifecycle,
): Promise<RedisConnection | null> {
  if (redisUrl === undefined) return null;
  const redis = openRedis({ url: redisUrl, name, log, commandTimeoutMs: ANSWER_MS });
  lifecycle.defer("coordination store", () => redis.disconnect());
  await untilReady(redis, redisUrl, FIRST_CONNECTION_MS).catch((error: unknown) =>
    log.warn({ err: error, service: name }, "a process starts without Redis"),
  );
  return redis;
}

/** After the store failed it is not asked again for so long: one that hangs must not hold up every operation. */
const REST_MS = 1_000;

/** Asks the store; null when it has failed, or did just before. */
export type StoreAccess = <Answer>(ask: () => Promise<Answer>) => Promise<{ readonly answer: Answer } | null>;

/** `meanwhile` says in the log what is done without the store. */
export function createStoreAccess(clock: Clock, log: Logger, meanwhile: string): StoreAccess {
  let restsUntil = Number.NEGATIVE_INFINITY;
  return async (ask) => {
    if (clock.now() < restsUntil) return null;
    try {
      return { answer: await ask() };
    } catch (error) {
      restsUntil = clock.now() + REST_MS;
      log.warn({ err: error }, `Redis is away: ${meanwhile}`);
      return null;
    }
  };
}
