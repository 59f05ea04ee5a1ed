import { readGatewayFiles } from "../gateway/gateway-files.js";
import type { Gateway, GatewayConfig } from "../gateway/server.js";
import { startGateway } from "../gateway/server.js";
import type { Clock } from "../lib/clock.js";
import { openEventBus } from "../lib/events/event-bus.js";
import { createInProcessLiveBus } from "../lib/events/live-bus.js";
import type { Ids } from "../lib/ids.js";
import { type Lifecycle, opening } from "../lib/lifecycle.js";
import type { Logger } from "../lib/logger.js";
import { RevocationList } from "../lib/revocations.js";
import {
  type RunningService,
  type ServiceEnvironment,
  type ServiceTransport,
  serviceUnavailable,
} from "../lib/service.js";
import type { Metrics } from "../lib/telemetry/metrics.js";
import { observedSubgraph } from "../lib/telemetry/observed-subgraph.js";
import { observedTransport } from "../lib/telemetry/observed-transport.js";
import { createViewerVerifier } from "../lib/viewer.js";
import type { Mailer } from "../subgraphs/accounts/mailer.js";
import type { PasswordHasher } from "../subgraphs/accounts/password-hasher.js";
import type { PaymentProvider } from "../subgraphs/accounts/payments.js";
import { type Accounts, startAccounts } from "../subgraphs/accounts/server.js";
import { type Catalog, type CatalogEnvironment, startCatalog } from "../subgraphs/catalog/server.js";
import type { StreamTemplates } from "../subgraphs/playback/domain/stream-template.js";
import { startPlayback } from "../subgraphs/playback/server.js";
import { type RecordingsOptions, startRecordings } from "../subgraphs/recordings/server.js";
import { startViewing } from "../subgraphs/viewing/server.js";
import type { EdgeConfig } from "./gateway-settings.js";
import { householdServices, type ProcessName, type ServiceName, TOKENS } from "./manifest.js";
import { pageSettings } from "./page-settings.js";
import { recordingsOptionsOf } from "./recordings-settings.js";

/** All services and the gateway in one process; subgraphs are called in memory. */
export interface House extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly accounts: Accounts;
  readonly catalog: Catalog;
  /** Stops one service, as its crash would: the others go on without it. */
  takeAway(service: ServiceName): Promise<void>;
}

export interface HouseConfig {
  readonly port: number;
  readonly host: string;
  readonly databaseUrls: Readonly<Record<ServiceName, string>>;
  readonly introspection: boolean;
  /** Origins of pages that may use it; null for any. */
  readonly allowedOrigins: readonly string[] | null;
  /** Limits and trust of the gateway, where they are not its defaults. */
  readonly edge?: EdgeConfig | undefined;
  /** Guides may be fetched by plain http, too. */
  readonly guideHttp?: boolean;
  /** Guides that are imported by themselves. */
  readonly guideSources?: CatalogEnvironment["guideSources"];
  /** Days after which broadcasts are forgotten. */
  readonly guideKeptDays?: number;
  /** Whole months that the archive of histories is kept. */
  readonly viewHistoryMonths?: number;
  /** Where everything streams from; the demo's where it is left out. */
  readonly streamTemplates?: StreamTemplates | undefined;
  /** Where recordings are kept and come from; without it in .data, and from nowhere. */
  readonly recordings?: RecordingsOptions;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  /** Absent: nothing but the databases is needed. */
  readonly redisUrl?: string | undefined;
  /** Who takes the money; without one nothing can be bought. */
  readonly payments?: PaymentProvider | undefined;
  /** Who takes mail to addresses; without one none goes out. The house closes it. */
  readonly mailer?: Mailer | undefined;
  /** Who hashes passwords and PINs; argon2id on a thread of this process where this is left out. */
  readonly hasher?: PasswordHasher | undefined;
  /** Where a phone types in the code that a television shows. */
  readonly verificationUri?: string | undefined;
  readonly refreshGraceMs?: number | undefined;
  /** Where clients reach the gateway; its own address where this is left out. */
  readonly publicUrl?: string | undefined;
  readonly random?: () => number;
  /** Where everything is counted, when somebody asks. */
  readonly metrics?: Metrics | undefined;
  readonly onStatement?: (service: ServiceName, sql: string) => void;
  /** What is to be there before anybody can ask for it. */
  readonly furnish?: ((rooms: Pick<House, "accounts" | "catalog">) => Promise<void>) | undefined;
}

/** Starts everything; what was started is stopped again when a part fails. The caller says when it is ready. */
export function startHouse(config: HouseConfig): Promise<House> {
  return opening("house", async (lifecycle) => {
    const ground = layGround(config, lifecycle, () => accounts);
    const { running, environment, revocations, verifier, live } = ground;
    let gatewayUrl = "";
    const { payments, mailer, hasher, verificationUri, refreshGraceMs } = config;
    const accounts = await startAccounts({
      ...environment("accounts"),
      ...TOKENS,
      householdServices,
      publicUrl: () => config.publicUrl ?? new URL(gatewayUrl).origin,
      payments,
      mailer,
      hasher,
      verificationUri,
      refreshGraceMs,
    });
    keep(ground, "accounts", accounts);
    await revocations.known();
    const { catalog, streamKeys } = await startOtherRooms(config, ground);
    await config.furnish?.({ accounts, catalog });
    const transport = ground.transportOf("gateway");
    const gateway = lifecycle.use(
      "gateway",
      await startOwnGateway(config, { transport, verifier, revocations, live, streamKeys }),
    );
    gatewayUrl = gateway.url;
    return {
      gateway,
      accounts,
      catalog,
      async takeAway(service) {
        const taken = running.get(service);
        running.delete(service);
        await taken?.[Symbol.asyncDispose]();
      },
      [Symbol.asyncDispose]: () => lifecycle.close(),
    };
  });
}

/** What all rooms stand on: buses, the ways to each other, and whose tokens are good, which `accounts` says once it runs. */
function layGround(config: HouseConfig, lifecycle: Lifecycle, accounts: () => Accounts) {
  const { clock, ids, log, metrics } = config;
  const running = new Map<ServiceName, RunningService>();
  const live = lifecycle.use("live bus", createInProcessLiveBus());
  const events = lifecycle.use("events", openEventBus(config));
  const transportOf = (caller: ProcessName): ServiceTransport => {
    const transport = createInMemoryTransport(running, caller);
    return metrics ? observedTransport(transport, { caller, metrics }) : transport;
  };
  const revocations = new RevocationList({ clock, read: () => accounts().revoked() });
  lifecycle.use("revocations", revocations.listenTo(events));
  const keys = () => accounts().publicKeys();
  const verifier = createViewerVerifier({ ...TOKENS, clock, keys, revocations });
  const environment = (service: ServiceName): ServiceEnvironment => ({
    databaseUrl: config.databaseUrls[service],
    onStatement: config.onStatement && ((sql) => config.onStatement?.(service, sql)),
    clock,
    ids,
    live,
    events,
    log,
    verifier,
    metrics,
    peers: transportOf(service),
    redisUrl: config.redisUrl,
  });
  return { lifecycle, running, metrics, live, transportOf, revocations, verifier, environment };
}

type Ground = ReturnType<typeof layGround>;

/** The rooms that ask accounts, in the order in which they ask each other. */
async function startOtherRooms(config: HouseConfig, ground: Ground) {
  const { environment } = ground;
  const { guideHttp = false, guideSources, guideKeptDays } = config;
  const { viewHistoryMonths, random, streamTemplates } = config;
  const { recordings = recordingsOptionsOf({}) } = config;
  const guide = { guideHttp, guideSources, guideKeptDays };
  const catalog = keep(ground, "catalog", await startCatalog({ ...environment("catalog"), ...guide }));
  keep(ground, "viewing", await startViewing({ ...environment("viewing"), viewHistoryMonths }));
  const startedPlayback = await startPlayback({ ...environment("playback"), random, streamTemplates });
  const { streamKeys } = keep(ground, "playback", startedPlayback);
  keep(ground, "recordings", await startRecordings({ ...environment("recordings"), ...recordings }));
  return { catalog, streamKeys };
}

async function startOwnGateway(
  config: HouseConfig,
  parts: Pick<GatewayConfig, "transport" | "verifier" | "revocations" | "live" | "streamKeys">,
): Promise<Gateway> {
  const reloadFrom = config.edge?.reloadFrom ?? readGatewayFiles;
  const { port, host, introspection, allowedOrigins, redisUrl, clock, log, metrics } = config;
  return startGateway({
    ...(await reloadFrom()),
    port,
    host,
    introspection,
    allowedOrigins,
    redisUrl,
    clock,
    log,
    metrics,
    hasGraphiQl: introspection,
    page: introspection ? pageSettings(config.streamTemplates) : undefined,
    reloadFrom,
    ...config.edge,
    ...parts,
  });
}

function keep<Service extends RunningService>(
  { lifecycle, running, metrics }: Ground,
  name: ServiceName,
  service: Service,
): Service {
  running.set(
    name,
    metrics ? { ...service, subgraph: observedSubgraph(service.subgraph, metrics) } : service,
  );
  return lifecycle.use(name, service);
}

/** The way from one service, or the gateway, to the others. */
function createInMemoryTransport(
  running: ReadonlyMap<string, RunningService>,
  caller: ProcessName,
): ServiceTransport {
  return {
    async call(service, request, headers, signal) {
      const found = running.get(service);
      if (!found) throw serviceUnavailable(service);
      return found.subgraph.execute(request, { ...headers, service: caller }, signal);
    },
  };
}
