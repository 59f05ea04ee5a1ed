import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "../../../lib/clock.js";
import { countingIds } from "../../../lib/ids.js";
import { createLogger } from "../../../lib/logger.js";
import { openRedis, type RedisConnection, untilReady } from "../../../lib/redis.js";
import { SHARDS, shardTag } from "../../../lib/redis-shard.js";
import { startRedisCluster } from "../../../tests/support/redis-servers.js";
import { ExamplePeers } from "../example-peers.js";
import { bookmarksKey } from "../redis/slot-codec.js";
import { deliverFrom } from "./bookmark-delivery.js";
import { createRedisBookmarks } from "./redis-bookmarks.js";

let cluster: Awaited<ReturnType<typeof startRedisCluster>>;
let redis: RedisConnection;
let peers: ExamplePeers;

beforeEach(async () => {
  cluster = await startRedisCluster();
  redis = openRedis({ url: cluster.url, name: "test", log: createLogger("silent") });
  await untilReady(redis, cluster.url);
  peers = new ExamplePeers();
});
afterEach(async () => {
  redis.disconnect();
  await cluster[Symbol.asyncDispose]();
});

/** In each shard a position of a household named after it. */
async function fill() {
  const field = (shard: number) => JSON.stringify([`ac_${shard}`, "pr_1", "mo_film"]);
  const shards = Array.from({ length: SHARDS }, (_, shard) => shard);
  await Promise.all(shards.map((shard) => redis.hset(bookmarksKey(shardTag(shard)), field(shard), "60 1")));
}
const deliver = () =>
  deliverFrom(createRedisBookmarks(redis), { peers, clock: systemClock, ids: countingIds() });
const arrived = () => new Set(peers.progress.map(({ accountId }) => accountId)).size;

it("a node that hangs keeps the positions of its own households waiting, and nobody else's", async () => {
  await fill();
  cluster.masters[0]?.hang();
  await expect(deliver()).rejects.toThrow();
  const others = arrived();
  expect(others).toBeGreaterThan(SHARDS / 3);
  expect(others).toBeLessThan(SHARDS);

  // What is said meanwhile is not kept for the lease of a turn that failed.
  await Promise.allSettled([fill()]);
  peers.progress.length = 0;
  await expect(deliver()).rejects.toThrow();
  expect(arrived()).toBe(others);

  cluster.masters[0]?.resume();
  await expect.poll(() => deliver().then(arrived, () => 0), { timeout: 30_000 }).toBe(SHARDS);
}, 60_000);
