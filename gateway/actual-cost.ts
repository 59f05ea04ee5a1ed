import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  Kind,
  type SelectionSetNode,
  typeFromAST,
} from "graphql";
import type { FieldWeights } from "./field-weights.js";
import { isLeftOut, type PolicySubject } from "./policy.js";

/** What an answer cost, by the same weights as the estimate: every object that is in it, and every weighed field. */
export function actualCost(
  schema: GraphQLSchema,
  subject: PolicySubject,
  weights: FieldWeights,
  data: unknown,
): number {
  const costOf = (value: unknown, selected: Selected): number => {
    if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + costOf(item, selected), 0);
    const { type, field } = selected;
    const own = value === null ? 0 : weights.weightOf(type, field);
    const inner = getNamedType(field.type);
    return own + (isCompositeType(inner) ? costWithin(value, inner, selected.sets) : 0);
  };

  const costWithin = (
    value: unknown,
    type: GraphQLCompositeType,
    sets: readonly SelectionSetNode[],
  ): number => {
    if (value === null || typeof value !== "object") return 0;
    let sum = 0;
    for (const [key, selected] of selectedFields(schema, subject, type, sets)) {
      // What a fragment on another type selects is not there.
      const found = (value as Record<string, unknown>)[key];
      if (found !== undefined) sum += costOf(found, selected);
    }
    return sum;
  };

  const root = schema.getRootType(subject.operation.operation);
  return root ? costWithin(data, root, [subject.operation.selectionSet]) : 0;
}

interface Selected {
  readonly type: GraphQLCompositeType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly sets: SelectionSetNode[];
}

/** What is selected by key in the answer, each once however often it is written. */
function selectedFields(
  schema: GraphQLSchema,
  subject: PolicySubject,
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
): Map<string, Selected> {
  const found = new Map<string, Selected>();
  const visited = new Set<string>();
  const addField = (node: FieldNode, owner: GraphQLCompositeType) => {
    const field = "getFields" in owner ? owner.getFields()[node.name.value] : undefined;
    if (!field) return;
    const key = node.alias?.value ?? node.name.value;
    const selected = found.get(key) ?? { type: owner, field, sets: [] };
    if (node.selectionSet) selected.sets.push(node.selectionSet);
    found.set(key, selected);
  };
  const visit = (set: SelectionSetNode, owner: GraphQLCompositeType) => {
    for (const node of set.selections) {
      if (isLeftOut(node, subject.variables)) continue;
      if (node.kind === Kind.FIELD) {
        addField(node, owner);
        continue;
      }
      const isSpread = node.kind === Kind.FRAGMENT_SPREAD;
      if (isSpread && visited.has(node.name.value)) continue;
      if (isSpread) visited.add(node.name.value);
      const fragment = isSpread ? subject.fragments.get(node.name.value) : node;
      const condition = fragment?.typeCondition ? typeFromAST(schema, fragment.typeCondition) : owner;
      if (fragment && isCompositeType(condition)) visit(fragment.selectionSet, condition);
    }
  };
  for (const set of sets) visit(set, type);
  return found;
}
