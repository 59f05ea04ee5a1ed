import { spawn } from "node:child_process";
import { systemClock } from "../lib/clock.js";
import { createLogger } from "../lib/logger.js";
import { openRedis, type RedisConnection, untilReady } from "../lib/redis.js";
import { exampleBeat, exampleStart } from "../subgraphs/playback/domain/slots/example-commands.js";
import { createRedisSlotStore } from "../subgraphs/playback/redis/redis-slot-store.js";
import { readSlotScript } from "../subgraphs/playback/redis/slot-script.js";

/**
 * `npm run bench:slots`: heartbeats a second of one process, beside the least that any script could cost (one GET and
 * one SET by EVALSHA, with the same client), in the same run. Starts a redis-server of its own.
 */
const IN_FLIGHT = 512;
const HOUSEHOLDS = 5_000;
const SECONDS = 4;
const PORT = 36_379;

const server = spawn("redis-server", ["--port", String(PORT), "--save", "", "--appendonly", "no"], {
  stdio: "ignore",
});
const url = `redis://127.0.0.1:${PORT}`;
const log = createLogger("silent");
const redis = openRedis({ url, name: "bench", log });
try {
  await untilReady(redis, url, 10_000);
  await compare(redis);
} finally {
  redis.disconnect();
  server.kill();
}

async function compare(connection: RedisConnection): Promise<void> {
  const slots = createRedisSlotStore({
    ...{ redis: connection, clock: systemClock, log, random: Math.random },
    script: await readSlotScript(),
  });
  await slots.beat();
  const common = { slotId: "slot_a", deviceId: "dev_tv", limit: { streams: 2, asOf: 0 }, leaseMs: 90_000 };
  const soon = () => systemClock.now() + 1_000;
  let sequence = 1;
  const start = (n: number) =>
    slots.run(`ac_${n % HOUSEHOLDS}`, exampleStart({ ...common, deadline: soon() }));
  const beat = (n: number) => {
    if (n % HOUSEHOLDS === 0) sequence += 1;
    const command = exampleBeat({ ...common, startedAt: 0, sequence, positionSeconds: n, deadline: soon() });
    return slots.run(`ac_${n % HOUSEHOLDS}`, command);
  };
  const bare = "local v = redis.call('GET', KEYS[1]); redis.call('SET', KEYS[1], ARGV[1]); return v";
  const hash = String(await connection.script("LOAD", bare));
  const value = "x".repeat(300);
  const least = (n: number) => connection.evalsha(hash, 1, `bare:${n % HOUSEHOLDS}`, value);

  for (let n = 0; n < HOUSEHOLDS; n += IN_FLIGHT) {
    await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, HOUSEHOLDS - n) }, (_, i) => start(n + i)));
  }
  for (let round = 1; round <= 3; round += 1) {
    const bareRate = await ratePerSecond(least);
    const beatRate = await ratePerSecond(beat);
    const ratio = (beatRate / bareRate).toFixed(2);
    console.log(
      `round ${round}: ${beatRate} heartbeats/s, bare EVALSHA GET+SET ${bareRate}/s, ratio ${ratio}`,
    );
  }
  await slots[Symbol.asyncDispose]();
}

async function ratePerSecond(run: (n: number) => Promise<unknown>): Promise<number> {
  let count = 0;
  const begun = performance.now();
  const until = begun + SECONDS * 1_000;
  const lane = async () => {
    while (performance.now() < until) {
      count += 1;
      await run(count);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return Math.round((count * 1_000) / (performance.now() - begun));
}
