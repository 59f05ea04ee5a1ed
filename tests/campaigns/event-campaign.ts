import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { systemClock } from "../../lib/clock.js";
import { ALL_PARTITIONS } from "../../lib/events/event.js";
import { openEventBus } from "../../lib/events/event-bus.js";
import { openEventStream } from "../../lib/events/event-stream.js";
import { type EventPool, openEventPool, type SqlSession } from "../../lib/events/sql.js";
import { randomIds } from "../../lib/ids.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { createLogger } from "../../lib/logger.js";
import { openRedis, untilReady } from "../../lib/redis.js";
import { createTestDatabase } from "../support/databases.js";
import { startRedisServer } from "../support/redis-servers.js";
import type { ActorOrder } from "./event-actor.js";
import { type Fault, prepareFault } from "./event-faults.js";

/** How much of everything happens before publishers stop. */
export interface CampaignPlan {
  readonly events: number;
  readonly kills: number;
  /** One violence in so many is Redis' end, with all that it held. */
  readonly redisLossEvery: number;
  /** One in so many breaks some connections to PostgreSQL. */
  readonly breakEvery: number;
  readonly fault?: Fault;
}

/** What happened, and what is wrong; a sound bus leaves `wrong` empty. */
export interface CampaignReport {
  readonly counts: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

const ACTOR = path.resolve("dist/tests/campaigns/event-actor.js");
const KEYS = 40;
const GROUPS = ["one", "two"];
/** Two processes publish and relay; each group has two replicas. */
const ROLES = [
  { role: "publisher", group: "" },
  { role: "publisher", group: "" },
  ...GROUPS.flatMap((group) => [
    { role: "consumer" as const, group },
    { role: "consumer" as const, group },
  ]),
] as const;
/** On average, at least. */
const BETWEEN_KILLS_MS = 200;
/** From the last violence until everything must be applied and swept. */
const DRAIN_MS = 30_000;

export async function runCampaign(plan: CampaignPlan): Promise<CampaignReport> {
  await using lifecycle = new Lifecycle("campaign");
  const log = createLogger("silent");
  const redis = lifecycle.use("Redis", await startRedisServer());
  const source = lifecycle.use("publisher", await createTestDatabase("accounts"));
  const target = lifecycle.use("consumer", await createTestDatabase("playback"));
  const publisher = lifecycle.use("publisher's pool", openEventPool(source.url, log));
  const consumer = lifecycle.use("consumer's pool", openEventPool(target.url, log));
  await prepare(publisher, consumer, plan.fault);

  const actors: ChildProcess[] = [];
  const deaths: string[] = [];
  const start = (index: number) => {
    const { role, group } = ROLES[index] ?? ROLES[0];
    const databaseUrl = role === "publisher" ? source.url : target.url;
    const order: ActorOrder = {
      role,
      group,
      databaseUrl,
      redisUrl: redis.url,
      keys: KEYS,
      fault: plan.fault,
    };
    const actor = spawn(process.execPath, [ACTOR, JSON.stringify(order)], { stdio: "inherit" });
    actor.once("exit", (code) => {
      if (code !== null) deaths.push(`a ${role} ended by itself with code ${code}`);
    });
    actors[index] = actor;
  };
  lifecycle.defer("actors", () => {
    for (const actor of actors) actor.kill("SIGKILL");
  });
  // A group is waited for from its first read on: consumers come first.
  for (const [index, { role }] of ROLES.entries()) if (role === "consumer") start(index);
  await until(() => groupsAreKnown(redis.url));
  for (const [index, { role }] of ROLES.entries()) if (role === "publisher") start(index);
  const memory = listenAs(redis.url, lifecycle);
  const counts = { events: 0, kills: 0, redisLosses: 0, brokenConnections: 0, drainMs: 0, gaps: 0 };
  for (let violence = 1; counts.events < plan.events || counts.kills < plan.kills; ) {
    await delay(Math.random() * 2 * BETWEEN_KILLS_MS);
    counts.events = await sumOf(publisher, "SELECT sum(step)::int AS sum FROM counter");
    // In step with the events, so that on a slow machine processes still come to work.
    if (counts.events / plan.events < counts.kills / plan.kills) continue;
    const index = violence % ROLES.length;
    actors[index]?.kill("SIGKILL");
    start(index);
    counts.kills += 1;
    if (violence % plan.redisLossEvery === 0) {
      await redis.restart();
      counts.redisLosses += 1;
    }
    if (violence % plan.breakEvery === 0) {
      counts.brokenConnections += await breakConnections(violence % 2 === 0 ? publisher : consumer);
    }
    violence += 1;
  }
  await endPublishing(publisher);
  counts.events = await sumOf(publisher, "SELECT sum(step)::int AS sum FROM counter");
  counts.drainMs = await drain(publisher, consumer, counts.events, plan.fault ? 5_000 : DRAIN_MS);
  if (!plan.fault) await until(() => memory.isHeard(publisher));
  counts.gaps = memory.gaps();
  const wrong = [
    ...deaths,
    ...(await whatIsWrong(publisher, consumer)),
    ...(await memory.whatIsStale(publisher)),
    ...(await whatIsLeft(redis.port)),
  ];
  return { counts, wrong };
}

/** Waits until every event is applied and swept, `mostMs` at most; how long that took, ms. */
async function drain(
  publisher: EventPool,
  consumer: EventPool,
  events: number,
  mostMs: number,
): Promise<number> {
  const began = systemClock.now();
  const isDone = async () =>
    (await sumOf(publisher, "SELECT count(*)::int AS sum FROM outbox_event")) === 0 &&
    (await sumOf(consumer, "SELECT count(*)::int AS sum FROM applied")) >= events * GROUPS.length;
  await until(isDone, mostMs);
  return systemClock.now() - began;
}

/** Publishers that are at work finish first, and see it before their next change. */
async function endPublishing(publisher: EventPool): Promise<void> {
  await insist(() =>
    publisher.$transaction(async (tx) => {
      await tx.$queryRawUnsafe("LOCK TABLE campaign IN ACCESS EXCLUSIVE MODE");
      await tx.$queryRawUnsafe("UPDATE campaign SET over = true");
    }),
  );
}

async function prepare(publisher: SqlSession, consumer: SqlSession, fault: Fault | undefined): Promise<void> {
  await publisher.$queryRawUnsafe("CREATE TABLE campaign AS SELECT false AS over");
  await publisher.$queryRawUnsafe(
    `CREATE TABLE counter AS SELECT 'key-' || number AS key, 0 AS step FROM generate_series(0, ${KEYS - 1}) AS number`,
  );
  await consumer.$queryRawUnsafe(`CREATE TABLE applied (number bigserial, "group" text, key text, step int)`);
  await prepareFault(publisher, fault);
}

/** A process that keeps the last step of each key in memory, and forgets all of them when it may have missed one. */
function listenAs(redisUrl: string, lifecycle: Lifecycle) {
  const context = { clock: systemClock, ids: randomIds, log: createLogger("silent"), redisUrl };
  const bus = lifecycle.use("bus", openEventBus(context));
  const steps = new Map<string, number>();
  let gaps = 0;
  const listener = bus.listen({
    publishers: ["campaign"],
    types: ["step.taken"],
    handle: ({ key, payload }) => steps.set(key, Number(payload["step"])),
    onGap: () => {
      steps.clear();
      gaps += 1;
    },
  });
  lifecycle.use("listener", listener);
  const stale = async (publisher: SqlSession) => {
    const rows = await publisher.$queryRawUnsafe<{ key: string; step: number }[]>("SELECT * FROM counter");
    return rows.filter(({ key, step }) => steps.has(key) && steps.get(key) !== step);
  };
  return {
    gaps: () => gaps,
    isHeard: async (publisher: SqlSession) => (await stale(publisher)).length === 0,
    whatIsStale: async (publisher: SqlSession) =>
      (await stale(publisher)).map(({ key }) => `a listener believes in an old step of ${key}`),
  };
}

/** What the groups have applied, against what was committed. */
async function whatIsWrong(publisher: SqlSession, consumer: SqlSession): Promise<string[]> {
  const counters = await publisher.$queryRawUnsafe<{ key: string; step: number }[]>("SELECT * FROM counter");
  const wrong: string[] = [];
  for (const group of GROUPS) {
    const rows = await consumer.$queryRawUnsafe<{ key: string; steps: number[] }[]>(
      `SELECT key, array_agg(step ORDER BY number) AS steps FROM applied WHERE "group" = $1 GROUP BY key`,
      group,
    );
    const applied = new Map(rows.map(({ key, steps }) => [key, steps]));
    for (const { key, step } of counters) {
      const steps = applied.get(key) ?? [];
      const distinct = new Set(steps);
      const lost = Array.from({ length: step }, (_, at) => at + 1).filter((one) => !distinct.has(one));
      if (lost.length > 0) wrong.push(`${group} lost of ${step} steps of ${key}: ${lost.join(" ")}`);
      if (steps.length > distinct.size) wrong.push(`${group} applied steps of ${key} twice`);
      if (steps.some((one, at) => at > 0 && one < (steps[at - 1] ?? 0))) {
        wrong.push(`${group} applied steps of ${key} out of order`);
      }
    }
  }
  const dead = await sumOf(consumer, "SELECT count(*)::int AS sum FROM dead_event");
  if (dead > 0) wrong.push(`${dead} events were put aside by mistake`);
  const kept = await sumOf(publisher, "SELECT count(*)::int AS sum FROM outbox_event");
  if (kept > 0) wrong.push(`${kept} events are still in the outbox`);
  return wrong;
}

async function groupsAreKnown(redisUrl: string): Promise<boolean> {
  const redis = openRedis({ url: redisUrl, name: "campaign", log: createLogger("silent") });
  try {
    await untilReady(redis, redisUrl);
    const streams = ALL_PARTITIONS.map((partition) =>
      openEventStream(redis, "campaign", partition, () => ""),
    );
    const groups = await Promise.all(streams.map((stream) => stream.groups()));
    return groups.every(({ size }) => size === GROUPS.length);
  } finally {
    redis.disconnect();
  }
}

/** Entries that streams hold though every group has applied them. */
async function whatIsLeft(port: number): Promise<string[]> {
  const redis = new Redis(port);
  try {
    const names = ALL_PARTITIONS.map((partition) => `{s${partition * 8}}:events:campaign:${partition}`);
    const lengths = await Promise.all(names.map((name) => redis.xlen(name)));
    return lengths.flatMap((length, at) =>
      length > 0 ? [`${names[at]} still holds ${length} entries`] : [],
    );
  } finally {
    redis.disconnect();
  }
}

/** Ends some of the connections to a database that are in use now. */
async function breakConnections(sql: SqlSession): Promise<number> {
  const broken = await insist(() =>
    sql.$queryRawUnsafe<unknown[]>(
      `SELECT pg_terminate_backend(pid) FROM (
         SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
         ORDER BY random() LIMIT 4
       ) AS unlucky`,
    ),
  );
  return broken.length;
}

async function sumOf(sql: SqlSession, statement: string): Promise<number> {
  const [row] = await insist(() => sql.$queryRawUnsafe<{ sum: number | null }[]>(statement));
  return row?.sum ?? 0;
}

/** The campaign breaks its own connections, too. */
async function insist<Result>(ask: () => PromiseLike<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === 10) throw error;
      await delay(20);
    }
  }
}

async function until(holds: () => Promise<boolean>, boundMs = DRAIN_MS): Promise<void> {
  const end = systemClock.now() + boundMs;
  while (!(await holds()) && systemClock.now() < end) await delay(100);
}
