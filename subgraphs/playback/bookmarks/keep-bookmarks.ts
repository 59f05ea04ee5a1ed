import type { Lifecycle } from "../../../lib/lifecycle.js";
import { type RedisConnection, whenServersAreBack } from "../../../lib/redis.js";
import type { ServiceEnvironment } from "../../../lib/service.js";
import type { SlotStore } from "../slot-store.js";
import { startBookmarkFlusher } from "./bookmark-flusher.js";
import { type BookmarkKeeper, createBookmarkKeeper } from "./bookmark-keeper.js";
import { createRedisBookmarks } from "./redis-bookmarks.js";
import { WaitingBookmarks } from "./waiting-bookmarks.js";

/** Keeps what players say of their positions, and hands it over to viewing, for as long as the service runs. */
export function keepBookmarks(
  env: Pick<ServiceEnvironment, "peers" | "clock" | "ids" | "log">,
  { slots, redis }: { readonly slots: SlotStore; readonly redis: RedisConnection | undefined },
  lifecycle: Lifecycle,
): BookmarkKeeper {
  const { peers, clock, ids, log } = env;
  const waiting = new WaitingBookmarks();
  const onRedis = redis && createRedisBookmarks(redis);
  const flusher = lifecycle.use(
    "bookmarks",
    startBookmarkFlusher({ waiting, redis: onRedis, peers, clock, ids, log }),
  );
  const { handOver } = flusher;
  const keeper = createBookmarkKeeper({
    slots,
    waiting,
    handOver,
    isKeptByStore: redis !== undefined,
    clock,
  });
  if (redis) lifecycle.use("bookmarks' ear", whenServersAreBack(redis, keeper.storeWasAway));
  return keeper;
}
