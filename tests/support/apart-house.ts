import { type ProcessName, type ServiceName, services } from "../../launcher/manifest.js";
import { systemClock } from "../../lib/clock.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { createTestDatabase } from "./databases.js";
import { createDemoCatalog } from "./demo-catalog.js";
import { type PlayheadProcess, startPlayhead } from "./playhead-process.js";
import { type RedisServer, startRedisServer } from "./redis-servers.js";
import { type PlannedProcess, StartPlan } from "./start-plan.js";
import { createTestClient, type TestClient } from "./test-client.js";

/** What a process depends on, and tests put a proxy before. */
export type Dependency = ServiceName | `${ServiceName} database` | "redis";

/** The house as separate processes over HTTP, on a real PostgreSQL and a real Redis of its own. */
export interface ApartHouse extends TestClient, AsyncDisposable {
  readonly redis: RedisServer;
  readonly url: string;
  /** The replicas of a process, in the order they were started. */
  processes(name: ProcessName): readonly PlayheadProcess[];
  /** One more process with the settings of the last, as after a restart: it knows nothing of before. */
  another(name: ProcessName): Promise<PlayheadProcess>;
}

export interface ApartHouseOptions {
  /** Of each service. */
  readonly replicas: number;
  /** How long a process that stops goes on answering; none, unless a test is about that. */
  readonly drainNoticeMs?: number;
  /** Of all processes, beside those that they have anyway. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Settings of the gateways beside those that all processes have. */
  readonly gatewaySettings?: Readonly<Record<string, string>>;
  /** The catalog imports the demo's guide itself, as with `DEMO=on` on an empty database; else it finds it there. */
  readonly importsGuide?: boolean;
  /** One unless it says otherwise; the client talks to the first. */
  readonly gateways?: number;
  /** Puts something between a process and what it depends on, such as a proxy; gives the address to use. */
  readonly through?: (dependency: Dependency, url: string) => Promise<string>;
}

const SERVICE_SECRET = "a secret of these tests, and of nothing else";

export async function startApartHouse(options: ApartHouseOptions): Promise<ApartHouse> {
  const lifecycle = new Lifecycle("apart house");
  const through = options.through ?? ((_dependency, url) => Promise.resolve(url));
  const redis = lifecycle.use("redis", await startRedisServer());
  const shared = {
    PORT: "0",
    REDIS_URL: await through("redis", redis.url),
    SERVICE_SECRET,
    DRAIN_NOTICE_MS: String(options.drainNoticeMs ?? 0),
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent",
    ...options.settings,
  };
  const running = new Map<ProcessName, PlayheadProcess[]>();
  const settings = new Map<ProcessName, PlannedProcess["environment"]>();
  const addresses: Record<string, string> = {};

  const start = async ({ name, replica, environment }: PlannedProcess) => {
    settings.set(name, environment);
    const started = lifecycle.use(
      name,
      await startPlayhead({ ...shared, ...addresses, ...environment }, [name]),
    );
    const replicas = running.get(name) ?? [];
    replicas[replica] = started;
    running.set(name, replicas);
    return started;
  };

  try {
    const plan = new StartPlan();
    for (const { name } of services) {
      const isFilled = name === "catalog" && !options.importsGuide;
      const created = isFilled ? createDemoCatalog("today", systemClock) : createTestDatabase(name);
      const database = lifecycle.use(`${name} database`, await created);
      const databaseUrl = await through(`${name} database`, database.url);
      const replicas = Array.from({ length: options.replicas }, (_, replica) => ({
        [`DATABASE_URL_${name.toUpperCase()}`]: databaseUrl,
        DEMO: replica === 0 ? "on" : "off",
      }));
      const urls = await plan.add(name, replicas);
      const origins = await Promise.all(urls.map((url) => through(name, url)));
      addresses[`${name.toUpperCase()}_URL`] = origins.join(",");
    }
    const gateways = Array.from({ length: options.gateways ?? 1 }, () => ({ ...options.gatewaySettings }));
    const [url = ""] = await plan.add("gateway", gateways);
    await plan.start(start);
    return {
      ...createTestClient(`${url}/graphql`, lifecycle),
      url: `${url}/graphql`,
      redis,
      processes: (name) => running.get(name) ?? [],
      async another(name) {
        const environment = { ...settings.get(name), PORT: "0" };
        return start({ name, replica: running.get(name)?.length ?? 0, environment });
      },
      [Symbol.asyncDispose]: () => lifecycle.close(),
    };
  } catch (error) {
    await lifecycle.close().catch(() => undefined);
    throw error;
  }
}
