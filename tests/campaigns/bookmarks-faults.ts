import type { RedisConnection } from "../../lib/redis.js";
import type { ServiceTransport } from "../../lib/service.js";

/**
 * Mistakes that somebody could make on the way of positions, each put in from outside. The campaign must notice every one.
 */
export const BOOKMARK_FAULTS = [
  "positions are forgotten before viewing has committed them",
  "what somebody set apart who died is never looked for",
  "nobody remembers what Redis was told when it has lost it",
  "what comes later wins, however old it is",
] as const;
export type BookmarkFault = (typeof BOOKMARK_FAULTS)[number];

/** As long as viewing may take on a busy machine. */
const LATE_MS = 500;

export function faultyPeers(peers: ServiceTransport, fault: BookmarkFault | undefined): ServiceTransport {
  if (fault === "positions are forgotten before viewing has committed them") {
    return {
      async call(...told) {
        setTimeout(() => void peers.call(...told).catch(() => undefined), LATE_MS);
        return { data: { recordProgress: true } };
      },
    };
  }
  if (fault === "what comes later wins, however old it is") {
    return {
      call(service, request, headers) {
        const said = (request.variables?.["progress"] ?? []) as { saidAt: number }[];
        const progress = said.map((one) => ({ ...one, saidAt: Date.now() }));
        return peers.call(service, { ...request, variables: { progress } }, headers);
      },
    };
  }
  return peers;
}

/** What the flusher and the keeper are given for Redis. */
export function faultyRedis(redis: RedisConnection, fault: BookmarkFault | undefined): RedisConnection {
  if (fault === "what somebody set apart who died is never looked for") {
    return replacing(redis, "eval", (script: string, ...rest: unknown[]) =>
      (redis.eval as (...args: unknown[]) => unknown)(
        script.replace("redis.call('SMEMBERS', KEYS[2])", "{}"),
        ...rest,
      ),
    );
  }
  if (fault === "nobody remembers what Redis was told when it has lost it") {
    return replacing(redis, "on", (event: string, listener: () => void) =>
      event === "ready" ? redis : redis.on(event, listener),
    );
  }
  return redis;
}

function replacing(redis: RedisConnection, name: "eval" | "on", method: unknown): RedisConnection {
  return new Proxy(redis, {
    get(target, key) {
      if (key === name) return method;
      const value = Reflect.get(target, key) as unknown;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
