import { startGateway } from "../gateway/server.js";
import { assertNever } from "../lib/assert-never.js";
import type { Clock } from "../lib/clock.js";
import { openEventBus } from "../lib/events/event-bus.js";
import { createRedisLiveBus } from "../lib/events/redis-live-bus.js";
import { createHttpTransport } from "../lib/http/http-transport.js";
import { createPublicKeysReader } from "../lib/http/public-keys.js";
import { createServiceTokens } from "../lib/http/service-token.js";
import { startSubgraphServer } from "../lib/http/subgraph-server.js";
import type { Ids } from "../lib/ids.js";
import { type Lifecycle, opening } from "../lib/lifecycle.js";
import type { Logger } from "../lib/logger.js";
import { RevocationList } from "../lib/revocations.js";
import type { RunningService } from "../lib/service.js";
import type { Metrics } from "../lib/telemetry/metrics.js";
import { observedSubgraph } from "../lib/telemetry/observed-subgraph.js";
import { observedTransport } from "../lib/telemetry/observed-transport.js";
import { createViewerVerifier } from "../lib/viewer.js";
import type { Mailer } from "../subgraphs/accounts/mailer.js";
import type { PaymentProvider } from "../subgraphs/accounts/payments.js";
import { type Accounts, startAccounts } from "../subgraphs/accounts/server.js";
import { type CatalogEnvironment, startCatalog } from "../subgraphs/catalog/server.js";
import type { StreamTemplates } from "../subgraphs/playback/domain/stream-template.js";
import { type Playback, type PlaybackEnvironment, startPlayback } from "../subgraphs/playback/server.js";
import { type RecordingsOptions, startRecordings } from "../subgraphs/recordings/server.js";
import { startViewing } from "../subgraphs/viewing/server.js";
import { furnishGuide, furnishHousehold, furnishVod } from "./demo.js";
import type { EdgeConfig } from "./gateway-settings.js";
import { TOKENS } from "./house.js";
import { callersOf, householdServices, type ServiceName } from "./manifest.js";

/** One process of the house: a service, or the gateway. */
export interface ApartProcess extends AsyncDisposable {
  readonly port: number;
  setReady(isReady: boolean): void;
  /** Of the gateway: serves a newer supergraph, where there is one. */
  reload?(): Promise<boolean>;
}

export interface ApartConfig {
  readonly port: number;
  readonly host: string;
  readonly redisUrl: string;
  /** Signs what services ask each other. */
  readonly serviceSecret: string;
  /** Origins of the replicas of each service that this process asks. */
  readonly origins: Readonly<Partial<Record<ServiceName, readonly string[]>>>;
  readonly drainNoticeMs: number;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  /** Where the process counts what it does, when it is asked to. */
  readonly metrics?: Metrics | undefined;
}

/** What a service needs beside what every process does. */
export interface ServiceOptions {
  readonly databaseUrl: string;
  readonly hasDemo: boolean;
  /** Who takes the money; without one nothing can be bought. */
  readonly payments: PaymentProvider | undefined;
  /** Who takes mail to addresses; without one none goes out. */
  readonly mailer: Mailer | undefined;
  /** Where a phone types in the code that a television shows. */
  readonly verificationUri: string | undefined;
  /** Where clients reach the gateway. */
  readonly publicUrl: string | undefined;
  /** Whether guides may be fetched without TLS. */
  readonly guideHttp: boolean;
  /** Guides that the catalog imports by itself. */
  readonly guideSources?: CatalogEnvironment["guideSources"];
  /** Whole months that the archive of histories is kept. */
  readonly viewHistoryMonths: number | undefined;
  /** Where everything streams from; the demo's where it is left out. */
  readonly streamTemplates: StreamTemplates | undefined;
  /** Where recordings are kept and come from. */
  readonly recordings: RecordingsOptions;
}

/** What this process reaches the others by. */
function openWays(name: string, config: ApartConfig, lifecycle: Lifecycle) {
  const { clock, log, redisUrl, serviceSecret: secret } = config;
  const tokens = createServiceTokens({ name, secret, clock });
  const services = Object.fromEntries(
    Object.entries(config.origins).map(([service, origins]) => [service, origins ?? []]),
  );
  const { metrics } = config;
  const transport = createHttpTransport({ services, tokens, clock, log, metrics });
  lifecycle.use("service connections", transport);
  const peers = metrics ? observedTransport(transport, { caller: name, metrics }) : transport;
  const live = lifecycle.use("live bus", createRedisLiveBus({ url: redisUrl, log }));
  const keys = createPublicKeysReader(config.origins.accounts ?? []);
  const events = lifecycle.use("events", openEventBus(config));
  const revocations = new RevocationList(clock);
  lifecycle.use("revocations", revocations.listenTo(events));
  return { tokens, peers, live, events, keys, revocations };
}

/** Starts the gateway alone: its subgraphs are asked over HTTP. */
export function startGatewayApart(
  config: ApartConfig & {
    readonly introspection: boolean;
    readonly allowedOrigins: readonly string[] | null;
    readonly edge: EdgeConfig;
  },
): Promise<ApartProcess> {
  return opening("gateway process", async (lifecycle) => {
    const { clock, log, port, host, introspection, drainNoticeMs } = config;
    const { peers, live, keys, revocations } = openWays("gateway", config, lifecycle);
    const gateway = lifecycle.use(
      "gateway",
      await startGateway({
        ...(await config.edge.reloadFrom()),
        verifier: createViewerVerifier({ ...TOKENS, clock, keys, revocations }),
        transport: peers,
        allowedOrigins: config.allowedOrigins,
        redisUrl: config.redisUrl,
        ...config.edge,
        streamKeys: createPublicKeysReader(config.origins.playback ?? []),
        limits: { ...config.edge.limits, drainNoticeMs },
        hasGraphiQl: introspection,
        ...{ port, host, introspection, live, clock, log, metrics: config.metrics },
      }),
    );
    return {
      port: gateway.port,
      setReady: (isReady) => gateway.setReady(isReady),
      reload: () => gateway.reload(),
      [Symbol.asyncDispose]: () => lifecycle.close(),
    };
  });
}

/** Starts one service alone, furnished with the demo where asked. */
export function startServiceApart(
  name: ServiceName,
  config: ApartConfig & ServiceOptions,
): Promise<ApartProcess> {
  return opening(`${name} process`, async (lifecycle) => {
    const { clock, ids, log, redisUrl, databaseUrl, port, host, drainNoticeMs, metrics } = config;
    const { tokens, peers, live, events, keys, revocations } = openWays(name, config, lifecycle);
    let accounts: Accounts | undefined;
    // Accounts verifies with its own keys, which are there once it has started.
    const ownKeys = async () => accounts?.publicKeys() ?? { keys: [] };
    const keysOfAccounts = name === "accounts" ? ownKeys : keys;
    const verifier = createViewerVerifier({ ...TOKENS, clock, keys: keysOfAccounts, revocations });
    const { guideHttp, guideSources, streamTemplates } = config;
    const shared = { clock, ids, live, events, redisUrl, log, metrics, verifier, peers };
    const environment = { ...shared, databaseUrl, guideHttp, guideSources, streamTemplates };
    const service = lifecycle.use(name, await startService(name, environment, config));
    if (isAccounts(service)) accounts = service;
    const server = lifecycle.use(
      "server",
      await startSubgraphServer({
        subgraph: metrics ? observedSubgraph(service.subgraph, metrics) : service.subgraph,
        tokens,
        callers: callersOf(name),
        publicKeys: accounts?.publicKeys ?? (isPlayback(service) ? service.streamKeys : undefined),
        ...{ port, host, clock, log, drainNoticeMs },
      }),
    );
    return {
      port: server.port,
      setReady: (isReady) => server.setReady(isReady),
      [Symbol.asyncDispose]: () => lifecycle.close(),
    };
  });
}

function isAccounts(service: RunningService): service is Accounts {
  return "publicKeys" in service;
}

function isPlayback(service: RunningService): service is Playback {
  return "streamKeys" in service;
}

async function startService(
  name: ServiceName,
  environment: CatalogEnvironment & PlaybackEnvironment,
  { hasDemo, payments, mailer, publicUrl, verificationUri, viewHistoryMonths, recordings }: ServiceOptions,
): Promise<RunningService> {
  switch (name) {
    case "accounts": {
      const accounts = await startAccounts({
        ...{ ...environment, ...TOKENS, householdServices },
        ...(payments && { payments }),
        ...(mailer && { mailer }),
        ...(verificationUri !== undefined && { verificationUri }),
        ...(publicUrl !== undefined && { publicUrl: () => publicUrl }),
      });
      if (hasDemo) await furnishHousehold(accounts, environment.clock);
      return accounts;
    }
    case "catalog": {
      const catalog = await startCatalog(environment);
      if (hasDemo) {
        await furnishGuide(catalog, environment.clock);
        await furnishVod(catalog);
      }
      return catalog;
    }
    case "viewing":
      return startViewing({ ...environment, viewHistoryMonths });
    case "playback":
      return startPlayback(environment);
    case "recordings":
      return startRecordings({ ...environment, ...recordings });
    default:
      return assertNever(name, "service");
  }
}
