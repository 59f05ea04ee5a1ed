import { systemClock } from "../lib/clock.js";
import { readConfig } from "../lib/config.js";
import { demandFreePort } from "../lib/http/listening.js";
import { randomIds } from "../lib/ids.js";
import type { Lifecycle } from "../lib/lifecycle.js";
import { createLogger } from "../lib/logger.js";
import { createDevelopmentPayments } from "../subgraphs/accounts/payments.js";
import { openHasher, openMailer } from "./accounts-parts.js";
import { lockDataFolder } from "./data-lock.js";
import { DEMO, furnishDemo } from "./demo.js";
import { edgeConfigOf } from "./gateway-settings.js";
import { startHouse } from "./house.js";
import { type ServiceName, services } from "./manifest.js";
import { migrated } from "./migrated-database.js";
import { startPostgresCluster } from "./postgres-cluster.js";
import { recordingsOptionsOf } from "./recordings-settings.js";
import { reloadOnHangUp } from "./reload-signal.js";
import { databaseSettingOf, settings } from "./settings.js";
import { demandedTemplates } from "./stream-settings.js";
import { openTelemetry } from "./telemetry.js";

/** Starts the whole house in this process, on an embedded PostgreSQL where no other is named; gives what to say of it. */
export async function startAllInOne(lifecycle: Lifecycle): Promise<string> {
  const startedAt = systemClock.now();
  const config = readConfig(settings, process.env);
  // Before the port: whoever starts twice is told what runs, and not to take another port.
  if (needsOwnPostgres(config)) lifecycle.use("data folder", await lockDataFolder(config.dataDir));
  await demandFreePort(config);
  const log = createLogger(config.logLevel);
  const metrics = await openTelemetry("house", config, { lifecycle, log });
  const databaseUrls = await openDatabases(config, lifecycle);
  const isDevelopment = config.nodeEnv !== "production";
  const house = lifecycle.use(
    "house",
    await startHouse({
      port: config.port,
      host: config.host,
      databaseUrls,
      guideHttp: config.guideHttp,
      guideSources: config.guideSources,
      guideKeptDays: config.guideKeptDays,
      viewHistoryMonths: config.viewHistoryMonths,
      recordings: recordingsOptionsOf(config),
      publicUrl: config.publicUrl,
      verificationUri: config.verificationUri,
      refreshGraceMs: config.refreshGraceSeconds * 1_000,
      mailer: await openMailer(config, isDevelopment, createLogger(config.logLevel)),
      hasher: await openHasher(lifecycle),
      streamTemplates: demandedTemplates(config.streamTemplates, { isDevelopment, log }),
      introspection: isDevelopment,
      edge: edgeConfigOf(config),
      allowedOrigins: config.allowedOrigins ?? (isDevelopment ? null : []),
      payments: isDevelopment ? createDevelopmentPayments() : undefined,
      clock: systemClock,
      ids: randomIds,
      log,
      metrics,
      furnish: isDevelopment ? (rooms) => furnishDemo(rooms, systemClock) : undefined,
    }),
  );
  house.gateway.setReady(true);
  reloadOnHangUp(() => house.gateway.reload());
  return greeting(
    house.gateway.url,
    house.gateway.webSocketUrl,
    systemClock.now() - startedAt,
    isDevelopment,
  );
}

type Config = ReturnType<typeof readConfig<typeof settings>>;

function needsOwnPostgres(config: Config): boolean {
  return services.some(({ name }) => config[databaseSettingOf(name)] === undefined);
}

async function openDatabases(config: Config, lifecycle: Lifecycle): Promise<Record<ServiceName, string>> {
  const given = (service: ServiceName) => config[databaseSettingOf(service)];
  const cluster = needsOwnPostgres(config)
    ? await lifecycle.open("PostgreSQL", (signal) => startPostgresCluster({ folder: config.dataDir, signal }))
    : undefined;
  const urls = await allOrFirstFailure(
    services.map(
      async ({ name }) =>
        [name, await migrated(name, given(name) ?? (await cluster?.provide(name)) ?? "")] as const,
    ),
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

function greeting(url: string, webSocketUrl: string, tookMs: number, hasDemo: boolean): string {
  const query =
    "{ channels(first: 5) { edges { node { number title now { title stop } next { title start } } } } }";
  const household = `  Household  ${DEMO.email} / ${DEMO.password}   (two streams; development only)`;
  const page = `  See it     ${new URL("/", url).href}   (a television, and a phone for it in a second window)`;
  return [
    `Playhead is ready after ${(tookMs / 1_000).toFixed(1)} s.`,
    "",
    `  GraphQL    ${url}`,
    `  WebSocket  ${webSocketUrl}`,
    ...(hasDemo ? [household, page] : []),
    "",
    "What is on now:",
    "",
    `  curl -s ${url} -H 'content-type: application/json' -d '${JSON.stringify({ query })}'`,
    "",
    "Ctrl-C ends it; the data stays.",
  ].join("\n");
}
