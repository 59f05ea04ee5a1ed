import { expect, it } from "vitest";
import { systemClock } from "../../../lib/clock.js";
import { createRedisLiveBus } from "../../../lib/events/redis-live-bus.js";
import { createLogger } from "../../../lib/logger.js";
import { openRedis, untilReady } from "../../../lib/redis.js";
import { shardOf } from "../../../lib/redis-shard.js";
import { startRedisCluster } from "../../../tests/support/redis-servers.js";
import { exampleBeat, exampleStart } from "../domain/slots/example-commands.js";
import { SLOT_COMMAND_MS, SLOT_WAIT_MS, SlotStoreAway } from "../slot-store.js";
import { createRedisSlotStore } from "./redis-slot-store.js";
import { readSlotScript } from "./slot-script.js";

const log = createLogger("silent");

it("households on all three masters of a cluster are served, and subscribers hear of it", async () => {
  await using cluster = await startRedisCluster();
  const redis = openRedis({ url: cluster.url, name: "test", log });
  const live = createRedisLiveBus({ url: cluster.url, log });
  await untilReady(redis, cluster.url);
  await live.untilReady();
  const script = await readSlotScript();
  const store = createRedisSlotStore({
    redis,
    clock: systemClock,
    log,
    random: () => 0.5,
    script,
    beats: false,
  });
  await store.beat();

  const accounts = Array.from({ length: 30 }, (_, number) => `ac_${number}`);
  expect(new Set(accounts.map(shardOf)).size).toBeGreaterThan(15);
  const heard = new Map<string, string[]>();
  for (const accountId of accounts) {
    await live.subscribe(`playouts.${accountId}`, ({ event }) =>
      heard.set(accountId, [...(heard.get(accountId) ?? []), String(event)]),
    );
  }

  const common = { slotId: "slot_a", deviceId: "dev_tv", limit: { streams: 1, asOf: 0 }, leaseMs: 90_000 };
  await Promise.all(
    accounts.map(async (accountId) => {
      const deadline = systemClock.now() + SLOT_COMMAND_MS;
      const { reply, household } = await store.run(accountId, exampleStart({ ...common, deadline }));
      expect(reply).toMatchObject({ status: "GRANTED" });
      const startedAt = household.slots.get("slot_a")?.startedAt ?? 0;
      const beaten = await store.run(accountId, exampleBeat({ ...common, deadline, startedAt }));
      expect(beaten.reply).toEqual({ status: "CONTINUE" });
      const end = { op: "end", slotId: "slot_a", sequence: 2, positionSeconds: null } as const;
      expect((await store.run(accountId, end)).reply).toEqual({ status: "ENDED" });
    }),
  );
  const expected = accounts.map((id) => [id, ["STARTED", "HEARTBEAT", "ENDED"]] as const);
  await expect.poll(() => heard).toEqual(new Map(expected));
  // What a master knows of its own shards and no other's: each of the three has some.
  const masters = "nodes" in redis ? redis.nodes("master") : [];
  const counts = await Promise.all(masters.map((master) => master.dbsize()));
  expect(counts).toHaveLength(3);
  expect(Math.min(...counts)).toBeGreaterThan(0);
  await store[Symbol.asyncDispose]();
  await live[Symbol.asyncDispose]();
  redis.disconnect();
});

it("a master that hangs keeps only its own players waiting, and them for half a second and once", async () => {
  await using cluster = await startRedisCluster();
  const redis = openRedis({ url: cluster.url, name: "test", log });
  await untilReady(redis, cluster.url);
  const script = await readSlotScript();
  const store = createRedisSlotStore({
    redis,
    clock: systemClock,
    log,
    random: () => 0.5,
    script,
    beats: false,
  });
  await store.beat();

  const accounts = Array.from({ length: 30 }, (_, number) => `ac_${number}`);
  const look = (accountId: string) => store.run(accountId, { op: "peek" });
  /** Whom the store could not serve, and how long the last of them waited. */
  const away = async () => {
    const askedAt = performance.now();
    let waitedMs = 0;
    const refused = accounts.map((accountId) =>
      look(accountId).then(
        () => [],
        (error: unknown) => {
          expect(error).toBeInstanceOf(SlotStoreAway);
          waitedMs = performance.now() - askedAt;
          return [accountId];
        },
      ),
    );
    return { accountIds: (await Promise.all(refused)).flat(), waitedMs };
  };
  expect((await away()).accountIds).toEqual([]);
  cluster.masters[0]?.hang();
  const first = await away();
  expect(first.accountIds.length).toBeGreaterThan(3);
  expect(first.accountIds.length).toBeLessThan(20);
  expect(first.waitedMs).toBeLessThan(SLOT_WAIT_MS - 100);
  const second = await away();
  expect(second.accountIds).toEqual(first.accountIds);
  expect(second.waitedMs).toBeLessThan(100);

  cluster.masters[0]?.resume();
  const served = async () => {
    await store.beat();
    return (await away()).accountIds;
  };
  await expect.poll(served, { timeout: 5_000 }).toEqual([]);
  redis.disconnect();
});
