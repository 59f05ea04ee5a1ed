import { afterAll, beforeAll, expect, it } from "vitest";
import { startProxy } from "../../tests/support/proxy.js";
import { type RedisServer, startRedisCluster, startRedisServer } from "../../tests/support/redis-servers.js";
import { createLogger } from "../logger.js";
import { openRedis, untilReady } from "../redis.js";
import { redisChannelOf } from "../redis-shard.js";
import { describeLiveBus, listen } from "./live-bus-contract.js";
import { createRedisLiveBus } from "./redis-live-bus.js";

const log = createLogger("silent");
let server: RedisServer;
let cluster: Awaited<ReturnType<typeof startRedisCluster>>;

beforeAll(async () => {
  server = await startRedisServer();
  cluster = await startRedisCluster();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
});

async function openBoth(url: string) {
  const [here, there] = [createRedisLiveBus({ url, log }), createRedisLiveBus({ url, log })];
  await Promise.all([here.untilReady(), there.untilReady()]);
  return {
    here,
    there,
    async [Symbol.asyncDispose]() {
      await here[Symbol.asyncDispose]();
      await there[Symbol.asyncDispose]();
    },
  };
}

describeLiveBus("over Redis", () => openBoth(server.url));
describeLiveBus("over a Redis Cluster of three masters", () => openBoth(cluster.url));

it("a script that publishes on an owner's shard is heard, whichever master has it", async () => {
  await using bus = await openBoth(cluster.url);
  const redis = openRedis({ url: cluster.url, name: "script", log });
  await untilReady(redis, cluster.url);
  for (const owner of ["ac_1", "ac_2", "ac_3", "ac_4", "ac_5", "ac_6"]) {
    const channel = `playouts.${owner}`;
    const listener = await listen(bus.there, channel);
    await redis.eval(
      "redis.call('SPUBLISH', KEYS[1], ARGV[1])",
      1,
      redisChannelOf(channel),
      '{"event":"STARTED"}',
    );
    expect(await listener.next(1)).toEqual([{ event: "STARTED" }]);
  }
  redis.disconnect();
});

it("who listened through an outage of Redis is told of the gap and hears what comes after it", async () => {
  await using own = await startRedisServer();
  await using bus = await openBoth(own.url);
  const before = await listen(bus.there, "concurrency.ac_1");
  await own.kill();
  bus.here.publish("concurrency.ac_1", { inUse: 1 });
  const during = await listen(bus.there, "concurrency.ac_2");
  await own.restart();
  await Promise.all([before.gap(), during.gap()]);
  const publisher = openRedis({ url: own.url, name: "publisher", log });
  await untilReady(publisher, own.url);
  for (const account of ["ac_1", "ac_2"]) {
    await publisher.spublish(redisChannelOf(`concurrency.${account}`), '{"inUse":2}');
  }
  expect(await before.next(1)).toEqual([{ inUse: 2 }]);
  expect(await during.next(1)).toEqual([{ inUse: 2 }]);
  publisher.disconnect();
});

it("who began to listen while Redis was late, and its connection stayed, is told of the gap", async () => {
  await using own = await startRedisServer();
  await using bus = await openBoth(own.url);
  own.hang();
  const late = await listen(bus.there, "concurrency.ac_1");
  own.resume();
  await late.gap();
  bus.here.publish("concurrency.ac_1", { inUse: 1 });
  expect(await late.next(1)).toEqual([{ inUse: 1 }]);
});

it("who only listened to a Redis whose host died without a word is told of the gap and hears the one in its place", async () => {
  await using proxy = await startProxy(server.port);
  await using here = createRedisLiveBus({ url: server.url, log });
  await using there = createRedisLiveBus({ url: `redis://127.0.0.1:${proxy.port}`, log, silenceMs: 300 });
  await Promise.all([here.untilReady(), there.untilReady()]);
  const listener = await listen(there, "concurrency.ac_1");
  proxy.replaceHost();
  await listener.gap();
  here.publish("concurrency.ac_1", { inUse: 3 });
  expect(await listener.next(1)).toEqual([{ inUse: 3 }]);
});
