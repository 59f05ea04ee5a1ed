import { Command } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManualClock } from "../../../lib/clock.js";
import { createLogger } from "../../../lib/logger.js";
import { openRedis, type RedisConnection, untilReady } from "../../../lib/redis.js";
import { redisChannelOf, shardOf } from "../../../lib/redis-shard.js";
import { type RedisServer, startRedisServer } from "../../../tests/support/redis-servers.js";
import { exampleBeat, exampleStart } from "../domain/slots/example-commands.js";
import {
  CONTRACT_ACCOUNTS,
  CONTRACT_BEGINS,
  checkSlotStore,
  type StoreUnderTest,
} from "../slot-store-contract.js";
import type { Announcement } from "../slot-store-model.js";
import { unpack } from "./message-pack.js";
import { createRedisSlotStore } from "./redis-slot-store.js";
import { FAULTS, replaced, TIME } from "./script-faults.js";
import { keysOf } from "./slot-codec.js";
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
    // At once, and not with a pipeline: what the store sends next comes behind it.
    await redis.sendCommand(new Command("set", [CLOCK_KEY, String(at)]));
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
      // Each history has hundreds of these.
      await Promise.all([setClock(at), store.beat(SHARD)]);
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
}, 240_000);

it("a household that goes on beating is kept, though most beats do not say for how long", async () => {
  await using subject = await open(script);
  const { store } = subject;
  const [accountId] = CONTRACT_ACCOUNTS;
  const common = { slotId: "slot_a", deviceId: "dev_tv", limit: { streams: 1, asOf: 0 }, leaseMs: 3_600_000 };
  const beat = (sequence: number) =>
    store.run(
      accountId,
      exampleBeat({ ...common, startedAt: 0, sequence, deadline: Number.MAX_SAFE_INTEGER }),
    );
  await store.run(accountId, exampleStart({ ...common, deadline: Number.MAX_SAFE_INTEGER }));
  const [key = ""] = keysOf(accountId);
  await redis.pexpire(key, 60_000);
  await beat(1);
  expect(await redis.pttl(key)).toBeLessThanOrEqual(60_000);
  await subject.passTo(CONTRACT_BEGINS + 600_000);
  await beat(2);
  expect(await redis.pttl(key)).toBeGreaterThan(3_600_000);
});

it("values of every kind come back as the script packed them", async () => {
  const numbers = [0, 127, 128, 65_536, 1.7e12, -1, -33, -40_000, 0.5];
  const text = `return cmsgpack.pack({${numbers.join(", ")}}, true, false, string.rep('x', 300), '\\226\\130\\172', {})`;
  const answer = await redis.sendCommand(new Command("eval", [text, "0"], { replyEncoding: null }));
  expect(unpack(answer as Buffer)).toEqual([numbers, true, false, "x".repeat(300), "€", []]);
});

describe("each deliberate fault in the script is caught", () => {
  it.each(FAULTS)("$name", async ({ from, to }) => {
    const faulty = replaced(script, from, to);
    const check = checkSlotStore(() => open(faulty), { runs: 2_000, shrinks: false, seed: 11 });
    await expect(check).rejects.toThrow(/Property failed/);
  });
});
