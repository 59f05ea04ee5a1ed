import { createServer, type Server } from "node:http";
import type { JSONWebKeySet } from "jose";
import { type Clock, passed } from "../lib/clock.js";
import { openCoordination } from "../lib/coordination.js";
import type { LiveBus } from "../lib/events/live-bus.js";
import { authorityOf, listen } from "../lib/http/listening.js";
import { type Lifecycle, opening, within } from "../lib/lifecycle.js";
import type { Logger } from "../lib/logger.js";
import type { RedisConnection } from "../lib/redis.js";
import type { Revocations } from "../lib/revocations.js";
import type { ServiceTransport } from "../lib/service.js";
import { createMetrics, type Metrics } from "../lib/telemetry/metrics.js";
import type { ViewerVerifier } from "../lib/viewer.js";
import { Allowance } from "./allowance.js";
import { trustProxies } from "./client-address.js";
import { createOriginReader } from "./client-origin.js";
import { createDataExportOpener } from "./data-export-endpoint.js";
import type { ExecutorKind } from "./engine.js";
import { createErrorPresenter } from "./error-presenter.js";
import type { GatewayFiles } from "./gateway-files.js";
import type { GenerationParts } from "./generation.js";
import { Generations } from "./generations.js";
import { createGraphiQl } from "./graphiql.js";
import { createRequestListener, GRAPHQL_PATH } from "./http-endpoint.js";
import { createHttpStreamOpener } from "./http-stream.js";
import { createStreamSeats } from "./http-stream-seats.js";
import { DEFAULT_LIMITS, type GatewayLimits } from "./limits.js";
import { createOperationReader } from "./operation-reader.js";
import { createPage, type PageSettings } from "./page.js";
import { createPersistedOperations } from "./persisted-operations.js";
import { type Admission, createAdmission } from "./rates/admission.js";
import { DEFAULT_RATES, type RateLimits } from "./rates/classes.js";
import { createReadingTurns } from "./rates/reading-turns.js";
import { createRedisRateCounter } from "./rates/redis-counter.js";
import { watchForReload } from "./reload.js";
import { RevocationWatch } from "./revocation-watch.js";
import { createSchemaDocument } from "./schema-document.js";
import { keptKeys } from "./stream-keys.js";
import { createSubscriptionOpener } from "./subscription-opener.js";
import { type HubCounts, SubscriptionHub } from "./subscriptions/hub.js";
import { createRequestTelemetry } from "./telemetry/request-telemetry.js";
import { countDeliveries, observeSubscriptions } from "./telemetry/subscription-telemetry.js";
import { createWebSocketEndpoint } from "./web-socket.js";

/** `readGatewayFiles` gives what it serves. */
export interface GatewayConfig extends GatewayFiles {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** Reads the files as they are now; absent, they never change. */
  readonly reloadFrom?: (() => Promise<GatewayFiles>) | undefined;
  readonly transport: ServiceTransport;
  readonly verifier: ViewerVerifier;
  /** Those that the verifier goes by: what is open in the name of somebody revoked ends. Absent, nobody ever is. */
  readonly revocations?: Revocations | undefined;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where it counts what it does, when somebody asks. */
  readonly metrics?: Metrics | undefined;
  /** Whether clients may read the schema. */
  readonly introspection: boolean;
  /** Whether browsers are given GraphiQL; for development. */
  readonly hasGraphiQl?: boolean;
  /** What the page at `/` is told; absent, there is none. For development. */
  readonly page?: PageSettings | undefined;
  /** Origins of pages that may open a WebSocket and read answers; null allows any. */
  readonly allowedOrigins: readonly string[] | null;
  readonly limits?: Partial<GatewayLimits> | undefined;
  readonly rates?: RateLimits | undefined;
  /** Addresses and networks of the proxies whose `X-Forwarded-For` is believed; none unless it says otherwise. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** The header in which those proxies say the client's country; none unless it says otherwise. */
  readonly countryHeader?: string | undefined;
  /** What the URLs of streams are signed with, as their owner says. */
  readonly streamKeys?: (() => Promise<JSONWebKeySet>) | undefined;
  /** What runs query plans; ours unless it says otherwise. */
  readonly executor?: ExecutorKind | undefined;
  /** Where gateways count together; absent, this one is alone. */
  readonly redisUrl?: string | undefined;
}

/** A gateway that listens. Disposing it drains it: see `startGateway`. */
export interface Gateway extends AsyncDisposable {
  readonly url: string;
  readonly webSocketUrl: string;
  readonly port: number;
  /** What `/ready` says; false at first. */
  setReady(isReady: boolean): void;
  subscriptions(): HubCounts;
  /**
   * Serves the files as they are now, without dropping a request; true when they are others than before. Those that
   * cannot be served leave the old ones in place, and the log says why. Never rejects.
   */
  reload(): Promise<boolean>;
}

/**
 * Time for a request's headers, and for the whole of it: above what slow mobile networks need, below what
 * ties up sockets.
 */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
/** Longer than load balancers keep an idle connection (60 s), so that it is them who close it. */
const KEEP_ALIVE_MS = 65_000;
const MOST_HEADER_BYTES = 16 * 1_024;

/**
 * Starts the gateway: GraphQL over HTTP and WebSocket, `/live` and `/ready`, on one port. Throws an Error
 * with a sentence that says what to do when the supergraph or the policy is not valid, or the port cannot be
 * had.
 *
 * Disposing makes `/ready` say no and refuses new WebSockets, closes the open ones with 1012, ends
 * subscriptions, lets requests in flight finish, and stops within `drainNoticeMs +
 * drainSpreadMs + 2 * drainBoundMs`.
 */
export function startGateway(config: GatewayConfig): Promise<Gateway> {
  return opening("gateway", async (lifecycle) => {
    const { verifier, clock, log } = config;
    const limits = { ...DEFAULT_LIMITS, ...config.limits };
    const present = createErrorPresenter(log);
    const store = await openCoordination("gateway", config, lifecycle);
    const admit = openAdmission(config, limits, store);
    const persisted = createPersistedOperations({ store, clock, log });
    const turns = createReadingTurns(clock);
    const originOf = createOriginReader(trustProxies(config.trustedProxies ?? []), config.countryHeader);
    const { generations, hub, reload } = await openSupergraph(
      config,
      { limits, admit, persisted, turns, present },
      lifecycle,
    );
    const { engine, check, findText } = generations;
    const server = openHttpServer(lifecycle, limits);
    lifecycle.defer("subscriptions", () => hub.end());
    const subscribe = createSubscriptionOpener({ hub, check, limits });
    const sockets = new Allowance(limits.socketsPerHousehold);
    const read = createOperationReader(check, turns);
    const revocations = lifecycle.use("revocation watch", new RevocationWatch(config.revocations, clock));
    const shared = { subscribe, read, findText, admit, present, clock, revocations };
    const protocol = { ...shared, engine, verifier, limits, sockets, log };
    const { allowedOrigins } = config;
    const webSockets = createWebSocketEndpoint({ protocol, allowedOrigins, originOf, limits, log });
    const seats = createStreamSeats(limits);
    lifecycle.defer("web sockets and streams", async () => {
      await Promise.all([webSockets.drain(), seats.drain(limits.drainSpreadMs)]);
    });
    const counted = { hub: () => hub.counts(), webSockets: () => webSockets.size() };
    if (config.metrics) lifecycle.use("subscription metrics", observeSubscriptions(config.metrics, counted));
    const phase = openPhase(lifecycle, limits, clock);
    server.on(
      "request",
      createRequestListener({
        engine,
        openStream: createHttpStreamOpener({ ...shared, seats, allowedOrigins }),
        verifier,
        admit,
        present,
        isReady: () => phase.isReady && !phase.isDraining,
        isDraining: () => phase.isDraining,
        mostBytes: limits.messageBytes,
        schemaDocument: createSchemaDocument(() => generations.current.rules, verifier),
        allowedOrigins,
        originOf,
        ...pagesOf(config),
        deadline: { clock, requestMs: limits.requestMs },
      }),
    );
    server.on("upgrade", webSockets.upgrade);
    const port = await listen(server, config);
    const authority = authorityOf({ host: config.host, port });
    return {
      url: `http://${authority}${GRAPHQL_PATH}`,
      webSocketUrl: `ws://${authority}${GRAPHQL_PATH}`,
      port,
      setReady: (isReady) => {
        phase.isReady = isReady;
      },
      subscriptions: () => hub.counts(),
      reload: () => reload.now(),
      [Symbol.asyncDispose]: () => lifecycle.close(),
    };
  });
}

/** Where a gateway is in its life: not ready until its owner says so, and draining, with notice, before all else ends. */
function openPhase(lifecycle: Lifecycle, { drainNoticeMs }: GatewayLimits, clock: Clock) {
  const phase = { isReady: false, isDraining: false };
  lifecycle.defer("readiness", async () => {
    phase.isDraining = true;
    if (drainNoticeMs > 0) await passed(clock, drainNoticeMs);
  });
  return phase;
}

/** What is served beside GraphQL. */
function pagesOf({ transport, hasGraphiQl, page, streamKeys, clock }: GatewayConfig) {
  return {
    openDataExport: createDataExportOpener(transport),
    graphiQl: hasGraphiQl ? createGraphiQl() : null,
    page: page ? createPage(page) : null,
    streamKeys: streamKeys ? keptKeys(streamKeys, clock) : null,
  };
}

/** What is served, who listens to it, and what changes it. */
async function openSupergraph(
  config: GatewayConfig,
  parts: Pick<GenerationParts, "limits" | "admit" | "persisted" | "turns" | "present">,
  lifecycle: Lifecycle,
) {
  const { supergraph, policy, manifest, introspection, transport, live, clock, log, revocations } = config;
  const services = { transport, clock, log, fetchMs: parts.limits.fetchMs };
  const metrics = config.metrics ?? createMetrics();
  const telemetry = createRequestTelemetry(metrics);
  const generations = lifecycle.use(
    "supergraph",
    await Generations.start(
      { supergraph, policy, manifest },
      { ...parts, introspection, services, telemetry, log, executor: config.executor, live, metrics },
    ),
  );
  const { present } = parts;
  const onDelivered = config.metrics && countDeliveries(config.metrics);
  const schema = generations.current;
  const hub = new SubscriptionHub({ live, schema, present, clock, log, revocations, onDelivered });
  const read = config.reloadFrom ?? (async () => ({ supergraph, policy, manifest }));
  const change = (files: GatewayFiles) => generations.change(files, hub);
  const reload = lifecycle.use("reload", watchForReload({ read, change, clock, log }));
  return { generations, hub, reload };
}

function openAdmission(
  { rates = DEFAULT_RATES, clock, log }: GatewayConfig,
  { credentialsPerSecond }: GatewayLimits,
  store: RedisConnection | null,
): Admission {
  const shared = store ? createRedisRateCounter(store) : undefined;
  return createAdmission({ rates, credentialsPerSecond, shared, clock, log });
}

function openHttpServer(lifecycle: Lifecycle, limits: GatewayLimits): Server {
  const server = createServer({
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MOST_HEADER_BYTES,
  });
  server.maxConnections = limits.connections;
  lifecycle.defer("http server", async () => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await within(limits.drainBoundMs, closed);
    server.closeAllConnections();
    await closed;
  });
  return server;
}
