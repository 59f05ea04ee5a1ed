import type { ApolloServerPlugin } from "@apollo/server";
import { BoundedNames } from "../../lib/telemetry/bounded-names.js";
import type { Metrics } from "../../lib/telemetry/metrics.js";
import { tellSpan } from "../../lib/telemetry/tracing.js";
import type { Caller } from "../caller.js";

/** Names of operations that are counted apart; an app has some dozens, and all apps of an operator a few hundred. */
const MOST_OPERATIONS = 300;

/** What came of a request: all of it, a part with errors, nothing because of the client, or nothing because of us. */
type Outcome = "ok" | "partial" | "refused" | "failed";

/** What is counted of queries and mutations, over all supergraphs that a gateway serves one after another. */
export interface RequestTelemetry {
  readonly requests: ApolloServerPlugin<Caller>;
  readonly plans: (resolved: { readonly queryPlan: object }) => void;
}

export function createRequestTelemetry(metrics: Metrics): RequestTelemetry {
  return { requests: countRequests(metrics), plans: countPlans(metrics) };
}

/** Counts and times every query and mutation by the name that the client gave it. */
function countRequests(metrics: Metrics): ApolloServerPlugin<Caller> {
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
  return {
    requestDidStart: async () => {
      const stop = seconds.startTimer();
      return {
        async willSendResponse({ operationName, operation: definition, response }) {
          // What is not a valid operation has no name that we would repeat.
          const operation = definition ? names.of(operationName) : "invalid";
          const kind = definition?.operation ?? "invalid";
          const outcome = response.body.kind === "single" ? outcomeOf(response.body.singleResult) : "ok";
          stop({ operation });
          requests.inc({ operation, kind, outcome });
          tellSpan({ operation, kind, outcome });
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
  if (data !== null && data !== undefined) return "partial";
  return errors.some(({ extensions }) => OUR_FAILURES.includes(extensions?.code)) ? "failed" : "refused";
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
