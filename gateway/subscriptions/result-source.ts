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

/** The arguments of an operation's subscription field. */
export function argumentsOf(
  { fieldDefinition, fieldNode }: SubscriptionPlan,
  { variables }: CheckedOperation,
): Readonly<Record<string, unknown>> {
  return getArgumentValues(fieldDefinition, fieldNode, variables);
}

/**
 * Where one channel's results for one operation come from, each on behalf of a member or of nobody. Nothing of it
 * rejects.
 */
export class ResultSource {
  readonly #schema: HubSchema;
  readonly #plan: SubscriptionPlan;
  readonly #variables: CheckedOperation["variables"];
  readonly #args: EventPlace["args"];
  readonly #present: ErrorPresenter;

  constructor(
    schema: HubSchema,
    plan: SubscriptionPlan,
    { variables }: CheckedOperation,
    { args }: EventPlace,
    present: ErrorPresenter,
  ) {
    this.#schema = schema;
    this.#plan = plan;
    this.#variables = variables;
    this.#args = args;
    this.#present = present;
  }

  /** True: messages only say that the state has changed. */
  get rereads(): boolean {
    return this.#plan.event.reread;
  }

  /** False where the field has no state that can be read. */
  get hasState(): boolean {
    return this.#plan.snapshot !== null || this.#plan.event.initial !== null;
  }

  resolve(message: LiveMessage, onBehalfOf: Caller | null): Promise<FormattedExecutionResult> {
    const operation = { plan: this.#plan, variables: this.#variables };
    return this.#schema.executeEvent(operation, message, inTheNameOf(onBehalfOf));
  }

  async readState(onBehalfOf: Caller | null): Promise<FormattedExecutionResult> {
    const { snapshot, event } = this.#plan;
    if (snapshot) return this.#querySnapshot(snapshot, inTheNameOf(onBehalfOf));
    if (event.initial) return this.resolve(initialMessage(event.initial, this.#args), onBehalfOf);
    throw new Error(`Subscription.${event.name} has no state that can be read`);
  }

  async #querySnapshot(query: SnapshotQuery, caller: Caller): Promise<FormattedExecutionResult> {
    const used = Object.entries(this.#variables).filter(([name]) => query.variableNames.has(name));
    const request = { query: query.text, variables: Object.fromEntries(used) };
    try {
      return asEventResult(query, await this.#schema.executeQuery(request, caller));
    } catch (error) {
      return { errors: [this.#present(error, caller.traceId)], data: null };
    }
  }
}

function inTheNameOf(caller: Caller | null): Caller {
  return { ...{ viewer: null, authorization: undefined, traceId: newTraceId() }, ...caller };
}
