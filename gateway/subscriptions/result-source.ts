import { type FormattedExecutionResult, getArgumentValues } from "graphql";
import type { LiveMessage } from "../../lib/events/live-bus.js";
import type { Caller } from "../caller.js";
import type { ErrorPresenter } from "../error-presenter.js";
import type { CheckedOperation, OperationChecker, OperationRequest } from "../operations.js";
import { newTraceId } from "../trace.js";
import { type EventField, type EventPlace, initialMessage } from "./event-directive.js";
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
  const args = getArgumentValues(fieldDefinition, fieldNode, variables);
  return Object.keys(args).length > 0 ? args : NO_ARGUMENTS;
}

/** What most have: kept for each group, an object of its own would take room. */
const NO_ARGUMENTS = Object.freeze({});

/**
 * Where one channel's results for one operation come from, each on behalf of a member or of nobody. Nothing of it
 * rejects.
 */
export class ResultSource {
  readonly #schema: HubSchema;
  readonly #plan: SubscriptionPlan;
  readonly #given: OperationRequest["variables"];
  readonly #variables: CheckedOperation["variables"];
  readonly #present: ErrorPresenter;
  readonly place: EventPlace;

  constructor(
    schema: HubSchema,
    plan: SubscriptionPlan,
    { request, variables }: CheckedOperation,
    place: EventPlace,
    present: ErrorPresenter,
  ) {
    this.#schema = schema;
    this.#plan = plan;
    this.#given = request.variables;
    this.#variables = variables;
    this.#present = present;
    this.place = place;
  }

  get event(): EventField {
    return this.#plan.event;
  }

  /** What the client sent. */
  get request(): OperationRequest {
    const { text, operation } = this.#plan;
    return { query: text, operationName: operation.name?.value, variables: this.#given };
  }

  /** False where the field has no state that can be read. */
  get hasState(): boolean {
    return this.#plan.snapshot !== null || this.#plan.event.initial !== null;
  }

  /** False where a message says all that is asked for. */
  get asksServices(): boolean {
    return this.#plan.rest !== null;
  }

  resolve(message: LiveMessage, onBehalfOf: Caller | null): Promise<FormattedExecutionResult> {
    const operation = { plan: this.#plan, variables: this.#variables };
    return this.#schema.executeEvent(operation, message, inTheNameOf(onBehalfOf));
  }

  async readState(onBehalfOf: Caller | null): Promise<FormattedExecutionResult> {
    const { snapshot, event } = this.#plan;
    if (snapshot) return this.#querySnapshot(snapshot, inTheNameOf(onBehalfOf));
    if (event.initial) return this.resolve(initialMessage(event.initial, this.place.args), onBehalfOf);
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
  return { viewer: null, authorization: undefined, traceId: newTraceId(), ...caller };
}
