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

/** After the store failed it is left alone for so long, and then asked by one at a time until it answers. */
const REST_MS = 1_000;

/** Asks the store; null when it has failed, or did just before. */
export type StoreAccess = <Answer>(ask: () => Promise<Answer>) => Promise<{ readonly answer: Answer } | null>;

/**
 * `meanwhile` says in the log what is done without the store. Who asks for whether it is back does not wait for its answer:
 * a store that hangs keeps nobody waiting but those who found out.
 */
export function createStoreAccess(clock: Clock, log: Logger, meanwhile: string): StoreAccess {
  /** When it failed last; null while it answers. */
  let failedAt: number | null = null;
  let isProbing = false;
  const fail = (error: unknown) => {
    failedAt = clock.now();
    log.warn({ err: error }, `Redis is away: ${meanwhile}`);
  };
  const rests = (since: number) => {
    const restedMs = clock.now() - since;
    // Less than nothing is a clock that was set back.
    return restedMs >= 0 && restedMs < REST_MS;
  };
  const probe = async (ask: () => Promise<unknown>) => {
    isProbing = true;
    try {
      await ask();
      failedAt = null;
    } catch (error) {
      fail(error);
    } finally {
      isProbing = false;
    }
  };
  return async (ask) => {
    if (failedAt !== null) {
      if (!isProbing && !rests(failedAt)) void probe(ask);
      return null;
    }
    try {
      return { answer: await ask() };
    } catch (error) {
      fail(error);
      return null;
    }
  };
}
