import { expect, test } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createLogger } from "../../lib/logger.js";
import { openRedis, untilReady } from "../../lib/redis.js";
import { startRedisServer } from "../../tests/support/redis-servers.js";
import { createTries } from "./tries.js";

const log = createLogger("silent");
const LIMITS = { kind: "sign-in", mostTries: 2, windowMs: 60_000 };

test("two processes count tries together, by account and by address, and each for itself while Redis is away", async () => {
  await using server = await startRedisServer();
  const clock = new ManualClock(0);
  const redis = openRedis({ url: server.url, name: "test", log });
  await untilReady(redis, server.url);
  const [one, other] = [1, 2].map(() => createTries({ redis, clock, log })(LIMITS));
  if (!one || !other) throw new Error("there are two");
  const tried = { subject: "one@example.org", address: "203.0.113.9" };
  expect([await one.take(tried), await other.take(tried)]).toEqual([null, null]);
  const refused = await one.take(tried);
  expect(refused).toBeGreaterThan(58);
  expect(refused).toBeLessThanOrEqual(60);
  await other.giveBack(tried);
  expect(await other.left("one@example.org")).toBe(1);
  expect(await one.take(tried)).toBeNull();
  // Two are counted for the address by now; eighteen others may come from it.
  const rest = [];
  for (let index = 0; index < 20; index += 1) {
    rest.push(await other.take({ subject: `${index}@example.org`, address: "203.0.113.9" }));
  }
  expect(rest.map((answer) => answer === null)).toEqual([...Array(18).fill(true), false, false]);
  const keys = (await redis.keys("*")).join();
  expect(keys).not.toContain("example.org");
  expect(keys).not.toContain("203.0.113.9");
  expect(await redis.ttl(keys.split(",")[0] ?? "")).toBeGreaterThan(0);

  await server.kill();
  for (const process of [one, other]) {
    expect([await process.take(tried), await process.take(tried)]).toEqual([null, null]);
    expect(await process.take(tried)).toBe(60);
  }
  redis.disconnect();
});
