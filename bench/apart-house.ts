import path from "node:path";
import { pathToFileURL } from "node:url";
import { type ProcessName, type ServiceName, services } from "../launcher/manifest.js";
import { type PostgresCluster, startPostgresCluster } from "../launcher/postgres-cluster.js";
import { Lifecycle } from "../lib/lifecycle.js";
import { type PlayheadProcess, startPlayhead } from "../tests/support/playhead-process.js";
import { type RedisServer, startRedisServer } from "../tests/support/redis-servers.js";
import { type PlannedProcess, StartPlan } from "../tests/support/start-plan.js";
import type { Pace } from "./night/pace.js";

/** The house as it is deployed, whose processes and stores a bench may take away and give back. */
export interface ApartHouse extends AsyncDisposable {
  readonly redis: RedisServer;
  /** Of the gateways' GraphQL. */
  readonly endpoints: readonly string[];
  databaseUrl(service: ServiceName): string;
  /** As PostgreSQL's owner. */
  adminUrl(database: string): string;
  /** The replicas of a process, in the order of their starts. */
  processes(name: ProcessName): readonly PlayheadProcess[];
  /** As a crash. */
  kill(name: ProcessName, replica?: number): Promise<void>;
  /** Starts it again where it was. */
  revive(name: ProcessName, replica?: number): Promise<void>;
  stopPostgres(): Promise<void>;
  startPostgres(): Promise<void>;
}

/** What a process depends on, and a bench may put something before. */
export type Dependency = ServiceName | `${ServiceName} database` | "redis";

export interface ApartHouseOptions {
  /** Where PostgreSQL keeps its data. */
  readonly folder: string;
  readonly replicas?: Partial<Record<ProcessName, number>>;
  /** Time goes so in all processes since then, epoch ms; as it does where this is left out. */
  readonly hurry?: { readonly since: number; readonly paces: readonly Pace[] } | undefined;
  /** Of all processes. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Puts something between a process and what it depends on; gives the address to use. */
  readonly through?: (dependency: Dependency, url: string) => Promise<string>;
  readonly redisArgs?: readonly string[];
}

/** Whoever measures says where each request comes from. */
const SHARED = {
  LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent",
  TRUSTED_PROXIES: "127.0.0.1",
  DRAIN_NOTICE_MS: "0",
};
const SERVICE_SECRET = "a secret of this bench, and of nothing else";

interface Running {
  readonly environment: Record<string, string>;
  process: PlayheadProcess;
}

/** Starts all of it, on a Redis and a PostgreSQL of its own. */
export async function startApartHouse(options: ApartHouseOptions): Promise<ApartHouse> {
  const lifecycle = new Lifecycle("apart house");
  const { folder, through = (_dependency, url) => Promise.resolve(url) } = options;
  const redis = lifecycle.use("Redis", await startRedisServer({ args: options.redisArgs ?? [] }));
  let cluster: PostgresCluster = await startPostgresCluster({ folder });
  lifecycle.defer("PostgreSQL", () => cluster[Symbol.asyncDispose]());
  const databaseUrls = new Map<ServiceName, string>();
  const running = new Map<ProcessName, Running[]>();
  const addresses: Record<string, string> = {};
  const shared = {
    ...SHARED,
    REDIS_URL: await through("redis", redis.url),
    SERVICE_SECRET,
    ...hurrying(options.hurry),
    ...options.settings,
  };
  const start = async ({ name, replica, environment: own }: PlannedProcess) => {
    const environment = { ...shared, ...addresses, ...own };
    const one: Running = { environment, process: await startPlayhead(environment, [name]) };
    lifecycle.defer(name, () => one.process[Symbol.asyncDispose]());
    const replicas = running.get(name) ?? [];
    replicas[replica] = one;
    running.set(name, replicas);
  };
  const replicasOf = (name: ProcessName) =>
    Array.from({ length: options.replicas?.[name] ?? 1 }, (_, at) => at);
  const one = (name: ProcessName, replica: number): Running => {
    const found = running.get(name)?.[replica];
    if (!found) throw new Error(`there is no ${name} ${replica}`);
    return found;
  };
  try {
    const plan = new StartPlan();
    for (const { name } of services) {
      const databaseUrl = await cluster.provide(name);
      databaseUrls.set(name, databaseUrl);
      const own = { [`DATABASE_URL_${name.toUpperCase()}`]: await through(`${name} database`, databaseUrl) };
      const replicas = replicasOf(name).map((at) => ({ ...own, DEMO: at === 0 ? "on" : "off" }));
      const urls = await plan.add(name, replicas);
      const behind = await Promise.all(urls.map((url) => through(name, url)));
      addresses[`${name.toUpperCase()}_URL`] = behind.join(",");
    }
    const gateways = await plan.add(
      "gateway",
      replicasOf("gateway").map(() => ({})),
    );
    await plan.start(start);
    return {
      redis,
      endpoints: gateways.map((url) => `${url}/graphql`),
      databaseUrl: (service) => databaseUrls.get(service) ?? "",
      adminUrl: (database) => cluster.adminUrl(database),
      processes: (name) => (running.get(name) ?? []).map((each) => each.process),
      kill: async (name, replica = 0) => void (await one(name, replica).process.end("SIGKILL")),
      async revive(name, replica = 0) {
        const dead = one(name, replica);
        dead.process = await startPlayhead(dead.environment, [name]);
      },
      stopPostgres: async () => cluster[Symbol.asyncDispose](),
      async startPostgres() {
        await cluster[Symbol.asyncDispose]();
        cluster = await startPostgresCluster({ folder, port: Number(new URL(cluster.adminUrl("x")).port) });
      },
      [Symbol.asyncDispose]: () => lifecycle.close(),
    };
  } catch (error) {
    await lifecycle.close().catch(() => undefined);
    throw error;
  }
}

function hurrying(hurry: ApartHouseOptions["hurry"]): Record<string, string> {
  if (!hurry) return {};
  const before = pathToFileURL(path.resolve("dist/bench/night/hurried-process.js"));
  return {
    NODE_OPTIONS: `--import=${before.href}`,
    HURRY_SINCE: String(hurry.since),
    HURRY_PACES: JSON.stringify(hurry.paces),
    // Ten seconds of the machine, whose answers are not hurried.
    REFRESH_GRACE_SECONDS: String(Math.min(120, Math.ceil(10 * highestOf(hurry.paces)))),
  };
}

function highestOf(paces: readonly Pace[]): number {
  return Math.max(1, ...paces.map(({ speed }) => speed));
}
