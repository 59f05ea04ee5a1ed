import {
  type CompositeType,
  type Operation,
  operationFromDocument,
  type Schema,
} from "@apollo/federation-internals";
import type { QueryPlan, QueryPlanner } from "@apollo/query-planner";
import type { DocumentNode, GraphQLSchema } from "graphql";
import { MergedTexts } from "./merged-fetches.js";
import { compileOutput, type OutputWriter } from "./output.js";
import { compilePlan, NotCompiled, type PlanStep } from "./plan-steps.js";
import type { Conditions } from "./selected-fields.js";

/** One operation, compiled for one schema: kept for as long as it is asked for. */
export interface OperationEntry {
  /** As Apollo made it; one object for as long as the entry is kept. */
  readonly plan: QueryPlan;
  readonly operation: Operation;
  /** Null: nothing has to be fetched. */
  readonly step: PlanStep | null;
  readonly mergedTexts: MergedTexts;
  /**
   * The values of the variables that @skip and @include name. Throws NotCompiled where one is no boolean, which takes an
   * explicit null in the place of a default.
   */
  conditionsOf(variables: Readonly<Record<string, unknown>>): Conditions;
  /** Writes the answer under these conditions. */
  outputFor(conditions: Conditions): OutputWriter;
}

export interface EntrySchemas {
  readonly planner: QueryPlanner;
  /** What clients see, as the query planner wants it. */
  readonly plannerSchema: Schema;
  /** With everything that only the gateway sees. */
  readonly fullSchema: GraphQLSchema;
}

/** Writers of one operation, one for each set of conditions; a client that flips twenty flags gets new ones each time. */
const MOST_WRITERS = 32;

/** No plan can be made of an operation, which Apollo's executor would find out once more with each request for it. */
export class NotPlanned extends Error {
  constructor(cause: unknown) {
    super("no plan can be made of this operation", { cause });
  }
}

/**
 * Throws NotCompiled for what is left to Apollo's executor, NotPlanned for what nothing can run. `document` has been
 * validated.
 */
export function compileOperation(
  {
    document,
    operationName,
  }: { readonly document: DocumentNode; readonly operationName: string | undefined },
  { planner, plannerSchema, fullSchema }: EntrySchemas,
): OperationEntry {
  const { operation, plan } = planned();
  const readsSchema = operation.selectionSet.some(
    (element) => element.kind === "Field" && element.definition.isSchemaIntrospectionField(),
  );
  if (readsSchema) throw new NotCompiled("introspection");
  const { node } = plan;
  if (node?.kind === "Subscription") throw new NotCompiled("plan");
  const rootType = plannerSchema.schemaDefinition.rootType(operation.rootKind) as CompositeType;
  const conditionDefaults = readConditionDefaults(operation);
  const writers = new Map<string, OutputWriter>();
  return {
    plan,
    operation,
    step: node ? compilePlan(node, fullSchema) : null,
    mergedTexts: new MergedTexts(),
    conditionsOf: (variables) => readConditions(conditionDefaults, variables),
    outputFor(conditions) {
      const key = [...conditions.values()].join();
      const known = writers.get(key);
      if (known) return known;
      const writer = compileOutput(
        { set: operation.selectionSet, type: rootType },
        { schema: plannerSchema, conditions },
      );
      if (writers.size >= MOST_WRITERS) writers.clear();
      writers.set(key, writer);
      return writer;
    },
  };

  function planned(): { readonly operation: Operation; readonly plan: QueryPlan } {
    try {
      const named = operationName === undefined ? {} : { operationName };
      const operation = operationFromDocument(plannerSchema, document, named);
      return { operation, plan: planner.buildQueryPlan(operation) };
    } catch (error) {
      throw new NotPlanned(error);
    }
  }
}

/** The variables that conditions name, in a fixed order, with their defaults. */
function readConditionDefaults(operation: Operation): ReadonlyMap<string, unknown> {
  const defaults = operation.collectDefaultedVariableValues();
  const found = new Map<string, unknown>();
  operation.selectionSet.forEachElement((element) => {
    for (const directive of element.appliedDirectives) {
      if (directive.name !== "skip" && directive.name !== "include") continue;
      const value: unknown = directive.arguments()["if"];
      if (typeof value === "boolean") continue;
      const { name } = value as { readonly name: string };
      found.set(name, defaults[name]);
    }
  });
  return found;
}

function readConditions(
  defaults: ReadonlyMap<string, unknown>,
  variables: Readonly<Record<string, unknown>>,
): Conditions {
  const values = new Map<string, boolean>();
  for (const [name, standard] of defaults) {
    const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
    const value = given === undefined ? standard : given;
    if (typeof value !== "boolean") throw new NotCompiled("condition");
    values.set(name, value);
  }
  return values;
}
