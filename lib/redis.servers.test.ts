import { expect, it } from "vitest";
import { startProxy } from "../tests/support/proxy.js";
import { startRedisCluster, startRedisServer } from "../tests/support/redis-servers.js";
import { createLogger } from "./logger.js";
import { openRedis, untilReady, whenServersAreBack } from "./redis.js";
import { redisChannelOf, shardOf, shardTag } from "./redis-shard.js";

const log = createLogger("silent");

it("a command fails at once while Redis is away, and works again when it is back", async () => {
  await using server = await startRedisServer();
  const redis = openRedis({ url: server.url, name: "test", log });
  await untilReady(redis, server.url);
  await server.kill();
  await expect(redis.get("a")).rejects.toThrow();
  await server.restart();
  await untilReady(redis, server.url);
  expect(await redis.set("a", "1")).toBe("OK");
  redis.disconnect();
});

it("a command that Redis does not answer in time fails", async () => {
  await using server = await startRedisServer();
  const redis = openRedis({ url: server.url, name: "test", log, commandTimeoutMs: 100 });
  await untilReady(redis, server.url);
  server.hang();
  await expect(redis.get("a")).rejects.toThrow(/timed out/i);
  redis.disconnect();
});

it("commands reach the Redis that took the name of one whose host died without a word", async () => {
  await using server = await startRedisServer();
  await using proxy = await startProxy(server.port);
  const url = `redis://127.0.0.1:${proxy.port}`;
  const redis = openRedis({ url, name: "test", log, commandTimeoutMs: 100, silenceMs: 300 });
  await untilReady(redis, url);
  expect(await redis.set("a", "1")).toBe("OK");
  proxy.replaceHost();
  await expect(redis.get("a")).rejects.toThrow(/timed out/i);
  await expect.poll(() => redis.get("a").catch(() => null), { timeout: 3_000, interval: 20 }).toBe("1");
  redis.disconnect();
});

it("an address where nothing listens is named, without its password", async () => {
  const url = "redis://user:secret@127.0.0.1:1";
  const redis = openRedis({ url, name: "test", log });
  const told = untilReady(redis, url, 200);
  await expect(told).rejects.toThrow("cannot reach Redis at redis://127.0.0.1:1");
  redis.disconnect();
});

it("whoever gives a wrong password is told so, and not that nothing runs there", async () => {
  await using server = await startRedisServer();
  const operator = openRedis({ url: server.url, name: "operator", log });
  await untilReady(operator, server.url);
  await operator.config("SET", "requirepass", "right");
  operator.disconnect();
  const url = server.url.replace("redis://", "redis://default:wr@ng@");
  const redis = openRedis({ url, name: "test", log });
  await expect(untilReady(redis, url, 500)).rejects.toThrow(
    /^(?!.*ng@).*cannot reach Redis at redis:\/\/127\.0\.0\.1:\d+ \(WRONGPASS .*\)/,
  );
  redis.disconnect();
});

it("a cluster that asks for a password is given that of the address, which no error repeats", async () => {
  await using cluster = await startRedisCluster({ password: "of-a-managed-cluster" });
  const redis = openRedis({ url: cluster.url, name: "test", log });
  await untilReady(redis, cluster.url);
  expect(await Promise.all(["a", "b", "c"].map((key) => redis.set(key, "1")))).toEqual(["OK", "OK", "OK"]);
  redis.disconnect();

  const wrong = cluster.url.replace("of-a-managed", "of-another");
  const refused = openRedis({ url: wrong, name: "test", log });
  await expect(untilReady(refused, wrong, 500)).rejects.toThrow(/^(?!.*of-another).*cannot reach Redis/);
  refused.disconnect();
});

it("keys of one owner lie together in a cluster of three masters", async () => {
  await using cluster = await startRedisCluster();
  const redis = openRedis({ url: cluster.url, name: "test", log });
  await untilReady(redis, cluster.url);
  for (const owner of ["ac_1", "ac_2", "ac_3", "ac_4"]) {
    const tag = shardTag(shardOf(owner));
    expect(await redis.mset(`${tag}:a`, "1", `${tag}:b`, "2")).toBe("OK");
    expect(redisChannelOf(`concurrency.${owner}`)).toBe(`${tag}:live:concurrency.${owner}`);
  }
  redis.disconnect();
});

it("whoever asks is told of each node of a cluster that is back, for it may have lost what it had", async () => {
  await using cluster = await startRedisCluster();
  const redis = openRedis({ url: cluster.url, name: "test", log });
  await untilReady(redis, cluster.url);
  let heard = 0;
  const ear = whenServersAreBack(redis, () => (heard += 1));
  await cluster.masters[0]?.restart();
  // Who asks for something finds out that the node is another one.
  const asking = async () => {
    await Promise.allSettled(Array.from({ length: 64 }, (_, shard) => redis.get(`${shardTag(shard)}:any`)));
    return heard;
  };
  await expect.poll(asking, { timeout: 15_000 }).toBeGreaterThan(0);
  ear[Symbol.dispose]();
  redis.disconnect();
}, 30_000);
