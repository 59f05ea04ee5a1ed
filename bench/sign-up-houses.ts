import path from "node:path";
import { neighboursOf, type ServiceName, services } from "../launcher/manifest.js";
import { startPostgresCluster } from "../launcher/postgres-cluster.js";
import type { Lifecycle } from "../lib/lifecycle.js";
import { startPlayhead } from "../tests/support/playhead-process.js";
import { startRedisServer } from "../tests/support/redis-servers.js";

/** Everything in one process, or a process for each service and the gateway, as it is deployed. */
export type SetUp = "in one process" | "apart";

/** Whoever measures says where each request comes from. */
const SHARED = { PORT: "0", LOG_LEVEL: "fatal", TRUSTED_PROXIES: "127.0.0.1" };
const SERVICE_SECRET = "a secret of this bench, and of nothing else";

/**
 * Starts the built house as an operator does, on a PostgreSQL of its own in `folder`; the address of its endpoint.
 * `settings` are for all of its processes.
 */
export async function startBenchHouse(
  setUp: SetUp,
  folder: string,
  lifecycle: Lifecycle,
  settings: Readonly<Record<string, string>> = {},
): Promise<string> {
  if (setUp === "in one process") {
    const house = lifecycle.use("house", await startPlayhead({ ...SHARED, ...settings, DATA_DIR: folder }));
    return house.url;
  }
  const redis = lifecycle.use("redis", await startRedisServer());
  const cluster = lifecycle.use(
    "PostgreSQL",
    await startPostgresCluster({ folder: path.join(folder, "apart") }),
  );
  const addresses = new Map<ServiceName, string>();
  const settingsOf = (name: ServiceName | "gateway") => ({
    ...SHARED,
    ...settings,
    REDIS_URL: redis.url,
    SERVICE_SECRET,
    DEMO: "on",
    ...Object.fromEntries(
      neighboursOf(name).map((service) => [`${service.toUpperCase()}_URL`, addresses.get(service) ?? ""]),
    ),
  });
  for (const { name } of services) {
    const databaseUrl = await cluster.provide(name);
    const own = { ...settingsOf(name), [`DATABASE_URL_${name.toUpperCase()}`]: databaseUrl };
    addresses.set(name, lifecycle.use(name, await startPlayhead(own, [name])).url);
  }
  const gateway = lifecycle.use("gateway", await startPlayhead(settingsOf("gateway"), ["gateway"]));
  return `${gateway.url}/graphql`;
}
