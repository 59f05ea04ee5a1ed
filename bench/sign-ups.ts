import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Agent, request } from "undici";
import type { Outcomes } from "./sign-up-load.js";

/**
 * `npm run bench:sign-ups`: heartbeats' p99 through the gateway with and without 200 sign-ups a second, in turns of the
 * same run. The house is one process with its own PostgreSQL, where hashing is nearest to playback; the sign-ups come
 * from a process of their own, and heartbeats from this one. Exits with 1 where the ratio is above 1.5.
 */
const SIGN_UPS_PER_SECOND = 200;
const HOUSEHOLDS = 20;
const BEATS_PER_SECOND = 100;
const ROUNDS = 3;
const ROUND_MS = 8_000;
/** What a round leaves behind is done before the next begins. */
const BREATHER_MS = 3_000;
const HIGHEST_RATIO = 1.5;

const SIGN_UP = `mutation ($email: String!) { signUp(email: $email, password: "correct horse", country: "NZ",
  device: { name: "TV", family: TV }) { __typename ... on Session { accessToken account { devices { id } } } } }`;
const CHANNELS = "{ channels(first: 500) { edges { node { id entitlementTags } } } }";
const START = `mutation ($input: StartPlayoutInput!) { startPlayout(input: $input) {
  __typename ... on PlaySession { slotToken } } }`;
const BEAT = "mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive } }";

// biome-ignore lint/suspicious/noExplicitAny: answers have the shape of each query
type Data = any;

const agent = new Agent({ connections: 64, pipelining: 1 });

async function ask(
  url: string,
  query: string,
  variables: object,
  from: number,
  token?: string,
): Promise<Data> {
  const response = await request(url, {
    method: "POST",
    dispatcher: agent,
    headers: {
      "content-type": "application/json",
      "x-forwarded-for": `192.168.${(from >> 8) & 255}.${from & 255}`,
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.body.json()) as { data: Data; errors?: { message: string }[] };
  if (errors) throw new Error(errors[0]?.message);
  return data;
}

/** The built house as an operator runs it; its address once it is ready. */
async function startHouse(folder: string): Promise<{ readonly process: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [path.resolve("dist/launcher/main.js")], {
    env: { ...process.env, PORT: "0", DATA_DIR: folder, TRUSTED_PROXIES: "127.0.0.1", LOG_LEVEL: "fatal" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    said += String(chunk);
    if (said.includes("Ctrl-C ends it")) break;
  }
  child.stdout.resume();
  const url = /http:\/\/\S+/.exec(said)?.[0];
  if (url === undefined) throw new Error(`the house did not start: ${said}`);
  return { process: child, url };
}

/** Slot tokens of households that watch something free. */
async function startPlaying(url: string): Promise<string[]> {
  const { channels } = await ask(url, CHANNELS, {}, 0);
  const free = channels.edges.find(({ node }: Data) => node.entitlementTags.length === 0)?.node;
  const slotTokens: string[] = [];
  for (let index = 0; index < HOUSEHOLDS; index += 1) {
    const { signUp } = await ask(url, SIGN_UP, { email: `viewer${index}@example.org` }, index);
    const deviceId = signUp.account.devices[0].id;
    const input = { contentId: free.id, deviceId, clientRequestId: "1" };
    const { startPlayout } = await ask(url, START, { input }, index, signUp.accessToken);
    if (startPlayout.__typename !== "PlaySession") throw new Error(`no start: ${startPlayout.__typename}`);
    slotTokens.push(startPlayout.slotToken);
  }
  return slotTokens;
}

/** Latencies in ms of the heartbeats of a round. Each is sent when it is due, whatever the others do. */
async function beatFor(url: string, slotTokens: readonly string[], firstBeat: number): Promise<number[]> {
  const latencies: number[] = [];
  const count = (ROUND_MS * BEATS_PER_SECOND) / 1_000;
  const begun = performance.now();
  const beats: Promise<void>[] = [];
  for (let beat = 0; beat < count; beat += 1) {
    await delay(Math.max(0, (beat * 1_000) / BEATS_PER_SECOND - (performance.now() - begun)));
    const sequence = firstBeat + beat;
    const slotToken = slotTokens[sequence % slotTokens.length];
    const input = { slotToken, sequence: sequence + 1 };
    const sentAt = performance.now();
    const answered = ask(url, BEAT, { input }, sequence % 5_000).then(({ heartbeat }) => {
      if (heartbeat.directive !== "CONTINUE") throw new Error(`told to ${heartbeat.directive}`);
      latencies.push(performance.now() - sentAt);
    });
    beats.push(answered);
  }
  await Promise.all(beats);
  return latencies;
}

function percentile(latencies: readonly number[], share: number): number {
  return (
    latencies.toSorted((left, right) => left - right)[Math.floor(latencies.length * share)] ?? Number.NaN
  );
}

async function measure(url: string, load: ChildProcess): Promise<number> {
  const slotTokens = await startPlaying(url);
  const quiet: number[] = [];
  const spike: number[] = [];
  let beats = 0;
  const round = async () => {
    const latencies = await beatFor(url, slotTokens, beats);
    beats += latencies.length;
    return latencies;
  };
  // The first round fills caches and plans.
  await round();
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    quiet.push(...(await round()));
    load.send("start");
    spike.push(...(await round()));
    load.send("stop");
    const [outcomes] = (await once(load, "message")) as [Outcomes];
    console.log(`round ${turn + 1}: sign-ups ${JSON.stringify(outcomes)}`);
    await delay(BREATHER_MS);
  }
  const [alone, together] = [percentile(quiet, 0.99), percentile(spike, 0.99)];
  const ratio = together / alone;
  for (const [name, latencies] of Object.entries({ "no sign-ups": quiet, "200 sign-ups/s": spike })) {
    const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)].map((ms) => ms.toFixed(1));
    console.log(`heartbeats, ${name}: p50 ${p50} ms, p99 ${p99} ms of ${latencies.length}`);
  }
  const machine = `${os.availableParallelism()} cores, load ${os.loadavg()[0]?.toFixed(1)}`;
  console.log(`p99 ratio ${ratio.toFixed(2)} (at most ${HIGHEST_RATIO}); ${machine}`);
  return ratio;
}

const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-bench-"));
const house = await startHouse(folder);
const load = fork(fileURLToPath(new URL("./sign-up-load.js", import.meta.url)), [
  house.url,
  String(SIGN_UPS_PER_SECOND),
]);
try {
  await once(load, "message");
  if ((await measure(house.url, load)) > HIGHEST_RATIO) process.exitCode = 1;
} finally {
  load.kill();
  await agent.close();
  const ended = once(house.process, "exit");
  house.process.kill("SIGTERM");
  await ended;
  await rm(folder, { recursive: true, force: true });
}
