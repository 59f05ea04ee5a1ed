import { expect, test } from "vitest";
import { createLogger } from "../../lib/logger.js";
import { openRedis, untilReady } from "../../lib/redis.js";
import { startRedisCluster, startRedisServer } from "../../tests/support/redis-servers.js";
import { createFixture } from "../testing/fixture.js";
import { DEFAULT_RATES } from "./classes.js";
import { createRedisRateCounter } from "./redis-counter.js";

const log = createLogger("silent");

test("two gateways count one household together, and by themselves while Redis is away", async () => {
  await using server = await startRedisServer();
  const rates = { ...DEFAULT_RATES, general: { household: 4, address: 1_000 } };
  await using one = await createFixture({ rates, redisUrl: server.url });
  await using other = await createFixture({ rates, redisUrl: server.url });
  const statuses = async (times: number) => {
    const given: number[] = [];
    for (let index = 0; index < times; index += 1) {
      for (const { post } of [one, other])
        given.push((await post("{ __typename }", { account: "ac_1" })).status);
    }
    return given;
  };
  expect(await statuses(3)).toEqual([200, 200, 200, 200, 429, 429]);
  await server.kill();
  expect(await statuses(5)).toEqual([...Array<number>(8).fill(200), 429, 429]);
});

test("a Redis that hangs holds up no more than one operation", async () => {
  await using server = await startRedisServer();
  await using fixture = await createFixture({ redisUrl: server.url });
  expect((await fixture.post("{ __typename }")).status).toBe(200);
  server.hang();
  const startedAt = performance.now();
  for (let index = 0; index < 10; index += 1) expect((await fixture.post("{ __typename }")).status).toBe(200);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  server.resume();
});

test("on a cluster buckets are full again after a minute and then take no room", async () => {
  await using cluster = await startRedisCluster();
  const redis = openRedis({ url: cluster.url, name: "test", log });
  await untilReady(redis, cluster.url);
  const counter = createRedisRateCounter(redis);
  const bucket = { perMinute: 600 };
  expect(await counter.take("general:household:ac_1", bucket, 600)).toBe(0);
  const wait = await counter.take("general:household:ac_1", bucket, 1);
  expect(wait).toBeGreaterThan(50);
  expect(wait).toBeLessThanOrEqual(100);
  const lives = await redis.pttl("rate:general:household:ac_1");
  expect(lives).toBeGreaterThan(59_000);
  expect(lives).toBeLessThanOrEqual(60_000);
  redis.disconnect();
});
