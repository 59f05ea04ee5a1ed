import type { ApolloServerPlugin } from "@apollo/server";
import type { OperationTypeNode } from "graphql";
import { BoundedNames } from "../../lib/telemetry/bounded-names.js";
import type { Metrics } from "../../lib/telemetry/metrics.js";
import { tellSpan } from "../../lib/telemetry/spans.js";
import type { Caller } from "../caller.js";
import { JsonText } from "../executor/json-text.js";
import type { FallbackReason } from "../executor/plan-steps.js";

/** Names of operations that are counted apart; an app has some dozens, and all apps of an operator a few hundred. */
const MOST_OPERATIONS = 300;

/** What came of a request: all of it, a part with errors, nothing because of the client, or nothing because of us. */
type Outcome = "ok" | "partial" | "refused" | "failed";

/** What is counted of queries and mutations, over all supergraphs that a gateway serves one after another. */
export interface RequestTelemetry {
  /** Begins to time a request that does not go through Apollo's server; what it gives is called with what came of it. */
  readonly begin: () => (answered: AnsweredRequest) => void;
  readonly requests: ApolloServerPlugin<Caller>;
  readonly plans: (resolved: { readonly queryPlan: object }) => void;
  readonly fallbacks: (reason: FallbackReason) => void;
}

/** What is counted of one request. */
export interface AnsweredRequest {
  /** Null: it is no valid operation. */
  readonly kind: OperationTypeNode | null;
  readonly operationName: string | null | undefined;
  readonly result: Answered;
}

export function createRequestTelemetry(metrics: Metrics): RequestTelemetry {
  const begin = countRequests(metrics);
  return {
    begin,
    requests: requestsPlugin(begin),
    plans: countPlans(metrics),
    fallbacks: countFallbacks(metrics),
  };
}

/** Counts and times every query and mutation by the name that the client gave it. */
function countRequests(metrics: Metrics): RequestTelemetry["begin"] {
  const names = new BoundedNames(MOST_OPERATIONS);
  const requests = metrics.counter({
    name: "gateway_requests_total",
    help: "Queries and mutations answered, by name, kind and outcome (ok, partial, refused, failed).",
    labels: ["operation", "kind", "outcome"],
  });
  const seconds = metrics.seconds({
    name: "gateway_request_seconds",
    help: "How long queries and mutations took, by name.",
    labels: ["operation"],
  });
  return () => {
    const stop = seconds.startTimer();
    return ({ kind, operationName, result }) => {
      // What is not a valid operation has no name that we would repeat.
      const operation = kind ? names.of(operationName) : "invalid";
      const outcome = outcomeOf(result);
      stop({ operation });
      requests.inc({ operation, kind: kind ?? "invalid", outcome });
      tellSpan({ operation, kind: kind ?? "invalid", outcome });
    };
  };
}

function requestsPlugin(begin: RequestTelemetry["begin"]): ApolloServerPlugin<Caller> {
  return {
    requestDidStart: async () => {
      const end = begin();
      return {
        async willSendResponse({ operationName, operation, response: { body } }) {
          const result = body.kind === "single" ? body.singleResult : {};
          end({ kind: operation?.operation ?? null, operationName, result });
        },
      };
    },
  };
}

interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } }[] | undefined;
}

const OUR_FAILURES: readonly unknown[] = ["INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE"];

function outcomeOf({ data, errors = [] }: Answered): Outcome {
  if (errors.length === 0) return "ok";
  const isOurs = errors.some(({ extensions }) => OUR_FAILURES.includes(extensions?.code));
  const isNothing = data === null || data === undefined;
  if (isNothing) return isOurs ? "failed" : "refused";
  return isOurs && holdsNothing(data) ? "failed" : "partial";
}

const ONLY_NULLS = /^\{(?:"\w+":null,?)+\}$/;

/** Most root fields are nullable: where the service of all that are asked for is away, there is data, and nothing in it. */
function holdsNothing(data: unknown): boolean {
  if (data instanceof JsonText) return ONLY_NULLS.test(data.text);
  return Object.values(data as object).every((value) => value === null);
}

/** Whether plans come from the cache: a plan is one object for as long as it is kept there. */
function countPlans(metrics: Metrics): RequestTelemetry["plans"] {
  const known = new WeakSet<object>();
  const plans = metrics.counter({
    name: "gateway_plans_total",
    help: "Query plans used, by where they came from (cached, planned).",
    labels: ["from"],
  });
  return ({ queryPlan }) => {
    plans.inc({ from: known.has(queryPlan) ? "cached" : "planned" });
    known.add(queryPlan);
  };
}

function countFallbacks(metrics: Metrics): RequestTelemetry["fallbacks"] {
  const fallbacks = metrics.counter({
    name: "gateway_executor_fallbacks_total",
    help: "Operations left to Apollo's executor, by why (introspection, plan, condition, tracing).",
    labels: ["reason"],
  });
  return (reason) => fallbacks.inc({ reason });
}
