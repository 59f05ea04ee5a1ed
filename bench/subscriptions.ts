import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DEFAULT_RATES } from "../gateway/rates/classes.js";
import { type Gateway, startGateway } from "../gateway/server.js";
import { readGatewayFiles } from "../gateway/supergraph.js";
import { systemClock } from "../lib/clock.js";
import type { LiveBus } from "../lib/events/live-bus.js";
import { createRedisLiveBus } from "../lib/events/redis-live-bus.js";
import { createLogger } from "../lib/logger.js";
import type { ServiceTransport } from "../lib/service.js";
import type { ViewerVerifier } from "../lib/viewer.js";
import type { Delivered } from "./subscription-clients.js";

/**
 * `npm run bench:subscriptions`: real WebSocket clients on one gateway process with the real supergraph, over a Redis of
 * its own, beside what the prototype of this design reached on two cores of its own. Clients, gateway and Redis share the
 * machine; messages have some 300 bytes.
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
const BREATHER_MS = 1_000;

const log = createLogger("error");

async function measure(scenario: Scenario, bus: LiveBus): Promise<void> {
  await using gateway = await openGateway(bus);
  const before = memoryBytes();
  const clients = fork(fileURLToPath(new URL("./subscription-clients.js", import.meta.url)), [
    gateway.webSocketUrl,
    ...[scenario.clients, scenario.topics].map(String),
    scenario.scopes,
  ]);
  try {
    await answerOf(clients);
    const memory = (memoryBytes() - before) / scenario.clients / 1_024;
    await publish(scenario, bus, 1);
    clients.send("start");
    const cpu = process.cpuUsage();
    await publish(scenario, bus, SECONDS);
    await delay(BREATHER_MS);
    const { user, system } = process.cpuUsage(cpu);
    clients.send("stop");
    report(scenario, (await answerOf(clients)) as Delivered, memory, user + system);
  } finally {
    clients.kill();
  }
}

function openGateway(bus: LiveBus): Promise<Gateway> {
  return readGatewayFiles().then((files) =>
    startGateway({
      ...files,
      ...{ port: 0, host: "127.0.0.1", live: bus, clock: systemClock, log },
      transport: STATELESS,
      verifier: TRUSTING,
      introspection: false,
      allowedOrigins: null,
      rates: { ...DEFAULT_RATES, general: PLENTY },
      limits: { drainSpreadMs: 0 },
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

/** What this process holds, once what nobody holds is gone. */
function memoryBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

async function answerOf(clients: ChildProcess): Promise<unknown> {
  const exited = once(clients, "exit").then(() => {
    throw new Error("the clients are gone");
  });
  const [answer] = (await Promise.race([once(clients, "message"), exited])) as [unknown];
  return answer;
}

function report(scenario: Scenario, delivered: Delivered, memory: number, cpuMicros: number): void {
  const { clients, topics, eventsPerSecond, scopes, prototype } = scenario;
  const { count, latencies } = delivered;
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  const [rate, p50, p99] = prototype;
  console.log(
    [
      `${clients}/${topics}${scopes === "differ" ? " all scopes differ" : ""}`.padEnd(15),
      String(eventsPerSecond).padStart(8),
      String(Math.round(count / SECONDS)).padStart(12),
      `${at(0.5)}/${at(0.99)}`.padStart(12),
      memory.toFixed(1).padStart(11),
      (cpuMicros / Math.max(1, count)).toFixed(1).padStart(13),
      `  (${rate}, ${p50}/${p99} ms)`,
    ].join(" "),
  );
}

/** Each scenario has a process of its own: what one leaves in memory is not counted for the next. */
async function main(chosen: string | undefined): Promise<void> {
  const scenario = SCENARIOS[Number(chosen)];
  if (!scenario) {
    console.log("clients/topics  events/s  delivered/s  p50/p99 ms  KB a client  µs a delivery  (prototype)");
    for (const index of SCENARIOS.keys()) {
      const run = fork(fileURLToPath(import.meta.url), [String(index)], { execArgv: ["--expose-gc"] });
      const [status] = (await once(run, "exit")) as [number | null];
      if (status !== 0) throw new Error(`scenario ${index} ended with ${status}`);
    }
    return;
  }
  const server = spawn("redis-server", ["--port", String(PORT), "--save", "", "--appendonly", "no"], {
    stdio: "ignore",
  });
  const live = createRedisLiveBus({ url: `redis://127.0.0.1:${PORT}`, log });
  try {
    await live.untilReady();
    await measure(scenario, live);
  } finally {
    await live[Symbol.asyncDispose]();
    const stopped = once(server, "exit");
    server.kill();
    await stopped;
  }
  process.disconnect?.();
}

await main(process.argv[2]);
