import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { PlayheadClient } from "../client/index.js";
import { Lifecycle } from "../lib/lifecycle.js";
import { beatOnce, benchClient, closeBenchClients, startPlaying } from "./bench-players.js";
import { type SetUp, startBenchHouse } from "./sign-up-houses.js";
import type { Load, Outcomes } from "./sign-up-load.js";

/**
 * `npm run bench:sign-ups [-- apart]`: heartbeats' p99 through the gateway with 200 sign-ups a second and without, and with
 * as many requests that ask for nothing, in turns of the same run. The house is one process with its own PostgreSQL,
 * where hashing is nearest to playback, or a process for each service, as it is deployed; the sign-ups come from a
 * process of their own, and heartbeats from this one. Exits with 1 where the ratio is above 1.5.
 */
const SIGN_UPS_PER_SECOND = 200;
const HOUSEHOLDS = 20;
const BEATS_PER_SECOND = 100;
/** That beats come from: it is not the limits of addresses that are measured. */
const ADDRESSES = 5_000;
/** So many that a single pause of the collector does not decide: the p99 is the 48th longest. */
const ROUNDS = 6;
const ROUND_MS = 8_000;
/** What a round leaves behind is done before the next begins. */
const BREATHER_MS = 3_000;
const HIGHEST_RATIO = 1.5;

/** Latencies in ms of the heartbeats of a round. Each is sent when it is due, whatever the others do. */
async function beatFor(
  clients: readonly PlayheadClient[],
  slotTokens: readonly string[],
  firstBeat: number,
): Promise<number[]> {
  const latencies: number[] = [];
  const count = (ROUND_MS * BEATS_PER_SECOND) / 1_000;
  const begun = performance.now();
  const beats: Promise<void>[] = [];
  for (let beat = 0; beat < count; beat += 1) {
    await delay(Math.max(0, (beat * 1_000) / BEATS_PER_SECOND - (performance.now() - begun)));
    const sequence = firstBeat + beat;
    const slotToken = slotTokens[sequence % slotTokens.length] as string;
    const client = clients[sequence % clients.length] as PlayheadClient;
    const sentAt = performance.now();
    const answered = beatOnce(client, slotToken, sequence + 1);
    beats.push(answered.then(() => void latencies.push(performance.now() - sentAt)));
  }
  await Promise.all(beats);
  return latencies;
}

function percentile(latencies: readonly number[], share: number): number {
  return (
    latencies.toSorted((left, right) => left - right)[Math.floor(latencies.length * share)] ?? Number.NaN
  );
}

/** The ratio of p99 with sign-ups and without. */
async function measure(url: string, load: ChildProcess): Promise<number> {
  const slotTokens = await startPlaying(url, HOUSEHOLDS);
  const clients = Array.from({ length: ADDRESSES }, (_, number) => benchClient(url, number));
  const latencies: Record<Load | "alone", number[]> = { alone: [], nothing: [], "sign-ups": [] };
  let beats = 0;
  const round = async () => {
    const measured = await beatFor(clients, slotTokens, beats);
    beats += measured.length;
    return measured;
  };
  // The first rounds fill caches and plans.
  await round();
  await withLoad(load, "sign-ups", round);
  for (let turn = 1; turn <= ROUNDS; turn += 1) {
    latencies.alone.push(...(await round()));
    for (const kind of ["nothing", "sign-ups"] as const) {
      const { measured, outcomes } = await withLoad(load, kind, round);
      latencies[kind].push(...measured);
      console.log(`round ${turn}: ${kind} ${JSON.stringify(outcomes)}`);
    }
  }
  const alone = percentile(latencies.alone, 0.99);
  for (const [name, measured] of Object.entries(latencies)) {
    const [p50, p99] = [percentile(measured, 0.5), percentile(measured, 0.99)];
    const ratio = (p99 / alone).toFixed(2);
    console.log(
      `heartbeats with ${name}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (${ratio}) of ${measured.length}`,
    );
  }
  return percentile(latencies["sign-ups"], 0.99) / alone;
}

async function withLoad(load: ChildProcess, kind: Load, round: () => Promise<number[]>) {
  load.send(kind);
  const measured = await round();
  load.send("stop");
  const [outcomes] = (await once(load, "message")) as [Outcomes];
  await delay(BREATHER_MS);
  return { measured, outcomes };
}

const setUp: SetUp = process.argv[2] === "apart" ? "apart" : "in one process";
const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-bench-"));
const lifecycle = new Lifecycle("bench");
lifecycle.defer("folder", () => rm(folder, { recursive: true, force: true }));
try {
  const url = await startBenchHouse(setUp, folder, lifecycle);
  const load = fork(fileURLToPath(new URL("./sign-up-load.js", import.meta.url)), [
    url,
    String(SIGN_UPS_PER_SECOND),
  ]);
  lifecycle.defer("load", () => void load.kill());
  await once(load, "message");
  const ratio = await measure(url, load);
  const machine = `${os.availableParallelism()} cores, load ${os.loadavg()[0]?.toFixed(1)}`;
  console.log(`${setUp}: p99 ratio ${ratio.toFixed(2)} (at most ${HIGHEST_RATIO}); ${machine}`);
  if (ratio > HIGHEST_RATIO) process.exitCode = 1;
} finally {
  await closeBenchClients();
  await lifecycle.close();
}
