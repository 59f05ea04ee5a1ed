import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManualClock } from "../../../lib/clock.js";
import { createLogger } from "../../../lib/logger.js";
import { openRedis, type RedisConnection, untilReady } from "../../../lib/redis.js";
import { redisChannelOf, shardOf } from "../../../lib/redis-shard.js";
import { type RedisServer, startRedisServer } from "../../../tests/support/redis-servers.js";
import {
  CONTRACT_ACCOUNTS,
  CONTRACT_BEGINS,
  checkSlotStore,
  type StoreUnderTest,
} from "../slot-store-contract.js";
import type { Announcement } from "../slot-store-model.js";
import { createRedisSlotStore } from "./redis-slot-store.js";
import { FAULTS, replaced, TIME } from "./script-faults.js";
import { readSlotScript } from "./slot-script.js";

const log = createLogger("silent");
const CLOCK_KEY = "test:now";
/** The script with a clock that tests set; the text that is served has no such key. */
const withTestClock = (script: string) =>
  replaced(script, TIME, `local now = tonumber(redis.call('GET', '${CLOCK_KEY}'))\n`);

/** Where the contract's households are: the other shards have nothing to do. */
const SHARD = [shardOf(CONTRACT_ACCOUNTS[0])];

let server: RedisServer;
let redis: RedisConnection;
let listener: RedisConnection;
let script: string;
const heard: Announcement[] = [];

beforeAll(async () => {
  server = await startRedisServer();
  redis = openRedis({ url: server.url, name: "test", log });
  listener = openRedis({ url: server.url, name: "test listener", log });
  await untilReady(redis, server.url);
  await untilReady(listener, server.url);
  const channels = CONTRACT_ACCOUNTS.flatMap((id) => [`playouts.${id}`, `concurrency.${id}`]);
  for (const channel of channels) await listener.ssubscribe(redisChannelOf(channel));
  listener.on("smessage", (redisChannel: string, text: string) => {
    const channel = channels.find((each) => redisChannelOf(each) === redisChannel) ?? redisChannel;
    heard.push({ channel, message: JSON.parse(text) });
  });
  script = withTestClock(await readSlotScript());
});

afterAll(async () => {
  redis.disconnect();
  listener.disconnect();
  await server[Symbol.asyncDispose]();
});

async function open(text: string): Promise<StoreUnderTest> {
  const clock = new ManualClock(CONTRACT_BEGINS);
  const setClock = async (at: number) => {
    clock.step(at - clock.now());
    await redis.set(CLOCK_KEY, at);
  };
  await redis.flushall();
  await setClock(CONTRACT_BEGINS);
  const store = createRedisSlotStore({ redis, clock, log, random: () => 0.5, script: text, beats: false });
  await store.beat(SHARD);
  heard.length = 0;
  return {
    store,
    isRemote: true,
    async passTo(at) {
      await setClock(at);
      await store.beat(SHARD);
    },
    jumpTo: setClock,
    async loseData() {
      await redis.flushall();
      await setClock(clock.now());
    },
    async announced() {
      // Whatever was published before this answer is heard before it.
      await listener.ping();
      return heard.splice(0);
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

it("the store on Redis does what the specification says, whatever happens in whatever order", async () => {
  await checkSlotStore(() => open(script), { runs: 150 });
});

describe("each deliberate fault in the script is caught", () => {
  it.each(FAULTS)("$name", async ({ from, to }) => {
    const faulty = replaced(script, from, to);
    const check = checkSlotStore(() => open(faulty), { runs: 2_000, shrinks: false, seed: 11 });
    await expect(check).rejects.toThrow(/Property failed/);
  });
});
