import { operationFromDocument } from "@apollo/federation-internals";
import type { FetchNode, PlanNode, QueryPlanner } from "@apollo/query-planner";
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  isScalarType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from "graphql";
import { dateTimeScalar } from "../../lib/date-time.js";
import { PlayheadError } from "../../lib/errors.js";
import type { Caller } from "../caller.js";
import type { CheckedOperation } from "../operations.js";
import type { ReadingTurns } from "../rates/reading-turns.js";
import type { LoadedSupergraph } from "../supergraph.js";
import { type EventField, readEventFields } from "./event-directive.js";
import { buildSnapshotQuery, type SnapshotQuery, variablesOf } from "./snapshot-query.js";

/** How a subscription's results come about: its event first, then what other services add. */
export interface SubscriptionPlan {
  readonly event: EventField;
  readonly fieldDefinition: GraphQLField<unknown, unknown>;
  readonly fieldNode: FieldNode;
  /** The document as its client wrote it. */
  readonly text: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** What the service that owns the field would be asked; a message answers it in its place. */
  readonly primary: FetchNode;
  readonly primaryDocument: DocumentNode;
  readonly primarySchema: GraphQLSchema;
  readonly rest: PlanNode | null;
  /** Variables that what is selected depends on; the field's own arguments only say which channel it is. */
  readonly selectionVariables: ReadonlySet<string>;
  readonly snapshot: SnapshotQuery | null;
}

/**
 * Plans an operation for a caller, or for the gateway itself. Throws BAD_REQUEST for what does not name one field without
 * a condition.
 */
export type SubscriptionPlanner = (
  operation: CheckedOperation,
  caller: Pick<Caller, "clientAddress"> | null,
) => SubscriptionPlan;

/**
 * Planning costs some 4 ms, for which the caller's address is charged: plans are kept as long as their documents are, and
 * so is the reason why there can be none.
 */
export function createSubscriptionPlanner(
  loaded: LoadedSupergraph,
  turns: Pick<ReadingTurns, "charged">,
): SubscriptionPlanner {
  const { planner } = loaded;
  const events = readEventFields(loaded.sdl, loaded.apiSchema);
  const plans = new WeakMap<OperationDefinitionNode, SubscriptionPlan | PlayheadError>();
  const build = (checked: CheckedOperation) => {
    const plan = planOrRefusal(() => buildPlan(loaded, planner, events, checked));
    plans.set(checked.operation, plan);
    return plan;
  };
  return (checked, caller) => {
    const known = plans.get(checked.operation);
    const plan = known ?? turns.charged(caller?.clientAddress, () => build(checked));
    if (plan instanceof PlayheadError) throw plan;
    return plan;
  };
}

function planOrRefusal(plan: () => SubscriptionPlan): SubscriptionPlan | PlayheadError {
  try {
    return plan();
  } catch (error) {
    if (error instanceof PlayheadError) return error;
    throw error;
  }
}

function buildPlan(
  loaded: LoadedSupergraph,
  planner: QueryPlanner,
  events: ReadonlyMap<string, EventField>,
  { request, document, operation, fragments }: CheckedOperation,
): SubscriptionPlan {
  const fieldNodes = rootFields(operation.selectionSet, fragments);
  const [fieldNode] = fieldNodes;
  const event = events.get(fieldNode?.name.value ?? "");
  const fieldDefinition = loaded.apiSchema.getSubscriptionType()?.getFields()[event?.name ?? ""];
  const name = operation.name?.value;
  const { node } = planner.buildQueryPlan(
    operationFromDocument(loaded.plannerSchema, document, name === undefined ? {} : { operationName: name }),
  );
  if (!fieldNode || !event || !fieldDefinition || node?.kind !== "Subscription") {
    throw new PlayheadError(
      "BAD_REQUEST",
      "a subscription selects exactly one field, and without a condition",
    );
  }
  return {
    event,
    fieldDefinition,
    fieldNode,
    text: request.query,
    document,
    operation,
    fragments,
    primary: node.primary,
    primaryDocument: parse(node.primary.operation),
    primarySchema: withDateTimes(loaded.serviceSchema(node.primary.serviceName)),
    rest: node.rest ?? null,
    selectionVariables: variablesOf(fieldNodes, fragments),
    snapshot: event.snapshot && buildSnapshotQuery({ operation, fragments }, fieldNodes, event.snapshot),
  };
}

/** Messages hold instants as epoch ms; clients get them as every service writes them. */
function withDateTimes(schema: GraphQLSchema): GraphQLSchema {
  const scalar = schema.getType(dateTimeScalar.name);
  if (isScalarType(scalar)) scalar.serialize = dateTimeScalar.serialize;
  return schema;
}

/** The field of the operation; several nodes where its selection is written in parts. */
function rootFields(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): FieldNode[] {
  return set.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
    return fragment ? rootFields(fragment.selectionSet, fragments) : [];
  });
}
