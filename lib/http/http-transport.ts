import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  circuitBreaker,
  handleWhen,
  type IPolicy,
  SamplingBreaker,
  wrap,
} from "cockatiel";
import type { ExecutionResult } from "graphql";
import type { Clock } from "../clock.js";
import type { Logger } from "../logger.js";
import {
  type CallerHeaders,
  isQuery,
  type ServiceRequest,
  type ServiceTransport,
  serviceUnavailable,
} from "../service.js";
import type { Metrics } from "../telemetry/metrics.js";
import { AttemptFailure, attempt } from "./attempt.js";
import { limitedSignal } from "./limited-signal.js";
import { type Replica, Replicas } from "./replicas.js";
import { RetryBudget } from "./retry-budget.js";
import type { ServiceTokens } from "./service-token.js";

/** How long things may take. */
export interface TransportTiming {
  /** A call in all, whatever is tried on the way. */
  readonly callMs: number;
  /** A query that another replica could answer is not waited for longer than this. */
  readonly firstAttemptMs: number;
}

/** A call ends before the gateway's own bound on a fetch (15 s); most take milliseconds. */
const TIMING: TransportTiming = { callMs: 10_000, firstAttemptMs: 3_000 };
/** Calls to one service at once, and those that wait for their turn: some seconds of work for a busy process. */
const MOST_IN_FLIGHT = 256;
const MOST_WAITING = 2_048;
/** Hystrix's defaults: half of at least 20 calls in 10 s failed; 5 s of rest, then one probe. */
const BREAKER = { threshold: 0.5, duration: 10_000, minimumRps: 2 } as const;
const BREAKER_REST_MS = 5_000;

export interface HttpTransportOptions {
  /** The origins of each service's replicas. */
  readonly services: Readonly<Record<string, readonly string[]>>;
  readonly tokens: ServiceTokens;
  readonly clock: Clock;
  readonly log: Logger;
  readonly timing?: TransportTiming;
  readonly metrics?: Metrics | undefined;
}

/** The way to services in other processes. */
export interface HttpTransport extends ServiceTransport, AsyncDisposable {}

interface Destination {
  readonly service: string;
  readonly replicas: Replicas;
  readonly budget: RetryBudget;
  /** Bounds what runs at once, and leaves a failing service alone. */
  readonly policy: IPolicy;
  /** Whether the breaker leaves the service alone, or only probes it. */
  readonly isBroken: () => boolean;
}

/**
 * Asks services over HTTP. A replica that cannot be connected to is passed over; a query that failed on one is tried
 * once more on another, within a budget; a mutation that may have been received never is. A service that fails in
 * earnest is left alone for a while: then, and whenever there is no answer, calls reject with SERVICE_UNAVAILABLE.
 */
export function createHttpTransport(options: HttpTransportOptions): HttpTransport {
  const { tokens, clock, log, timing = TIMING } = options;
  const destinations = new Map(
    Object.entries(options.services).map(([service, origins]) => [
      service,
      openDestination(service, origins, { clock, log }),
    ]),
  );
  options.metrics?.reading<"service">(
    { name: "service_breaker_open", help: "1 while a failing service is left alone.", labels: ["service"] },
    (set) => {
      for (const { service, isBroken } of destinations.values()) set(isBroken() ? 1 : 0, { service });
    },
  );
  return {
    async call(service, request, headers, signal) {
      const destination = destinations.get(service);
      if (!destination) throw serviceUnavailable(service);
      const token = await tokens.issue(service);
      try {
        return await destination.policy.execute(() =>
          ask(destination, request, { headers, token, signal, timing }),
        );
      } catch (error) {
        const isExpected =
          error instanceof AttemptFailure ||
          error instanceof BrokenCircuitError ||
          error instanceof BulkheadRejectedError;
        if (!isExpected) throw error;
        log.warn({ service, traceId: headers.traceId, reason: error.message }, "a service gave no answer");
        throw serviceUnavailable(service);
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...destinations.values()].map(({ replicas }) => replicas[Symbol.asyncDispose]()));
    },
  };
}

function openDestination(
  service: string,
  origins: readonly string[],
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Destination {
  const breaker = circuitBreaker(
    // What a caller can provoke (a slow or a refused request) never opens it.
    handleWhen((error) => error instanceof AttemptFailure && error.isOutage),
    { halfOpenAfter: BREAKER_REST_MS, breaker: new SamplingBreaker(BREAKER) },
  );
  breaker.onStateChange((state) => log.warn({ service, state }, "a service's breaker changed"));
  return {
    service,
    replicas: new Replicas({ service, origins, clock, log }),
    budget: new RetryBudget(),
    policy: wrap(bulkhead(MOST_IN_FLIGHT, MOST_WAITING), breaker),
    isBroken: () => breaker.state !== CircuitState.Closed,
  };
}

interface Call {
  readonly headers: CallerHeaders;
  readonly token: string;
  readonly signal: AbortSignal | undefined;
  readonly timing: TransportTiming;
}

async function ask(
  { replicas, budget }: Destination,
  request: ServiceRequest,
  { headers, token, signal, timing }: Call,
): Promise<ExecutionResult> {
  using call = limitedSignal(signal, timing.callMs);
  const tried = new Set<Replica>();
  let isSecond = false;
  for (;;) {
    const replica = replicas.pick(tried);
    if (!replica) throw new AttemptFailure("UNSENT", "no replica can be connected to");
    tried.add(replica);
    const mayRepeat = isQuery(request.query) && !isSecond && replicas.pick(tried)?.isHealthy === true;
    using first = mayRepeat ? limitedSignal(call.signal, timing.firstAttemptMs) : null;
    const within = (first ?? call).signal;
    try {
      const result = await attempt(replica, request, { headers, token, signal: within });
      budget.succeeded();
      return result;
    } catch (error) {
      if (!(error instanceof AttemptFailure) || call.signal.aborted) throw error;
      const goesOn =
        error.kind === "UNSENT" ||
        (mayRepeat && budget.spend(error.kind === "TIMED_OUT" ? "timedOut" : "failed"));
      if (!goesOn || replicas.pick(tried) === undefined) throw error;
      isSecond ||= error.kind !== "UNSENT";
    }
  }
}
