import { type FormattedExecutionResult, getArgumentValues } from "graphql";
import type { LiveMessage } from "../../lib/events/live-bus.js";
import type { Caller } from "../caller.js";
import type { ErrorPresenter } from "../error-presenter.js";
import type { CheckedOperation, OperationChecker, OperationRequest } from "../operations.js";
import { newTraceId } from "../trace.js";
import { type EventPlace, initialMessage } from "./event-directive.js";
import type { EventExecutor } from "./event-executor.js";
import type { SubscriptionPlan, SubscriptionPlanner } from "./planner.js";
import { asEventResult, type SnapshotQuery } from "./snapshot-query.js";

/** What depends on the supergraph, and is another after a reload. */
export interface HubSchema {
  readonly check: OperationChecker;
  readonly plan: SubscriptionPlanner;
  readonly executeEvent: EventExecutor;
  /** Runs a query like any other, for snapshots. */
  readonly executeQuery: (request: OperationRequest, caller: Caller) => Promise<FormattedExecutionResult>;
}

/** Where a group's results come from, each on behalf of a member or of nobody. Nothing of it rejects. */
export interface ResultSource {
  readonly resolve: Read<[LiveMessage]>;
  /** Reads the state; null where the field has none that can be read. */
  readonly readState: Read<[]> | null;
  /** True: messages only say that the state has changed. */
  readonly rereads: boolean;
}

type Read<Given extends readonly unknown[]> = (
  ...given: [...Given, onBehalfOf: Caller | null]
) => Promise<FormattedExecutionResult>;

/** The arguments of an operation's subscription field. */
export function argumentsOf(
  { fieldDefinition, fieldNode }: SubscriptionPlan,
  { variables }: CheckedOperation,
): Readonly<Record<string, unknown>> {
  return getArgumentValues(fieldDefinition, fieldNode, variables);
}

/** The source of one channel's results for one operation. */
export function createResultSource(
  { executeEvent, executeQuery }: HubSchema,
  plan: SubscriptionPlan,
  { variables }: CheckedOperation,
  { args }: EventPlace,
  present: ErrorPresenter,
): ResultSource {
  const { snapshot } = plan;
  const { initial, reread } = plan.event;
  const inTheNameOf = (caller: Caller | null): Caller => ({
    ...{ viewer: null, authorization: undefined, traceId: newTraceId() },
    ...caller,
  });
  const resolve = (message: LiveMessage, caller: Caller | null) =>
    executeEvent({ plan, variables }, message, inTheNameOf(caller));
  const querySnapshot = async (query: SnapshotQuery, caller: Caller) => {
    const used = Object.entries(variables).filter(([name]) => query.variableNames.has(name));
    const request = { query: query.text, variables: Object.fromEntries(used) };
    try {
      return asEventResult(query, await executeQuery(request, caller));
    } catch (error) {
      return { errors: [present(error, caller.traceId)], data: null };
    }
  };
  const readState = () => {
    if (snapshot) return (caller: Caller | null) => querySnapshot(snapshot, inTheNameOf(caller));
    if (initial) return (caller: Caller | null) => resolve(initialMessage(initial, args), caller);
    return null;
  };
  return { resolve, readState: readState(), rereads: reread };
}
