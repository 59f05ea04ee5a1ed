import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { TypedDocumentString } from "../client/index.js";
import { systemClock } from "../lib/clock.js";
import { Lifecycle } from "../lib/lifecycle.js";
import { createLogger } from "../lib/logger.js";
import { openRedis, type RedisConnection, untilReady } from "../lib/redis.js";
import { exampleBeat, exampleStart } from "../subgraphs/playback/domain/slots/example-commands.js";
import { createRedisSlotStore } from "../subgraphs/playback/redis/redis-slot-store.js";
import { readSlotScript } from "../subgraphs/playback/redis/slot-script.js";
import { beatOnce, benchClient, closeBenchClients, startPlaying } from "./bench-players.js";
import { median } from "./median.js";
import { startBenchHouse } from "./sign-up-houses.js";

/**
 * `npm run bench:slots`: what heartbeats cost, each figure beside a yardstick of the same run, in turns.
 *
 * - Of one process on one Redis, beside what redis-benchmark reaches with the least that a script could do (one GET and
 *   one SET by EVALSHA): as it is by default (50 clients, one command at a time each), and with 32 commands at a time.
 * - Through the gateway of a house in one process, beside `{ __typename }`, which no service is asked for.
 */
const IN_FLIGHT = 512;
const HOUSEHOLDS = 5_000;
const ROUNDS = 5;
const SECONDS = 3;
const PORT = 36_379;
const LEAST_RATIO = 0.25;
const BARE = "local v = redis.call('GET', KEYS[1]); redis.call('SET', KEYS[1], ARGV[1]); return v";
/** As much as a household of one stream takes. */
const VALUE = "x".repeat(120);

const GATEWAY_HOUSEHOLDS = 20;
const GATEWAY_IN_FLIGHT = 64;
/** Their rates are limited: each address is used seldom enough. */
const GATEWAY_CLIENTS = 4_096;
const TYPENAME = new TypedDocumentString<{ __typename: string }, object>("query { __typename }");

const log = createLogger("silent");
const run = promisify(execFile);
const machine = `${os.availableParallelism()} cores, load ${os.loadavg()[0]?.toFixed(1)}`;
const ratio = await measureStore();
await measureGateway();
console.log(machine);
if (ratio < LEAST_RATIO) process.exitCode = 1;

async function measureStore(): Promise<number> {
  const server = spawn("redis-server", ["--port", String(PORT), "--save", "", "--appendonly", "no"], {
    stdio: "ignore",
  });
  const url = `redis://127.0.0.1:${PORT}`;
  const redis = openRedis({ url, name: "bench", log });
  try {
    await untilReady(redis, url, 10_000);
    return await compareStore(redis);
  } finally {
    redis.disconnect();
    server.kill();
  }
}

async function compareStore(redis: RedisConnection): Promise<number> {
  const script = await readSlotScript();
  const slots = createRedisSlotStore({ redis, clock: systemClock, log, random: Math.random, script });
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
  for (let n = 0; n < HOUSEHOLDS; n += IN_FLIGHT) {
    await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, HOUSEHOLDS - n) }, (_, i) => start(n + i)));
  }
  const hash = String(await redis.script("LOAD", BARE));
  const rates = { beats: [] as number[], bare: [] as number[], pipelined: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.bare.push(await redisBenchmark(hash, 150_000, 1));
    rates.beats.push(await ratePerSecond(beat, IN_FLIGHT));
    rates.pipelined.push(await redisBenchmark(hash, 500_000, 32));
  }
  await slots[Symbol.asyncDispose]();
  const [beats, bare, pipelined] = [median(rates.beats), median(rates.bare), median(rates.pipelined)];
  console.log(`heartbeats of one process: ${beats}/s (${rates.beats.join(", ")})`);
  console.log(`redis-benchmark EVALSHA GET+SET: ${bare}/s, ratio ${(beats / bare).toFixed(2)}`);
  console.log(`the same, 32 at a time: ${pipelined}/s, ratio ${(beats / pipelined).toFixed(2)}`);
  return beats / bare;
}

/** Requests a second. */
async function redisBenchmark(hash: string, count: number, atATime: number): Promise<number> {
  const { stdout } = await run("redis-benchmark", [
    ...["-p", String(PORT), "-n", String(count), "-P", String(atATime), "-r", String(HOUSEHOLDS), "--csv"],
    ...["EVALSHA", hash, "1", "bare:__rand_int__", VALUE],
  ]);
  const rate = Number(/^".*?","([\d.]+)"/m.exec(stdout.split("\n").at(-2) ?? "")?.[1]);
  if (!Number.isFinite(rate)) throw new Error(`redis-benchmark said ${stdout}`);
  return Math.round(rate);
}

async function measureGateway(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-bench-"));
  const lifecycle = new Lifecycle("bench");
  lifecycle.defer("folder", () => rm(folder, { recursive: true, force: true }));
  try {
    await compareGateway(await startBenchHouse("in one process", folder, lifecycle));
  } finally {
    await closeBenchClients();
    await lifecycle.close();
  }
}

async function compareGateway(url: string): Promise<void> {
  const slotTokens = await startPlaying(url, GATEWAY_HOUSEHOLDS);
  const clients = Array.from({ length: GATEWAY_CLIENTS }, (_, number) => benchClient(url, number));
  const clientOf = (n: number) => clients[n % GATEWAY_CLIENTS] as (typeof clients)[number];
  let beats = 0;
  const beat = (n: number) => {
    beats += 1;
    return beatOnce(clientOf(n), slotTokens[beats % GATEWAY_HOUSEHOLDS] as string, beats + 1);
  };
  const ask = (n: number) => clientOf(n).request(TYPENAME, {}, { session: "none" });
  await ratePerSecond(beat, GATEWAY_IN_FLIGHT);
  await ratePerSecond(ask, GATEWAY_IN_FLIGHT);
  const rates = { beats: [] as number[], typename: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.beats.push(await ratePerSecond(beat, GATEWAY_IN_FLIGHT));
    rates.typename.push(await ratePerSecond(ask, GATEWAY_IN_FLIGHT));
  }
  const [viaGateway, typename] = [median(rates.beats), median(rates.typename)];
  const fraction = (viaGateway / typename).toFixed(2);
  console.log(
    `through the gateway: ${viaGateway} heartbeats/s, ${typename} of { __typename }/s, ratio ${fraction}`,
  );
}

/** Calls a second, with so many under way. */
async function ratePerSecond(call: (n: number) => Promise<unknown>, inFlight: number): Promise<number> {
  let count = 0;
  const begun = performance.now();
  const until = begun + SECONDS * 1_000;
  const lane = async () => {
    while (performance.now() < until) {
      count += 1;
      await call(count);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return Math.round((count * 1_000) / (performance.now() - begun));
}
