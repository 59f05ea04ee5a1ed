import { expect, it } from "vitest";
import { systemClock } from "../../../lib/clock.js";
import { createLogger } from "../../../lib/logger.js";
import { openRedis, untilReady } from "../../../lib/redis.js";
import { redisChannelOf, shardOf } from "../../../lib/redis-shard.js";
import { startRedisCluster } from "../../../tests/support/redis-servers.js";
import { exampleBeat, exampleStart } from "../domain/slots/example-commands.js";
import { SLOT_COMMAND_MS } from "../slot-store.js";
import { createRedisSlotStore } from "./redis-slot-store.js";
import { readSlotScript } from "./slot-script.js";

const log = createLogger("silent");

it("households on all three masters of a cluster are served, and what is published arrives", async () => {
  await using cluster = await startRedisCluster();
  const redis = openRedis({ url: cluster.url, name: "test", log });
  const listener = openRedis({ url: cluster.url, name: "test listener", log });
  await untilReady(redis, cluster.url);
  await untilReady(listener, cluster.url);
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
  listener.on("smessage", (channel: string, text: string) => {
    heard.set(channel, [...(heard.get(channel) ?? []), JSON.parse(text).event]);
  });
  for (const accountId of accounts) await listener.ssubscribe(redisChannelOf(`playouts.${accountId}`));

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
  const expected = accounts.map((id) => [
    redisChannelOf(`playouts.${id}`),
    ["STARTED", "HEARTBEAT", "ENDED"],
  ]);
  await expect.poll(() => heard).toEqual(new Map(expected as [string, string[]][]));
  // What a master knows of its own shards and no other's: each of the three has some.
  const masters = "nodes" in redis ? redis.nodes("master") : [];
  const counts = await Promise.all(masters.map((master) => master.dbsize()));
  expect(counts).toHaveLength(3);
  expect(Math.min(...counts)).toBeGreaterThan(0);
  await store[Symbol.asyncDispose]();
  listener.disconnect();
  redis.disconnect();
});
