import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
  type SelectionSetNode,
  typeFromAST,
} from "graphql";
import { PlayheadError } from "../lib/errors.js";
import { type FieldWeights, itemsOf, type ListSizes } from "./field-weights.js";
import type { GatewayLimits } from "./limits.js";
import { isLeftOut, type PolicySubject } from "./policy.js";

export type OperationLimits = Pick<
  GatewayLimits,
  "operationDepth" | "operationAliases" | "operationRootFields" | "operationSelections" | "operationCost"
>;

/** How large an operation is, before it runs. Fragments count wherever they are spread. */
export interface OperationSize {
  /** Fields within fields. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  /** Fields and fragments, written out wherever they are spread and whatever conditions leave out: so they are planned. */
  readonly selections: number;
  /** By the cost specification: weights of fields, times the sizes of the lists that they are in. */
  readonly cost: number;
}

/** Why the operation is too large, such as `cost must be at most 1000, got 4000`; null when it is not. */
export function sizeRefusal(size: OperationSize, limits: OperationLimits): PlayheadError | null {
  const bounds = [
    ["depth", size.depth, limits.operationDepth],
    ["aliases", size.aliases, limits.operationAliases],
    ["root fields", size.rootFields, limits.operationRootFields],
    ["selections", size.selections, limits.operationSelections],
    ["cost", size.cost, limits.operationCost],
  ] as const;
  for (const [what, got, most] of bounds) {
    if (got > most) {
      const message = `${what} must be at most ${most}, got ${got}`;
      return new PlayheadError("OPERATION_TOO_LARGE", message, { limit: what, most, got });
    }
  }
  return null;
}

/** What a selection set adds up to, for one object. */
interface Sum {
  depth: number;
  aliases: number;
  fields: number;
  cost: number;
}

/** Measures the operation with these coerced variables. */
export function measureOperation(
  schema: GraphQLSchema,
  subject: PolicySubject,
  weights: FieldWeights,
): OperationSize {
  const fragments = new Map<string, Sum>();

  const sumOf = (set: SelectionSetNode, type: GraphQLCompositeType, below: ListSizes | null): Sum => {
    const sum: Sum = { depth: 0, aliases: 0, fields: 0, cost: 0 };
    for (const node of set.selections) {
      if (isLeftOut(node, subject.variables)) continue;
      if (node.kind === Kind.FIELD) {
        add(sum, fieldSum(node, type, below));
        continue;
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? subject.fragments.get(node.name.value) : node;
      const condition = fragment?.typeCondition ? typeFromAST(schema, fragment.typeCondition) : type;
      if (!fragment || !isCompositeType(condition)) continue;
      if (node.kind === Kind.INLINE_FRAGMENT) {
        add(sum, sumOf(fragment.selectionSet, condition, below));
        continue;
      }
      // Without this, nested spreads would take 2^depth steps.
      const key = `${node.name.value} ${JSON.stringify(below)}`;
      const known = fragments.get(key) ?? sumOf(fragment.selectionSet, condition, below);
      fragments.set(key, known);
      add(sum, known);
    }
    return sum;
  };

  const fieldSum = (node: FieldNode, type: GraphQLCompositeType, below: ListSizes | null): Sum => {
    const aliases = node.alias ? 1 : 0;
    const field = "getFields" in type ? type.getFields()[node.name.value] : undefined;
    // Introspection is bounded by a rule of its own in graphql-js.
    if (!field) return { depth: 1, aliases, fields: 1, cost: 0 };
    const fieldType = getNamedType(field.type);
    const isList = isListType(getNullableType(field.type));
    const sizes = weights.listSizesBelow(type, field, node, subject.variables);
    const inner =
      node.selectionSet && isCompositeType(fieldType)
        ? // The size of a list is not that of those in its items.
          sumOf(node.selectionSet, fieldType, isList && !sizes?.fields ? null : sizes)
        : { depth: 0, aliases: 0, cost: 0 };
    const weight = weights.weightOf(type, field);
    const items = isList ? itemsOf(field, sizes, below) : 1;
    return {
      depth: inner.depth + 1,
      aliases: aliases + inner.aliases,
      fields: 1,
      cost: items * (weight + inner.cost),
    };
  };

  const root = schema.getRootType(subject.operation.operation);
  const sum = root && sumOf(subject.operation.selectionSet, root, null);
  return {
    depth: sum?.depth ?? 0,
    aliases: sum?.aliases ?? 0,
    rootFields: sum?.fields ?? 0,
    cost: sum?.cost ?? 0,
    selections: selectionsWrittenOut(subject),
  };
}

/**
 * Fields and fragments of an operation, those of fragments wherever they are spread, whatever @skip and @include leave out.
 * The planner writes all of it out before it looks at anything: three kilobytes of fragments within fragments can be a
 * million fields, which cost nothing by the cost specification where they are scalars.
 */
export function selectionsWrittenOut({
  operation,
  fragments,
}: Pick<PolicySubject, "operation" | "fragments">): number {
  const known = new Map<string, number>();
  const inSet = ({ selections }: SelectionSetNode): number => {
    let count = 0;
    for (const node of selections) {
      count += node.kind === Kind.FRAGMENT_SPREAD ? inFragment(node.name.value) : 1;
      if (node.kind !== Kind.FRAGMENT_SPREAD && node.selectionSet) count += inSet(node.selectionSet);
    }
    return count;
  };
  const inFragment = (name: string): number => {
    const fragment = fragments.get(name);
    const count = known.get(name) ?? 1 + (fragment ? inSet(fragment.selectionSet) : 0);
    known.set(name, count);
    return count;
  };
  return inSet(operation.selectionSet);
}

function add(sum: Sum, more: Sum): void {
  sum.depth = Math.max(sum.depth, more.depth);
  sum.aliases += more.aliases;
  sum.fields += more.fields;
  sum.cost += more.cost;
}
