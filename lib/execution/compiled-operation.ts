import {
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from "graphql";
import { type CompiledFields, CompiledSelection } from "./compiled-fields.js";
import { BROKEN, ExecutionRun, type OperationFacts } from "./execution-run.js";
import { conditionVariablesOf, namesPrototype } from "./selections.js";

/** Runs an operation that has been validated. Never rejects. */
export interface CompiledOperation {
  /** Null: with these variables it is left to graphql-js. */
  run(
    contextValue: unknown,
    variables: Readonly<Record<string, unknown>>,
  ): ExecutionResult | Promise<ExecutionResult> | null;
}

/** Variables that decide what is selected: each combination of their values is compiled by itself. */
const MOST_CONDITIONS = 6;
const MOST_VARIABLE_ERRORS = 50;

/**
 * Compiles an operation, in place of graphql-js's `execute`, which works out for each object anew what of it is asked. Here
 * fields, their arguments, types and resolvers are looked up once, values that come later are put in their places without a
 * promise for each object and list that they are in, and paths are written where there is an error.
 *
 * Answers are those of graphql-js (tests/execution.test.ts), with two differences: an answer waits for all that was begun,
 * also for what is within something that became null meanwhile; and resolvers of a field share their arguments, which are
 * frozen. Null: it is left to graphql-js.
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledOperation | null {
  const type = schema.getRootType(operation.operation);
  if (!type || operation.operation === OperationTypeNode.SUBSCRIPTION) return null;
  const conditionNames = conditionVariablesOf(document);
  if (conditionNames.length > MOST_CONDITIONS || namesPrototype(document)) return null;
  const facts: OperationFacts = { schema, operation, fragments: fragmentsOf(document) };
  const variants = new Map<string, CompiledFields>();
  const isSerial = operation.operation === OperationTypeNode.MUTATION;
  return {
    run(contextValue, variables) {
      const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
        maxErrors: MOST_VARIABLE_ERRORS,
      });
      if (!coerced) return { errors: errors ?? [] };
      const values = conditionNames.map((name) => coerced[name]);
      // A condition that is null is an error of graphql-js's own.
      if (values.some((value) => typeof value !== "boolean")) return null;
      const key = values.join();
      let fields = variants.get(key);
      if (!fields) {
        const conditions = Object.fromEntries(conditionNames.map((name, index) => [name, values[index]]));
        fields = new CompiledSelection([operation.selectionSet], { ...facts, conditions }).of(type);
        variants.set(key, fields);
      }
      const run = new ExecutionRun(facts, contextValue, coerced);
      return isSerial ? runSerially(fields, run) : runAtOnce(fields, run);
    },
  };
}

function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}

function runAtOnce(fields: CompiledFields, run: ExecutionRun): ExecutionResult | Promise<ExecutionResult> {
  const data = fields.run(run, undefined, undefined);
  return run.isIdle ? resultOf(run, data) : run.idle().then(() => resultOf(run, data));
}

/** A mutation's fields change things one after the other, and none is begun after one that had to be had and failed. */
async function runSerially(fields: CompiledFields, run: ExecutionRun): Promise<ExecutionResult> {
  const data: Record<string, unknown> = {};
  for (const field of fields.all) {
    const value = field.run(run, undefined, data, undefined);
    if (value !== BROKEN) data[field.key] = value;
    if (!run.isIdle) await run.idle();
    if (run.isNulled) break;
  }
  return resultOf(run, data);
}

function resultOf({ errors, isNulled }: ExecutionRun, data: object | typeof BROKEN): ExecutionResult {
  const given = isNulled || data === BROKEN ? null : (data as Record<string, unknown>);
  return errors.length > 0 ? { errors, data: given } : { data: given };
}
