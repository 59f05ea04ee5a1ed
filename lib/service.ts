import { type ExecutionResult, Kind, parse } from "graphql";
import type { Clock } from "./clock.js";
import { PlayheadError } from "./errors.js";
import type { EventBus } from "./events/event-bus.js";
import type { LiveBus } from "./events/live-bus.js";
import type { Ids } from "./ids.js";
import type { Logger } from "./logger.js";
import type { Subgraph } from "./subgraph.js";
import type { Metrics } from "./telemetry/metrics.js";
import type { ViewerVerifier } from "./viewer.js";

/** A GraphQL request to a subgraph, as the gateway or another service sends it. */
export interface ServiceRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly operationName?: string | undefined;
  /** For the service's inner schema: what services ask each other, and no client ever sees. */
  readonly isInner?: boolean | undefined;
}

/** What travels beside a request: who asks, and which trace it belongs to. */
export interface CallerHeaders {
  /** The caller's own `Authorization` header; subgraphs verify it again. */
  readonly authorization?: string | undefined;
  readonly traceId: string;
  /** Where the client is; only a service that proved to be one is believed. Never logged. */
  readonly clientAddress?: string | undefined;
  /** The service that asks, as the transport has verified it: nothing that a client sends is ever here. */
  readonly service?: string | undefined;
  /** The country where the client is, ISO 3166-1 alpha-2; absent where no trusted edge says. */
  readonly country?: string | undefined;
}

/** The way to a subgraph: in memory when all services share a process, over HTTP when they do not. */
export interface ServiceTransport {
  /**
   * Rejects with SERVICE_UNAVAILABLE when the service cannot be reached; errors of its fields are in the result.
   * Aborting `signal` gives up on the answer, and cancels what is under way on a network.
   */
  call(
    service: string,
    request: ServiceRequest,
    headers: CallerHeaders,
    signal?: AbortSignal,
  ): Promise<ExecutionResult>;
}

/** Whether a request only reads. What is not plainly a query counts as a mutation. */
export function isQuery(text: string): boolean {
  return /^\s*(query\b|\{)/.test(text) && !/\bmutation\b/.test(text);
}

/**
 * Changes that are worth nothing but their answer: nobody plays what a player started and did not hear of, and one that is
 * done late would end what the device has begun since. Others are done for whoever asked, there or not: who switches a
 * television off has still ended what it played.
 */
const WORTH_THEIR_ANSWER: ReadonlySet<string> = new Set(["startPlayout", "refreshSession"]);
const MAY_BE = new RegExp([...WORTH_THEIR_ANSWER].join("|"));

/** Whether a request can be dropped as long as nothing came of it, once whoever asked has gone. */
export function isForTheAnswer(text: string): boolean {
  if (isQuery(text)) return true;
  if (!MAY_BE.test(text)) return false;
  return parse(text).definitions.every(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION &&
      definition.selectionSet.selections.every(
        (field) => field.kind === Kind.FIELD && WORTH_THEIR_ANSWER.has(field.name.value),
      ),
  );
}

/** What every service is started with; the rest it owns itself. */
export interface ServiceEnvironment {
  readonly databaseUrl: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly live: LiveBus;
  /** The durable events of this process; a service that is given none opens its own. */
  readonly events?: EventBus | undefined;
  /** Where the processes of a service meet; without one the service is alone and keeps all in its own memory. */
  readonly redisUrl?: string | undefined;
  readonly log: Logger;
  readonly verifier: ViewerVerifier;
  /** The other services, for those that ask them. */
  readonly peers: ServiceTransport;
  /** Told of each SQL statement; tests count them. */
  readonly onStatement?: ((sql: string) => void) | undefined;
  /** Where the service counts what it does; it counts for nobody where there is none. */
  readonly metrics?: Metrics | undefined;
}

export function serviceUnavailable(service: string): PlayheadError {
  return new PlayheadError("SERVICE_UNAVAILABLE", `the ${service} service cannot be reached now`, {
    service,
  });
}

/** What starting a service gives: a subgraph that answers, until it is disposed. */
export interface RunningService extends AsyncDisposable {
  readonly subgraph: Subgraph;
}
