import type { ExecutionResult } from "graphql";
import type { Subgraph } from "../subgraph.js";
import { BoundedNames } from "./bounded-names.js";
import type { Metrics } from "./metrics.js";
import { inSpan, tellSpan } from "./spans.js";

/** Operations of one service: the gateway's plans and what other services ask. */
const MOST_OPERATIONS = 200;

/** The service, with its requests counted and timed by operation, and each a span. */
export function observedSubgraph(subgraph: Subgraph, metrics: Metrics): Subgraph {
  const { name: service } = subgraph;
  const names = new BoundedNames(MOST_OPERATIONS);
  const requests = metrics.counter({
    name: "service_requests_total",
    help: "Requests that a service answered, by the client's operation and outcome (ok, failed).",
    labels: ["service", "operation", "outcome"],
  });
  const seconds = metrics.seconds({
    name: "service_request_seconds",
    help: "How long a service took to answer.",
    labels: ["service", "operation"],
  });
  return {
    ...subgraph,
    async execute(request, headers, signal) {
      const operation = names.of(clientsOperation(request.operationName, service));
      const stop = seconds.startTimer({ service, operation });
      const result = await inSpan(`service ${service}`, { service, operation }, async () => {
        const answered = await subgraph.execute(request, headers, signal);
        tellSpan({ outcome: outcomeOf(answered) });
        return answered;
      });
      stop();
      requests.inc({ service, operation, outcome: outcomeOf(result) });
      return result;
    },
  };
}

function outcomeOf({ errors }: ExecutionResult): "ok" | "failed" {
  return errors && errors.length > 0 ? "failed" : "ok";
}

/** The gateway calls its fetches `Grid__catalog__0`: the client's own name is before it. */
function clientsOperation(name: string | undefined, service: string): string | undefined {
  return name?.replace(new RegExp(`__${service}__\\d+$`), "");
}
