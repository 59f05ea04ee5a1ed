import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import type { CompiledField, CompiledSelection } from "./compiled-fields.js";
import { BROKEN, type ExecutionRun, PENDING } from "./execution-run.js";
import { fieldPlaceOf, Place } from "./places.js";

/**
 * Makes of what a resolver gave what the answer says: a value, null, or that it is BROKEN or PENDING. Throws what is an
 * error of this very place. Leaves need no place.
 */
export type Completer = (run: ExecutionRun, value: unknown, place: Place | null) => unknown;

/** What a completer is made for. */
export interface Completed {
  readonly field: Pick<CompiledField, "name" | "nodes" | "definition" | "parentType">;
  readonly selection: CompiledSelection;
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}

/** Whether a place has to be there before the value is completed. */
export function needsPlace(type: GraphQLOutputType): boolean {
  return !isLeafType(isNonNullType(type) ? type.ofType : type);
}

export function completerOf(type: GraphQLOutputType, of: Completed): Completer {
  if (isNonNullType(type)) {
    const complete = completerOf(type.ofType, of);
    const message = `Cannot return null for non-nullable field ${of.field.parentType.name}.${of.field.name}.`;
    return (run, value, place) => {
      const completed = complete(run, value, place);
      if (completed === null) throw new Error(message);
      return completed;
    };
  }
  const complete = completerOfPresent(type, of);
  return (run, value, place) => {
    if (value instanceof Error) throw value;
    return value === null || value === undefined ? null : complete(run, value, place);
  };
}

function completerOfPresent(
  type: Exclude<GraphQLOutputType, { readonly kind: "non-null" }>,
  of: Completed,
): Completer {
  if (isLeafType(type)) return (_run, value) => serialized(type, value);
  if (isListType(type)) return listCompleter(type.ofType, of);
  if (isAbstractType(type)) return abstractCompleter(type, of);
  if (isObjectType(type)) return objectCompleter(type, of);
  throw new Error(`${type} is no type of an answer`);
}

function serialized(type: GraphQLLeafType, value: unknown): unknown {
  const written = type.serialize(value);
  if (written === null || written === undefined) throw new Error(`${type.name} made nothing of a value`);
  return written;
}

function listCompleter(itemType: GraphQLOutputType, of: Completed): Completer {
  const complete = completerOf(itemType, of);
  const [isNullable, placed] = [!isNonNullType(itemType), needsPlace(itemType)];
  const { name, parentType, nodes } = of.field;
  return (run, value, place) => {
    if (typeof value !== "object" || typeof (value as Iterable<unknown>)[Symbol.iterator] !== "function") {
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${parentType.name}.${name}".`,
      );
    }
    const items: unknown[] = [];
    const placeOf = (index: number) => new Place(place ?? undefined, index, undefined, items, isNullable);
    let [isBroken, index] = [false, 0];
    for (const item of value as Iterable<unknown>) {
      if (isBroken) {
        // Nobody asks for it any more; that it fails must not end the process.
        if (isPromise(item)) item.then(undefined, () => undefined);
        continue;
      }
      const at = placed ? placeOf(index) : null;
      let completed: unknown = PENDING;
      try {
        if (isPromise(item)) run.later(item, complete, nodes, at ?? placeOf(index));
        else completed = complete(run, item, at);
      } catch (error) {
        run.fail(error, nodes, at ?? placeOf(index));
        completed = BROKEN;
      }
      isBroken = completed === BROKEN && !isNullable;
      // By its number: where it failed, null may be there already.
      items[index] = typeof completed === "symbol" ? null : completed;
      index += 1;
    }
    return isBroken ? BROKEN : items;
  };
}

function abstractCompleter(type: GraphQLAbstractType, of: Completed): Completer {
  const resolveType = type.resolveType ?? defaultTypeResolver;
  const completers = new Map<GraphQLObjectType, Completer>();
  const complete = (run: ExecutionRun, value: unknown, place: Place | null, named: unknown) => {
    const runtimeType = demandPossible(named, type, run, of);
    const completer = completers.get(runtimeType) ?? objectCompleter(runtimeType, of);
    completers.set(runtimeType, completer);
    return completer(run, value, place);
  };
  return (run, value, place) => {
    const named = resolveType(value, run.contextValue, infoOf(run, of.field, place), type) as unknown;
    if (!isPromise(named)) return complete(run, value, place, named);
    run.later(named, (_, resolved) => complete(run, value, place, resolved), of.field.nodes, place as Place);
    return PENDING;
  };
}

function demandPossible(
  named: unknown,
  type: GraphQLAbstractType,
  { facts }: ExecutionRun,
  { field }: Completed,
): GraphQLObjectType {
  const runtimeType = typeof named === "string" ? facts.schema.getType(named) : undefined;
  if (isObjectType(runtimeType) && facts.schema.isSubType(type, runtimeType)) return runtimeType;
  throw new GraphQLError(
    `Abstract type "${type.name}" must resolve to one of its Object types at runtime for field "${field.parentType.name}.${field.name}", and resolved to ${String(named)}.`,
    { nodes: field.nodes },
  );
}

function objectCompleter(type: GraphQLObjectType, { field, selection }: Completed): Completer {
  const fields = selection.of(type);
  const { isTypeOf } = type;
  if (!isTypeOf) return (run, value, place) => fields.run(run, value, place ?? undefined);
  const complete = (run: ExecutionRun, value: unknown, place: Place | null, isOne: unknown) => {
    if (isOne) return fields.run(run, value, place ?? undefined);
    throw new GraphQLError(`Expected value of type "${type.name}".`, { nodes: field.nodes });
  };
  return (run, value, place) => {
    const isOne = isTypeOf(value, run.contextValue, infoOf(run, field, place));
    if (!isPromise(isOne)) return complete(run, value, place, isOne);
    run.later(isOne, (_, resolved) => complete(run, value, place, resolved), field.nodes, place as Place);
    return PENDING;
  };
}

/** What resolvers are told of where they are. */
export function infoOf(
  { facts, variableValues }: ExecutionRun,
  { name, nodes, definition, parentType }: Completed["field"],
  place: Place | null,
): GraphQLResolveInfo {
  return {
    fieldName: name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path: fieldPlaceOf(place as Place),
    schema: facts.schema,
    fragments: facts.fragments,
    rootValue: undefined,
    operation: facts.operation,
    variableValues,
  };
}
