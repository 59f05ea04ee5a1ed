import { parseArgs } from "node:util";
import { systemClock } from "../lib/clock.js";
import { ConfigError, describeSettings, readConfig } from "../lib/config.js";
import { authorityOf, demandFreePort } from "../lib/http/listening.js";
import { randomIds } from "../lib/ids.js";
import { Lifecycle, within } from "../lib/lifecycle.js";
import { createLogger, type Logger } from "../lib/logger.js";
import { applyMigrations } from "../lib/schema-engine.js";
import { createLogMailer, createSmtpMailer, type Mailer } from "../subgraphs/accounts/mailer.js";
import { developmentPayments } from "../subgraphs/accounts/payments.js";
import type { CatalogEnvironment } from "../subgraphs/catalog/server.js";
import type { StreamTemplates } from "../subgraphs/playback/domain/stream-template.js";
import { startGatewayApart, startServiceApart } from "./apart.js";
import { lockDataFolder } from "./data-lock.js";
import { DEMO, furnishDemo } from "./demo.js";
import { edgeConfigOf } from "./gateway-settings.js";
import { startHouse } from "./house.js";
import { neighboursOf, type ProcessName, processNames, type ServiceName, services } from "./manifest.js";
import { startPostgresCluster } from "./postgres-cluster.js";
import { recordingsOptionsOf } from "./recordings-settings.js";
import { addressSettingOf, apartSettings, databaseSettingOf, settings } from "./settings.js";
import { openTelemetry } from "./telemetry.js";

/** From the first signal until the process ends, whatever still hangs; below the 30 s that Kubernetes gives. */
const DRAIN_WITHIN_MS = 25_000;

/** What the command line cannot be understood as. */
class UsageError extends Error {
  override readonly name = "UsageError";
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  const name = processNamed(positionals);
  if (values.help) return console.log(usage(name));
  const lifecycle = new Lifecycle("playhead");
  endOnSignals(lifecycle);
  try {
    if (name) await startApart(name, lifecycle);
    else await startAllInOne(lifecycle);
  } catch (error) {
    await lifecycle.close().catch(() => undefined);
    throw error;
  }
}

function processNamed([first, ...rest]: readonly string[]): ProcessName | undefined {
  if (first === undefined) return undefined;
  const found = processNames.find((name) => name === first);
  if (found && rest.length === 0) return found;
  throw new UsageError(
    `"${[first, ...rest].join(" ")}" is not a process: name one of ${processNames.join(", ")}, or none for all in one`,
  );
}

function usage(name: ProcessName | undefined): string {
  return [
    `Usage: npm start                the whole house in one process`,
    `       npm start -- <process>   one of ${processNames.join(", ")} on its own (--help for its settings)`,
    "",
    "Settings, read from the environment:",
    ...describeSettings(name ? apartSettings(name) : settings),
  ].join("\n");
}

async function startAllInOne(lifecycle: Lifecycle): Promise<void> {
  const startedAt = systemClock.now();
  const config = readConfig(settings, process.env);
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
      viewHistoryMonths: config.viewHistoryMonths,
      recordings: recordingsOptionsOf(config),
      publicUrl: config.publicUrl,
      verificationUri: config.verificationUri,
      mailer: mailerOf(config, isDevelopment, createLogger(config.logLevel)),
      streamTemplates: config.streamTemplates,
      introspection: isDevelopment,
      edge: edgeConfigOf(config),
      allowedOrigins: config.allowedOrigins ?? (isDevelopment ? null : []),
      payments: isDevelopment ? developmentPayments : undefined,
      clock: systemClock,
      ids: randomIds,
      ...{ log, metrics },
    }),
  );
  if (isDevelopment) await furnishDemo(house, systemClock);
  house.gateway.setReady(true);
  reloadOnHangUp(() => house.gateway.reload());
  greet(house.gateway.url, house.gateway.webSocketUrl, systemClock.now() - startedAt, isDevelopment);
}

async function startApart(name: ProcessName, lifecycle: Lifecycle): Promise<void> {
  const config = readConfig(apartSettings(name), process.env);
  await demandFreePort(config);
  const log = createLogger(config.logLevel);
  const metrics = await openTelemetry(name, config, { lifecycle, log });
  const origins = neighboursOf(name).map(
    (service) => [service, settingOf<readonly string[]>(config, addressSettingOf(service))] as const,
  );
  const shared = {
    port: config.port,
    host: config.host,
    redisUrl: config.redisUrl,
    serviceSecret: config.serviceSecret,
    origins: Object.fromEntries(origins),
    drainNoticeMs: config.drainNoticeMs,
    clock: systemClock,
    ids: randomIds,
    ...{ log, metrics },
  };
  const isDevelopment = config.nodeEnv !== "production";
  const running = lifecycle.use(
    name,
    name === "gateway"
      ? await startGatewayApart({
          ...shared,
          introspection: isDevelopment,
          edge: edgeConfigOf(config),
          allowedOrigins:
            settingOf<readonly string[] | undefined>(config, "allowedOrigins") ?? (isDevelopment ? null : []),
        })
      : await startServiceApart(name, {
          ...shared,
          databaseUrl: await migrated(name, settingOf<string>(config, databaseSettingOf(name))),
          hasDemo: isDevelopment && config.demo === "on",
          payments: isDevelopment ? developmentPayments : undefined,
          verificationUri: settingOf<string | undefined>(config, "verificationUri"),
          mailer: name === "accounts" ? mailerOf(config, isDevelopment, shared.log) : undefined,
          publicUrl: settingOf<string | undefined>(config, "publicUrl"),
          guideHttp: settingOf<boolean | undefined>(config, "guideHttp") ?? false,
          guideSources: settingOf<CatalogEnvironment["guideSources"]>(config, "guideSources"),
          viewHistoryMonths: settingOf<number | undefined>(config, "viewHistoryMonths"),
          streamTemplates: settingOf<StreamTemplates | undefined>(config, "streamTemplates"),
          recordings: recordingsOptionsOf({
            recordingsFolder: settingOf(config, "recordingsFolder"),
            recordingsCopies: settingOf(config, "recordingsCopies"),
            recordingSources: settingOf(config, "recordingSources"),
          }),
        }),
  );
  running.setReady(true);
  reloadOnHangUp(() => running.reload?.());
  console.log(
    `Playhead's ${name} is ready at http://${authorityOf({ host: config.host, port: running.port })}`,
  );
}

/** Codes are printed in development alone; elsewhere they go by mail, or not at all. */
function mailerOf(config: object, isDevelopment: boolean, log: Logger): Mailer | undefined {
  const url = settingOf<string | undefined>(config, "smtpUrl");
  if (url !== undefined) return createSmtpMailer({ url, from: settingOf<string>(config, "mailFrom") });
  return isDevelopment ? createLogMailer(log) : undefined;
}

/** Settings that depend on the process have names that only it knows. */
function settingOf<T>(config: object, setting: string): T {
  return (config as Record<string, T>)[setting] as T;
}

async function openDatabases(
  config: ReturnType<typeof readConfig<typeof settings>>,
  lifecycle: Lifecycle,
): Promise<Record<ServiceName, string>> {
  const given = (service: ServiceName) => config[databaseSettingOf(service)];
  const needsOwn = services.some(({ name }) => given(name) === undefined);
  if (needsOwn) lifecycle.use("data folder", await lockDataFolder(config.dataDir));
  const cluster = needsOwn
    ? lifecycle.use("PostgreSQL", await startPostgresCluster({ folder: config.dataDir }))
    : undefined;
  const urls = await allOrFirstFailure(
    services.map(
      async ({ name }) =>
        [name, await migrated(name, given(name) ?? (await cluster?.provide(name)) ?? "")] as const,
    ),
  );
  return Object.fromEntries(urls) as Record<ServiceName, string>;
}

/** A service's database, with its newest tables. Replicas that start together wait for each other. */
async function migrated(service: ServiceName, url: string): Promise<string> {
  await applyMigrations(url, `prisma/${service}/migrations`);
  return url;
}

/** As Promise.all, but a failure waits for the others: nobody is still at work when what they work on is released. */
async function allOrFirstFailure<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(works);
  return settled.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}

/** Without this the signal would end the process; a service has nothing to reload. */
function reloadOnHangUp(reload: () => unknown): void {
  process.on("SIGHUP", () => void reload());
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

function isAboutUsage(error: unknown): boolean {
  const isOfParser = (error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS") ?? false;
  return isOfParser || error instanceof ConfigError || error instanceof UsageError;
}

await main().catch((error: unknown) => {
  console.error(`Playhead did not start: ${(error as Error).message}`);
  if (isAboutUsage(error)) console.error("npm start -- --help lists every setting.");
  // Everything is closed; a ten-second timer inside the schema engine would hold the process all the same.
  process.exit(1);
});
