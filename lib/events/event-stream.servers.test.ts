import { expect, it, onTestFinished } from "vitest";
import { startRedisServer } from "../../tests/support/redis-servers.js";
import { createLogger } from "../logger.js";
import { openRedis, untilReady } from "../redis.js";
import type { PlacedEvent } from "./event.js";
import { openEventStream } from "./event-stream.js";

async function open() {
  const server = await startRedisServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const redis = openRedis({ url: server.url, name: "test", log: createLogger("silent") });
  onTestFinished(() => redis.disconnect());
  await untilReady(redis, server.url);
  let epochs = 0;
  const stream = openEventStream(redis, "shop", 3, () => {
    epochs += 1;
    return `epoch ${epochs}`;
  });
  return { server, redis, stream };
}

/** As large as positions are: 2^40 and more. */
const BASE = 3 * 2 ** 40;
const at = (step: number): PlacedEvent => ({
  position: BASE + step,
  id: `ev_${step}`,
  type: "thing.changed",
  key: "red",
  at: 1_000,
  payload: { step },
});
const stepsOf = (events: readonly PlacedEvent[]) => events.map(({ position }) => position - BASE);

it("a relay that did not see what another one added adds nothing, and hears where to go on", async () => {
  const { stream } = await open();
  expect(await stream.append(0, [at(1), at(2)])).toBe(BASE + 2);
  expect(await stream.append(BASE + 1, [at(2), at(3)])).toBe(BASE + 2);
  expect(stepsOf((await stream.read(0, 10, undefined)).events)).toEqual([1, 2]);
});

it("a relay that was about to add when Redis lost everything leaves no hole", async () => {
  const { server, redis, stream } = await open();
  await stream.append(0, [at(1), at(2)]);
  await server.restart();
  await untilReady(redis, server.url);
  expect(await stream.append(BASE + 2, [at(3)])).toBe(0);
  await stream.append(0, [at(1), at(2), at(3)]);
  expect(stepsOf((await stream.read(0, 10, undefined)).events)).toEqual([1, 2, 3]);
});

it("a loss of everything is seen by whoever only listens", async () => {
  const { server, redis, stream } = await open();
  await stream.append(0, [at(1)]);
  const { epoch } = await stream.read(0, 10, undefined);
  await server.restart();
  await untilReady(redis, server.url);
  await stream.append(0, [at(1)]);
  expect((await stream.read(0, 10, undefined)).epoch).not.toBe(epoch);
});

it("is trimmed behind the slowest group, and says up to where", async () => {
  const { stream } = await open();
  await stream.append(0, [1, 2, 3, 4].map(at));
  await stream.read(BASE + 2, 10, "slow");
  await stream.read(BASE + 4, 10, "fast");
  expect(await stream.trim(BASE + 4, ["fast"])).toBe(2);
  const page = await stream.read(0, 10, undefined);
  expect(stepsOf(page.events)).toEqual([3, 4]);
  expect(page.trimmedTo).toBe(BASE + 2);
});

it("a group never goes back, whatever a replica that was away believes", async () => {
  const { stream } = await open();
  await stream.append(0, [1, 2, 3].map(at));
  await stream.read(BASE + 3, 10, "one");
  await stream.read(BASE + 1, 10, "one");
  expect(await stream.groups()).toEqual(new Map([["one", BASE + 3]]));
});
