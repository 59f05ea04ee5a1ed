import type { GraphQLDataSource } from "@apollo/gateway";
import type { PlanNode } from "@apollo/query-planner";
import { type ExecutionResult, execute, type FormattedExecutionResult, GraphQLError } from "graphql";
import { badInput } from "../../lib/errors.js";
import type { LiveMessage } from "../../lib/events/live-bus.js";
import { buildOperationContext, executeQueryPlan } from "../apollo-gateway.js";
import type { Caller } from "../caller.js";
import type { ErrorPresenter } from "../error-presenter.js";
import { createServiceDataSource, type ServiceAccess } from "../service-data-source.js";
import type { LoadedSupergraph } from "../supergraph.js";
import { valueAt } from "./event-directive.js";
import type { SubscriptionPlan } from "./planner.js";

/** A subscription plan with everything a result of it depends on, but for the message. */
export interface EventRequest {
  readonly plan: SubscriptionPlan;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Makes a result of a message, as clients may see it. Never rejects. */
export type EventExecutor = (
  request: EventRequest,
  message: LiveMessage,
  caller: Caller,
) => Promise<FormattedExecutionResult>;

/** Stands for the message among the services of a plan; no service can have this name. */
const EVENT_SERVICE = "(event)";

type ServiceMap = Parameters<typeof executeQueryPlan>[1];
type RequestContext = Parameters<typeof executeQueryPlan>[2];

/**
 * Executes plans whose first fetch is answered by a message. `@apollo/gateway` refuses a plan's Subscription
 * node, but runs the sequence that it means, so aliases, fragments, conditions, abstract types, nulls and
 * error paths are its.
 */
export function createEventExecutor(
  loaded: LoadedSupergraph,
  services: ServiceAccess,
  present: ErrorPresenter,
): EventExecutor {
  const dataSources = loaded.serviceNames.map(
    (name) => [name, createServiceDataSource(name, services)] as const,
  );

  const run = (request: EventRequest, message: LiveMessage, caller: Caller) => {
    const { plan, variables } = request;
    const serviceMap = {
      ...Object.fromEntries(dataSources),
      ...knowing(plan, message, new Map(dataSources)),
      [EVENT_SERVICE]: { process: async () => readMessage(request, message) },
    } as ServiceMap;
    // All that the executor reads of a request.
    const context = { request: { variables }, metrics: {}, context: caller, logger: services.log };
    return executeQueryPlan(
      { kind: "QueryPlan", node: eventPlan(plan) },
      serviceMap,
      context as unknown as RequestContext,
      buildOperationContext({
        schema: loaded.apiSchema,
        operationDocument: plan.document,
        ...(plan.operation.name ? { operationName: plan.operation.name.value } : {}),
      }),
      loaded.fullSchema,
      loaded.plannerSchema,
    );
  };

  return async (request, message, caller) => {
    try {
      const { data, errors } = await run(request, message, caller);
      const presented = errors?.map((error) => present(error, caller.traceId));
      return { ...(presented ? { errors: presented } : {}), data: data ?? null };
    } catch (error) {
      return { errors: [present(error, caller.traceId)], data: null };
    }
  };
}

/**
 * The service that completes what a message only names, such that it does not pass over what it does not know: a key
 * that a client has given may be of nothing.
 */
function knowing(
  { event, rest }: SubscriptionPlan,
  message: LiveMessage,
  dataSources: ReadonlyMap<string, GraphQLDataSource<Caller>>,
): Record<string, GraphQLDataSource<Caller>> {
  const owner = event.initial && rest ? firstService(rest) : undefined;
  const source = dataSources.get(owner ?? "");
  if (!event.initial || !owner || !source) return {};
  const { argument, path } = event.initial;
  const key = valueAt(message, path);
  return {
    [owner]: {
      async process(asked) {
        const answer = await source.process(asked);
        const references = asked.request.variables?.["representations"] as LiveMessage[] | undefined;
        const place = references?.findIndex((reference) => valueAt(reference, path) === key) ?? -1;
        const isUnknown = place >= 0 && answer.data?.["_entities"]?.[place] === null && !answer.errors;
        if (isUnknown) throw badInput(argument, "must name what there is", key);
        return answer;
      },
    },
  };
}

/** The service that is asked first. */
function firstService(node: PlanNode): string | undefined {
  switch (node.kind) {
    case "Fetch":
      return node.serviceName;
    case "Flatten":
      return firstService(node.node);
    case "Sequence":
    case "Parallel":
      return node.nodes.map(firstService).find((name) => name !== undefined);
    default:
      return undefined;
  }
}

function eventPlan({ primary, rest }: SubscriptionPlan): PlanNode {
  const nodes: PlanNode[] = [{ ...primary, serviceName: EVENT_SERVICE }];
  return { kind: "Sequence", nodes: rest ? [...nodes, rest] : nodes };
}

/**
 * The message as the owning service would have answered: types, aliases and nulls as its own schema has them.
 */
async function readMessage(
  { plan, variables }: EventRequest,
  message: LiveMessage,
): Promise<ExecutionResult> {
  const result = await execute({
    schema: plan.primarySchema,
    document: plan.primaryDocument,
    operationName: plan.primary.operationName,
    rootValue: { [plan.event.name]: message },
    variableValues: variables,
  });
  if (!result.errors) return result;
  // The publisher broke its own schema: that is for the logs, not for subscribers.
  const reasons = result.errors.map((error) => error.message).join("; ");
  const error = new GraphQLError(`a message of ${plan.event.channel} does not fit the schema: ${reasons}`);
  return { data: result.data ?? null, errors: [error] };
}
