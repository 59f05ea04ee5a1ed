import { parseArgs } from "node:util";
import { systemClock } from "../lib/clock.js";
import { ConfigError, describeSettings, readConfig } from "../lib/config.js";
import { demandFreePort } from "../lib/http/listening.js";
import { randomIds } from "../lib/ids.js";
import { Lifecycle, within } from "../lib/lifecycle.js";
import { createLogger } from "../lib/logger.js";
import { applyMigrations } from "../lib/schema-engine.js";
import { lockDataFolder } from "./data-lock.js";
import { DEMO, furnishDemo } from "./demo.js";
import { startHouse } from "./house.js";
import { type ServiceName, services } from "./manifest.js";
import { startPostgresCluster } from "./postgres-cluster.js";
import { databaseSettingOf, settings } from "./settings.js";

/** From the first signal until the process ends, whatever still hangs. */
const DRAIN_WITHIN_MS = 15_000;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { help: { type: "boolean", short: "h" } },
    allowPositionals: false,
  });
  if (values.help) {
    console.log(
      ["Usage: npm start", "", "Settings, read from the environment:", ...describeSettings(settings)].join(
        "\n",
      ),
    );
    return;
  }
  const startedAt = systemClock.now();
  const config = readConfig(settings, process.env);
  await demandFreePort(config);
  const lifecycle = new Lifecycle("playhead");
  endOnSignals(lifecycle);
  try {
    const databaseUrls = await openDatabases(config, lifecycle);
    const isDevelopment = config.nodeEnv !== "production";
    const house = lifecycle.use(
      "house",
      await startHouse({
        port: config.port,
        host: config.host,
        databaseUrls,
        introspection: isDevelopment,
        clock: systemClock,
        ids: randomIds,
        log: createLogger(config.logLevel),
      }),
    );
    if (isDevelopment) await furnishDemo(house, systemClock);
    house.gateway.setReady(true);
    greet(house.gateway.url, house.gateway.webSocketUrl, systemClock.now() - startedAt, isDevelopment);
  } catch (error) {
    await lifecycle.close().catch(() => undefined);
    throw error;
  }
}

async function openDatabases(
  config: ReturnType<typeof readConfig<typeof settings>>,
  lifecycle: Lifecycle,
): Promise<Record<ServiceName, string>> {
  const given = (service: ServiceName) => config[databaseSettingOf(service)] as string | undefined;
  const needsOwn = services.some(({ name }) => given(name) === undefined);
  if (needsOwn) lifecycle.use("data folder", await lockDataFolder(config.dataDir));
  const cluster = needsOwn
    ? lifecycle.use("PostgreSQL", await startPostgresCluster({ folder: config.dataDir }))
    : undefined;
  const urls = await allOrFirstFailure(
    services.map(async ({ name }) => {
      const url = given(name) ?? (await cluster?.provide(name)) ?? "";
      await applyMigrations(url, `prisma/${name}/migrations`);
      return [name, url] as const;
    }),
  );
  return Object.fromEntries(urls) as Record<ServiceName, string>;
}

/** As Promise.all, but a failure waits for the others: nobody is still at work when what they work on is released. */
async function allOrFirstFailure<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(works);
  return settled.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

/** The first signal drains and ends; the second ends at once. */
function endOnSignals(lifecycle: Lifecycle): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, async () => {
      process.once("SIGINT", () => process.exit(1));
      const isDone = await within(DRAIN_WITHIN_MS, lifecycle.close());
      if (!isDone)
        console.error(`still open after ${DRAIN_WITHIN_MS / 1_000} s: ${lifecycle.describe().join(", ")}`);
      process.exit(isDone ? 0 : 1);
    });
  }
}

function greet(url: string, webSocketUrl: string, tookMs: number, hasDemo: boolean): void {
  const query =
    "{ channels(first: 5) { edges { node { number title now { title stop } next { title start } } } } }";
  const household = `  Household  ${DEMO.email} / ${DEMO.password}   (two streams; development only)`;
  console.log(
    [
      `Playhead is ready after ${(tookMs / 1_000).toFixed(1)} s.`,
      "",
      `  GraphQL    ${url}`,
      `  WebSocket  ${webSocketUrl}`,
      ...(hasDemo ? [household] : []),
      "",
      "What is on now:",
      "",
      `  curl -s ${url} -H 'content-type: application/json' -d '${JSON.stringify({ query })}'`,
      "",
      "Ctrl-C ends it; the data stays.",
    ].join("\n"),
  );
}

await main().catch((error: unknown) => {
  const isTold =
    error instanceof ConfigError || (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS");
  console.error(`Playhead did not start: ${(error as Error).message}`);
  if (isTold) console.error("npm start -- --help lists every setting.");
  // Everything is closed; a ten-second timer inside the schema engine would hold the process all the same.
  process.exit(1);
});
