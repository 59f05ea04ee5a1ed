import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { readGatewayFiles } from "../gateway/gateway-files.js";
import { DEFAULT_RATES } from "../gateway/rates/classes.js";
import { type Gateway, startGateway } from "../gateway/server.js";
import { systemClock } from "../lib/clock.js";
import type { LiveBus } from "../lib/events/live-bus.js";
import { createRedisLiveBus } from "../lib/events/redis-live-bus.js";
import { createLogger } from "../lib/logger.js";
import type { ServiceTransport } from "../lib/service.js";
import type { ViewerVerifier } from "../lib/viewer.js";
import { openBroadcastPeer } from "./broadcast-peer.js";
import type { Delivered } from "./subscription-clients.js";

/**
 * `npm run bench:subscriptions`: real WebSocket clients on one gateway process with the real supergraph, over a Redis of
 * its own, beside what the prototype of this design reached on two cores of its own, and beside what `ws` alone reaches in
 * the same run (bench/broadcast-peer.ts). Clients, gateway and Redis share the machine; messages have some 300 bytes.
 *
 * `node dist/bench/subscriptions.js 1` measures the second scenario alone, `… 1 gateway` only our part of it, to profile.
 */
interface Scenario {
  readonly clients: number;
  readonly topics: number;
  readonly eventsPerSecond: number;
  readonly scopes: "same" | "differ";
  /** Deliveries a second, and p50 and p99 in ms. */
  readonly prototype: readonly [number, number, number];
}

const SCENARIOS: readonly Scenario[] = [
  { clients: 5_000, topics: 1, eventsPerSecond: 2, scopes: "same", prototype: [10_000, 81, 221] },
  { clients: 5_000, topics: 1, eventsPerSecond: 50, scopes: "same", prototype: [52_500, 64, 167] },
  { clients: 5_000, topics: 5_000, eventsPerSecond: 100, scopes: "same", prototype: [100, 5.4, 16.6] },
  { clients: 1_000, topics: 1, eventsPerSecond: 1, scopes: "differ", prototype: [949, 505, 1_015] },
];

const SECONDS = 8;
const PORT = 36_380;
/** Nobody is held up: it is the gateway that is measured, not its limits. */
const PLENTY = { household: 1_000_000, address: 1_000_000 };
/**
 * Five thousand pings, which come twice a minute whatever is delivered, would be counted in some windows and not in others.
 */
const NO_PINGS = { pingEveryMs: 600_000 };
const SOCKETS_OF_ALL = {
  webSocketsPerAddress: 10_000,
  socketsPerHousehold: 10_000,
  subscriptionsPerHousehold: 100_000,
  channelsPerHousehold: 100_000,
};
const BREATHER_MS = 1_000;
const COLLECTIONS = 3;

const log = createLogger("error");

const SUBJECTS = ["gateway", "peer"] as const;
type Subject = (typeof SUBJECTS)[number];

/** What one subject reached in one scenario. */
interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly kilobytesAClient: number;
  /** Of CPU time of the process with the sockets, kernel included. */
  readonly microsADelivery: number;
}

async function measure(scenario: Scenario, subject: Subject, bus: LiveBus): Promise<Measured> {
  await using server = await (subject === "gateway" ? openGateway(bus) : openBroadcastPeer(bus, stateNow));
  const before = await memoryBytes();
  const clients = fork(fileURLToPath(new URL("./subscription-clients.js", import.meta.url)), [
    server.webSocketUrl,
    ...[scenario.clients, scenario.topics].map(String),
    scenario.scopes,
  ]);
  try {
    await answerOf(clients);
    const memory = ((await memoryBytes()) - before) / scenario.clients / 1_024;
    await publish(scenario, bus, 1);
    clients.send("start");
    const cpu = process.cpuUsage();
    await publish(scenario, bus, SECONDS);
    await delay(BREATHER_MS);
    const { user, system } = process.cpuUsage(cpu);
    clients.send("stop");
    const { count, latencies } = (await answerOf(clients)) as Delivered;
    const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
    return {
      perSecond: count / SECONDS,
      p50: at(0.5),
      p99: at(0.99),
      kilobytesAClient: memory,
      microsADelivery: (user + system) / Math.max(1, count),
    };
  } finally {
    clients.kill();
  }
}

function openGateway(bus: LiveBus): Promise<Gateway> {
  return readGatewayFiles().then((files) =>
    startGateway({
      ...files,
      port: 0,
      host: "127.0.0.1",
      live: bus,
      clock: systemClock,
      log,
      transport: STATELESS,
      verifier: TRUSTING,
      introspection: false,
      allowedOrigins: null,
      rates: { ...DEFAULT_RATES, general: PLENTY },
      limits: { ...SOCKETS_OF_ALL, ...NO_PINGS, drainSpreadMs: 0 },
    }),
  );
}

/** The token is the account, then its scopes. */
const TRUSTING: ViewerVerifier = {
  async verify(authorization) {
    const [accountId = "", ...scopes] = (authorization ?? "").replace("Bearer ", "").split(".");
    const expiresAt = systemClock.now() + 3_600_000;
    return { accountId, deviceId: null, profileId: null, sessionId: null, scopes, expiresAt };
  },
};

/** Services that answer the reading of the first state. */
const STATELESS: ServiceTransport = {
  async call(_service, { query }) {
    if (!query.includes("_entities"))
      return { data: { viewer: { __typename: "Account", id: "ac_0", concurrency: stateNow() } } };
    return { data: { _entities: [{ __typename: "Account", concurrency: stateNow() }] } };
  },
};

/** A household's streams; the version says when it was made. */
function stateNow() {
  const startedAt = "2026-11-21T20:15:00Z";
  const slots = ["slot_living_room_television", "slot_kitchen_tablet_computer"].map((id) => ({
    id,
    startedAt,
  }));
  return { id: "ac_0", limit: 2, inUse: 2, version: systemClock.now() % 1_000_000_000, slots };
}

async function publish({ topics, eventsPerSecond }: Scenario, bus: LiveBus, seconds: number): Promise<void> {
  const begun = performance.now();
  for (let event = 0; event < eventsPerSecond * seconds; event += 1) {
    const dueMs = (event * 1_000) / eventsPerSecond;
    await delay(Math.max(0, dueMs - (performance.now() - begun)));
    const state = stateNow();
    const slots = state.slots.map((slot) => ({ ...slot, startedAt: Date.parse(slot.startedAt) }));
    bus.publish(`concurrency.ac_${(event * 7) % topics}`, { ...state, slots });
  }
  await delay(Math.max(0, seconds * 1_000 - (performance.now() - begun)));
}

/** What this process holds, once what nobody holds is gone: pages go some time after the objects on them. */
async function memoryBytes(): Promise<number> {
  for (let round = 0; round < COLLECTIONS; round += 1) {
    globalThis.gc?.();
    await delay(BREATHER_MS);
  }
  return process.memoryUsage().rss;
}

async function answerOf(clients: ChildProcess): Promise<unknown> {
  const exited = once(clients, "exit").then(() => {
    throw new Error("the clients are gone");
  });
  const [answer] = (await Promise.race([once(clients, "message"), exited])) as [unknown];
  return answer;
}

function report(scenario: Scenario, ours: Measured, peers: Measured): void {
  const { clients, topics, eventsPerSecond, scopes, prototype } = scenario;
  const [rate, p50, p99] = prototype;
  const name = `${clients}/${topics}${scopes === "differ" ? " all scopes differ" : ""}`;
  const row = (whose: string, measured: Measured, beside: string) =>
    console.log(
      [
        whose.padEnd(24),
        String(eventsPerSecond).padStart(8),
        measured.perSecond.toFixed(0).padStart(12),
        `${measured.p50}/${measured.p99}`.padStart(11),
        measured.kilobytesAClient.toFixed(1).padStart(12),
        measured.microsADelivery.toFixed(1).padStart(14),
        ` ${beside}`,
      ].join(" "),
    );
  row(name, ours, `(prototype ${rate}, ${p50}/${p99} ms)`);
  const times = (of: (measured: Measured) => number) => (of(ours) / of(peers)).toFixed(2);
  const ratios = `${times((each) => each.perSecond)} of its deliveries, ${times((each) => each.microsADelivery)} of its CPU each`;
  row("  ws alone", peers, `(the gateway has ${ratios})`);
}

/** Each measurement has a process of its own: what one leaves in memory is not counted for the next. */
async function inOwnProcess(scenario: number, subject: Subject): Promise<Measured> {
  const run = fork(fileURLToPath(import.meta.url), [String(scenario), subject], {
    execArgv: ["--expose-gc"],
  });
  const exited = once(run, "exit");
  const answered = once(run, "message");
  const measured = await Promise.race([answered, exited.then(() => null)]);
  const [status] = (await exited) as [number | null];
  if (status !== 0 || !measured) throw new Error(`scenario ${scenario} ended with ${status}`);
  return measured[0] as Measured;
}

async function measureWithRedis(scenario: Scenario, subject: Subject): Promise<Measured> {
  const server = spawn("redis-server", ["--port", String(PORT), "--save", "", "--appendonly", "no"], {
    stdio: "ignore",
  });
  const live = createRedisLiveBus({ url: `redis://127.0.0.1:${PORT}`, log });
  try {
    await live.untilReady();
    return await measure(scenario, subject, live);
  } finally {
    await live[Symbol.asyncDispose]();
    const stopped = once(server, "exit");
    server.kill();
    await stopped;
  }
}

async function main([chosen, subject]: readonly string[]): Promise<void> {
  if (chosen !== undefined && subject !== undefined) {
    const scenario = SCENARIOS[Number(chosen)];
    if (!scenario) throw new Error(`scenarios are 0..${SCENARIOS.length - 1}, got ${chosen}`);
    const measured = await measureWithRedis(scenario, subject === "peer" ? "peer" : "gateway");
    if (process.send) process.send(measured);
    else console.log(measured);
    process.disconnect?.();
    return;
  }
  console.log("clients/topics           events/s  delivered/s  p50/p99 ms  KB a client  µs a delivery");
  for (const [index, scenario] of SCENARIOS.entries()) {
    if (chosen !== undefined && Number(chosen) !== index) continue;
    report(scenario, await inOwnProcess(index, "gateway"), await inOwnProcess(index, "peer"));
  }
}

await main(process.argv.slice(2));
