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
  "operationDepth" | "operationAliases" | "operationRootFields" | "operationCost"
>;

/** How large an operation is, before it runs. Fragments count wherever they are spread. */
export interface OperationSize {
  /** Fields within fields. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  /** By the cost specification: weights of fields, times the sizes of the lists that they are in. */
  readonly cost: number;
}

/** Why the operation is too large, such as `cost must be at most 1000, got 4000`; null when it is not. */
export function sizeRefusal(size: OperationSize, limits: OperationLimits): PlayheadError | null {
  const bounds = [
    ["depth", size.depth, limits.operationDepth],
    ["aliases", size.aliases, limits.operationAliases],
    ["root fields", size.rootFields, limits.operationRootFields],
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
  };
}

function add(sum: Sum, more: Sum): void {
  sum.depth = Math.max(sum.depth, more.depth);
  sum.aliases += more.aliases;
  sum.fields += more.fields;
  sum.cost += more.cost;
}
