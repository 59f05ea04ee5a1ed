import { createServer, type Server } from "node:http";
import { type Clock, passed } from "../lib/clock.js";
import type { LiveBus } from "../lib/events/live-bus.js";
import { authorityOf, listen } from "../lib/http/listening.js";
import { type Lifecycle, opening, within } from "../lib/lifecycle.js";
import type { Logger } from "../lib/logger.js";
import type { RedisConnection } from "../lib/redis.js";
import type { ServiceTransport } from "../lib/service.js";
import type { ViewerVerifier } from "../lib/viewer.js";
import { trustProxies } from "./client-address.js";
import { openCoordination } from "./coordination.js";
import { type Engine, startEngine } from "./engine.js";
import { createErrorPresenter, type ErrorPresenter } from "./error-presenter.js";
import { readFieldWeights } from "./field-weights.js";
import { createRequestListener, GRAPHQL_PATH } from "./http-endpoint.js";
import { createHttpStreamOpener } from "./http-stream.js";
import { DEFAULT_LIMITS, type GatewayLimits } from "./limits.js";
import { createOperationChecker, type OperationChecker, type OperationRules } from "./operations.js";
import { makePartnerContract } from "./partner-contract.js";
import { readPolicy } from "./policy.js";
import { type Admission, createAdmission } from "./rates/admission.js";
import { DEFAULT_RATES, type RateLimits } from "./rates/classes.js";
import { createRedisRateCounter } from "./rates/redis-counter.js";
import { createSchemaDocument } from "./schema-document.js";
import type { ServiceAccess } from "./service-data-source.js";
import { createEventExecutor } from "./subscriptions/event-executor.js";
import { type HubCounts, SubscriptionHub } from "./subscriptions/hub.js";
import { createSubscriptionPlanner } from "./subscriptions/planner.js";
import type { HubSchema } from "./subscriptions/result-source.js";
import { type LoadedSupergraph, loadSupergraph } from "./supergraph.js";
import { createWebSocketEndpoint } from "./web-socket.js";
import { createProtocol } from "./web-socket-protocol.js";

export interface GatewayConfig {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** SDL; `readGatewayFiles` gives it and the policy. */
  readonly supergraph: string;
  /** JSON text. */
  readonly policy: string;
  readonly transport: ServiceTransport;
  readonly verifier: ViewerVerifier;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether clients may read the schema. */
  readonly introspection: boolean;
  /** Origins of pages that may open a WebSocket and read answers; null allows any. */
  readonly allowedOrigins: readonly string[] | null;
  readonly limits?: Partial<GatewayLimits> | undefined;
  readonly rates?: RateLimits | undefined;
  /** Addresses and networks of the proxies whose `X-Forwarded-For` is believed; none unless it says otherwise. */
  readonly trustedProxies?: readonly string[] | undefined;
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
    const loaded = loadSupergraph(config.supergraph);
    const rules = readRules(config, loaded, limits);
    const services = { transport: config.transport, clock, log, fetchMs: limits.fetchMs };
    const present = createErrorPresenter(log);
    const phase = { isReady: false, isDraining: false };

    const admit = openAdmission(config, await openCoordination(config, lifecycle));
    const isTrusted = trustProxies(config.trustedProxies ?? []);

    const engine = lifecycle.use(
      "engine",
      await startEngine({ supergraph: loaded.sdl, rules, admit, services, present, log }),
    );
    const check = createOperationChecker(rules);
    const hub = createHub(config, { loaded, services, present, engine, check });
    const server = openHttpServer(lifecycle, limits);
    lifecycle.defer("subscriptions", () => hub.end());
    const protocol = createProtocol({
      engine,
      hub,
      check,
      admit,
      verifier,
      present,
      clock,
      operationsPerSocket: limits.operationsPerSocket,
    });
    const { allowedOrigins } = config;
    const webSockets = createWebSocketEndpoint({ protocol, allowedOrigins, isTrusted, limits, log });
    lifecycle.defer("web sockets", () => webSockets.drain());
    lifecycle.defer("readiness", async () => {
      phase.isDraining = true;
      if (limits.drainNoticeMs > 0) await passed(clock, limits.drainNoticeMs);
    });
    server.on(
      "request",
      createRequestListener({
        engine,
        openStream: createHttpStreamOpener({ hub, check, admit, present, clock }),
        verifier,
        present,
        isReady: () => phase.isReady && !phase.isDraining,
        isDraining: () => phase.isDraining,
        mostBytes: limits.messageBytes,
        schemaDocument: createSchemaDocument(rules, verifier),
        allowedOrigins,
        isTrusted,
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
      [Symbol.asyncDispose]: () => lifecycle.close(),
    };
  });
}

function openAdmission(
  { rates = DEFAULT_RATES, clock, log }: GatewayConfig,
  store: RedisConnection | null,
): Admission {
  const shared = store ? createRedisRateCounter(store) : undefined;
  return createAdmission({ rates, shared, clock, log });
}

function readRules(config: GatewayConfig, loaded: LoadedSupergraph, limits: GatewayLimits): OperationRules {
  const policy = readPolicy(config.policy, loaded.fullSchema);
  return {
    schema: loaded.apiSchema,
    policy,
    contract: makePartnerContract(loaded.sdl, loaded.apiSchema, policy),
    introspection: config.introspection,
    limits,
    weights: readFieldWeights(loaded.fullSchema),
    mostTokens: limits.operationTokens,
  };
}

interface HubParts {
  readonly loaded: LoadedSupergraph;
  readonly services: ServiceAccess;
  readonly present: ErrorPresenter;
  readonly engine: Engine;
  readonly check: OperationChecker;
}

function createHub({ live, log, clock }: GatewayConfig, parts: HubParts): SubscriptionHub {
  return new SubscriptionHub({ live, schema: hubSchemaOf(parts), present: parts.present, clock, log });
}

/** What the hub needs of a supergraph. */
function hubSchemaOf({ loaded, services, present, engine, check }: HubParts): HubSchema {
  return {
    check,
    plan: createSubscriptionPlanner(loaded),
    executeEvent: createEventExecutor(loaded, services, present),
    executeQuery: (request, caller) => engine.execute(request, caller),
  };
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
