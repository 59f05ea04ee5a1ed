import type { JSONWebKeySet } from "jose";
import type { Clock } from "../../lib/clock.js";
import { openEventBus } from "../../lib/events/event-bus.js";
import { createRedisLiveBus } from "../../lib/events/redis-live-bus.js";
import { createHttpTransport } from "../../lib/http/http-transport.js";
import { createPublishedReader } from "../../lib/http/published-reader.js";
import { createServiceTokens } from "../../lib/http/service-token.js";
import { JWKS_PATH, REVOKED_PATH } from "../../lib/http/subgraph-server.js";
import type { Ids } from "../../lib/ids.js";
import type { Lifecycle } from "../../lib/lifecycle.js";
import type { Logger } from "../../lib/logger.js";
import { RevocationList } from "../../lib/revocations.js";
import type { Metrics } from "../../lib/telemetry/metrics.js";
import { observedTransport } from "../../lib/telemetry/observed-transport.js";
import { createViewerVerifier } from "../../lib/viewer.js";
import { type ServiceName, TOKENS } from "../manifest.js";

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
  /** Accepted as well, while it is changed. */
  readonly serviceSecretAlso?: string | undefined;
  /** Origins of the replicas of each service that this process asks. */
  readonly origins: Readonly<Partial<Record<ServiceName, readonly string[]>>>;
  readonly drainNoticeMs: number;
  readonly isDevelopment: boolean;
  /** Furnishes what it starts with the demo. */
  readonly hasDemo: boolean;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  /** Where the process counts what it does, when it is asked to. */
  readonly metrics?: Metrics | undefined;
  /** All that this process is set to, as `apartSettings` reads it; each process knows its own. */
  readonly settings: object;
}

/** How the module of a process starts it. */
export type StartProcess = (config: ApartConfig) => Promise<ApartProcess>;

/** What access tokens are verified by. */
export interface TokenFacts {
  keys(): Promise<JSONWebKeySet>;
  revoked(): Promise<readonly string[]>;
}

/** As accounts publishes it. */
export function publishedFacts({ origins }: ApartConfig): TokenFacts {
  const { accounts = [] } = origins;
  return {
    keys: createPublishedReader(accounts, JWKS_PATH),
    revoked: createPublishedReader(accounts, REVOKED_PATH),
  };
}

/** What a process reaches the others by. */
export function openWays(name: string, config: ApartConfig, facts: TokenFacts, lifecycle: Lifecycle) {
  const { clock, log, metrics, redisUrl, serviceSecret: secret } = config;
  const tokens = createServiceTokens({ name, secret, alsoAccepted: config.serviceSecretAlso, clock });
  const services = Object.fromEntries(
    Object.entries(config.origins).map(([service, origins]) => [service, origins ?? []]),
  );
  const transport = createHttpTransport({ services, tokens, clock, log, metrics });
  lifecycle.use("service connections", transport);
  const peers = metrics ? observedTransport(transport, { caller: name, metrics }) : transport;
  const live = lifecycle.use("live bus", createRedisLiveBus({ url: redisUrl, log }));
  const events = lifecycle.use("events", openEventBus(config));
  const revocations = new RevocationList({ clock, read: facts.revoked });
  lifecycle.use("revocations", revocations.listenTo(events));
  const verifier = createViewerVerifier({ ...TOKENS, clock, keys: facts.keys, revocations });
  return { tokens, peers, live, events, verifier, revocations };
}
