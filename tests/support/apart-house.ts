import { type ProcessName, type ServiceName, services } from "../../launcher/manifest.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { createTestDatabase } from "./databases.js";
import { type PlayheadProcess, startPlayhead } from "./playhead-process.js";
import { type RedisServer, startRedisServer } from "./redis-servers.js";
import { createTestClient, type TestClient } from "./test-client.js";

/** What a process depends on, and tests put a proxy before. */
export type Dependency = ServiceName | `${ServiceName} database` | "redis";

/** The house as separate processes over HTTP, on a real PostgreSQL and a real Redis of its own. */
export interface ApartHouse extends TestClient, AsyncDisposable {
  readonly redis: RedisServer;
  readonly url: string;
  /** The replicas of a process, in the order they were started. */
  processes(name: ProcessName): readonly PlayheadProcess[];
}

export interface ApartHouseOptions {
  /** Of each service. */
  readonly replicas: number;
  /** How long a process that stops goes on answering; none, unless a test is about that. */
  readonly drainNoticeMs?: number;
  /** Settings of the gateways beside those that all processes have. */
  readonly gatewaySettings?: Readonly<Record<string, string>>;
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
  };
  const running = new Map<ProcessName, PlayheadProcess[]>();
  const addresses: Record<string, string> = {};

  const start = async (name: ProcessName, environment: Record<string, string>) => {
    const started = lifecycle.use(
      name,
      await startPlayhead({ ...shared, ...addresses, ...environment }, [name]),
    );
    running.set(name, [...(running.get(name) ?? []), started]);
    return started;
  };

  try {
    // In the manifest's order, each after those that it asks.
    for (const { name } of services) {
      const database = lifecycle.use(`${name} database`, await createTestDatabase(name));
      const databaseUrl = await through(`${name} database`, database.url);
      const origins: string[] = [];
      for (let replica = 0; replica < options.replicas; replica += 1) {
        const { url } = await start(name, {
          [`DATABASE_URL_${name.toUpperCase()}`]: databaseUrl,
          DEMO: replica === 0 ? "on" : "off",
        });
        origins.push(await through(name, url));
      }
      addresses[`${name.toUpperCase()}_URL`] = origins.join(",");
    }
    const { url } = await start("gateway", { ...options.gatewaySettings });
    for (let gateway = 1; gateway < (options.gateways ?? 1); gateway += 1) {
      await start("gateway", { ...options.gatewaySettings });
    }
    return {
      ...createTestClient(`${url}/graphql`, lifecycle),
      url: `${url}/graphql`,
      redis,
      processes: (name) => running.get(name) ?? [],
      [Symbol.asyncDispose]: () => lifecycle.close(),
    };
  } catch (error) {
    await lifecycle.close().catch(() => undefined);
    throw error;
  }
}
