import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../lib/clock.js";
import { createLogger } from "../../../lib/logger.js";
import { openRedis, type RedisConnection, untilReady } from "../../../lib/redis.js";
import { redisChannelOf } from "../../../lib/redis-shard.js";
import { type RedisServer, startRedisServer } from "../../../tests/support/redis-servers.js";
import { exampleBeat, exampleStart } from "../domain/slots/example-commands.js";
import { SLOT_COMMAND_MS, SLOT_WAIT_MS, type SlotStore, SlotStoreAway } from "../slot-store.js";
import { LONGEST_SWEEP_MS } from "./pulse.js";
import { createRedisSlotStore } from "./redis-slot-store.js";
import { readSlotScript } from "./slot-script.js";

const log = createLogger("silent");
const now = () => systemClock.now();
const limit = { streams: 1, asOf: 0 };

let server: RedisServer;
let redis: RedisConnection;

beforeEach(async () => {
  server = await startRedisServer();
  redis = openRedis({ url: server.url, name: "test", log });
  await untilReady(redis, server.url);
});

afterEach(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
});

async function open({ beats = false } = {}) {
  const script = await readSlotScript();
  return createRedisSlotStore({ redis, clock: systemClock, log, random: () => 0.5, beats, script });
}

const start = (store: SlotStore, slotId = "slot_a", deviceId = "dev_tv") =>
  store.run(
    "ac_1",
    exampleStart({ slotId, deviceId, limit, leaseMs: 90_000, deadline: now() + SLOT_COMMAND_MS }),
  );
const beat = (store: SlotStore, slotId = "slot_a", deviceId = "dev_tv") =>
  store.run(
    "ac_1",
    exampleBeat({
      slotId,
      deviceId,
      limit,
      leaseMs: 90_000,
      startedAt: now(),
      deadline: now() + SLOT_COMMAND_MS,
    }),
  );

/** Milliseconds until it was refused because the store is away. */
async function refusedIn(answer: Promise<unknown>): Promise<number> {
  const askedAt = performance.now();
  await expect(answer).rejects.toBeInstanceOf(SlotStoreAway);
  return performance.now() - askedAt;
}

describe("while Redis is away", () => {
  it("a caller hears it at once, and goes on as soon as Redis is back", async () => {
    const store = await open();
    await store.beat();
    await start(store);
    await server.kill();
    for (let attempt = 0; attempt < 10; attempt += 1) expect(await refusedIn(start(store))).toBeLessThan(500);
    await server.restart();
    await untilReady(redis, server.url);
    await expect
      .poll(() => start(store).catch(() => null), { timeout: 5_000 })
      .toMatchObject({
        reply: { status: "GRANTED" },
      });
  });
});

describe("while Redis hangs", () => {
  it("nobody waits for a store that has not answered for half a second, nor finds out for the others whether it is back", async () => {
    const store = await open();
    await store.beat();
    server.hang();
    const waits = await Promise.all(Array.from({ length: 50 }, () => refusedIn(start(store))));
    expect(Math.max(...waits)).toBeLessThan(SLOT_WAIT_MS - 100);
    // Longer than a probe takes to fail, and with none under way.
    const until = performance.now() + 2_500;
    while (performance.now() < until) {
      const later = await Promise.all(Array.from({ length: 10 }, () => refusedIn(start(store))));
      expect(Math.max(...later)).toBeLessThan(100);
      await redis.ping().catch(() => undefined);
    }
    server.resume();
  });

  it("a store that beats by itself notices on its own, and lets players in again when Redis is back", async () => {
    const store = await open({ beats: true });
    await start(store);
    server.hang();
    // Two probes fail.
    await expect(redis.ping()).rejects.toThrow();
    await expect(redis.ping()).rejects.toThrow();
    expect(await refusedIn(start(store))).toBeLessThan(100);
    server.resume();
    const grantedIn = performance.now();
    await expect
      .poll(() => start(store).catch(() => null), { timeout: 5_000 })
      .toMatchObject({ reply: { status: "GRANTED" } });
    expect(performance.now() - grantedIn).toBeLessThan(LONGEST_SWEEP_MS + 500);
    await store[Symbol.asyncDispose]();
  });

  it("a viewer who was let go has the place they were granted, also when the store carries their start out after all", async () => {
    const store = await open();
    await store.beat();
    server.hang();
    await refusedIn(start(store));
    server.resume();
    await expect.poll(() => redis.ping().catch(() => null), { timeout: 5_000 }).toBe("PONG");
    await store.beat();
    // Carried out or not, whichever the machine had time for.
    expect((await beat(store)).reply).toEqual({ status: "CONTINUE" });
  });

  it("what its callers gave up does not act when it wakes later", async () => {
    const store = await open();
    await store.beat();
    server.hang();
    await Promise.all(
      Array.from({ length: 5 }, (_, tv) => refusedIn(start(store, `slot_${tv}`, `dev_${tv}`))),
    );
    // Until its time is over, somebody who was let go may be served.
    await expect(redis.ping()).rejects.toThrow();
    server.resume();
    await expect.poll(() => redis.ping().catch(() => null), { timeout: 5_000 }).toBe("PONG");
    await store.beat();
    const { household } = await store.run("ac_1", { op: "peek" });
    expect(household.slots).toEqual(new Map());
  });

  it("players that were answered without it are let in again, by every replica", async () => {
    const [here, elsewhere] = [await open(), await open()];
    await here.beat();
    // The amnesty with which an empty Redis begins is over.
    for (const key of await redis.keys("*:canary")) await redis.hdel(key, "since", "until");
    await start(here, "slot_b", "dev_phone");
    expect((await beat(elsewhere)).reply).toEqual({ status: "STOP", reason: "SLOT_LOST" });

    server.hang();
    await refusedIn(beat(here, "slot_c", "dev_tablet"));
    server.resume();
    await expect.poll(() => redis.ping().catch(() => null), { timeout: 5_000 }).toBe("PONG");
    await here.beat();
    expect((await beat(elsewhere, "slot_c", "dev_tablet")).reply).toEqual({ status: "CONTINUE" });
    expect((await start(elsewhere, "slot_d", "dev_laptop")).reply).toEqual({ status: "REFUSED" });
  });
});

it("a household whose record is broken is an error of its own, and keeps nobody else from the store", async () => {
  const store = await open();
  await store.beat();
  await start(store);
  const [key = ""] = await redis.keys("*:slots:ac_1");
  await redis.set(key, "nothing packed");
  for (let attempt = 0; attempt < 20; attempt += 1) {
    await expect(start(store)).rejects.not.toBeInstanceOf(SlotStoreAway);
  }
  expect((await store.run("ac_2", { op: "peek" })).reply).toEqual({ status: "OK" });
});

it("a process whose clock goes wrong by an hour is served all the same, and its late commands do not act", async () => {
  const wrong = { ...systemClock, now: () => now() - 3_600_000 };
  const script = await readSlotScript();
  const store = createRedisSlotStore({ redis, clock: wrong, log, random: () => 0.5, script, beats: false });
  await store.beat();
  const command = exampleStart({
    slotId: "slot_a",
    deviceId: "dev_tv",
    limit,
    leaseMs: 90_000,
    deadline: wrong.now() + SLOT_COMMAND_MS,
  });
  expect((await store.run("ac_1", command)).reply).toMatchObject({ status: "GRANTED" });
  const late = { ...command, deadline: wrong.now() - 200 };
  expect((await store.run("ac_1", late)).reply).toEqual({ status: "LATE" });
});

it("a slot that lapses is told of once, though every replica looks", async () => {
  const replicas = await Promise.all([open(), open(), open()]);
  const listener = openRedis({ url: server.url, name: "listener", log });
  await untilReady(listener, server.url);
  const heard: string[] = [];
  listener.on("smessage", (_channel: string, text: string) => heard.push(JSON.parse(text).event));
  await listener.ssubscribe(redisChannelOf("playouts.ac_1"));
  const command = exampleStart({
    slotId: "slot_a",
    deviceId: "dev_tv",
    limit,
    leaseMs: 1,
    deadline: now() + SLOT_COMMAND_MS,
  });
  await replicas[0]?.run("ac_1", command);
  await expect
    .poll(async () => {
      await Promise.all(replicas.map((replica) => replica.beat()));
      await listener.ping();
      return heard;
    })
    .toEqual(["STARTED", "EXPIRED"]);
  await Promise.all(replicas.map((replica) => replica.beat()));
  await listener.ping();
  expect(heard).toEqual(["STARTED", "EXPIRED"]);
  listener.disconnect();
});
