import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isNonNullType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from "graphql";
import type { PlayheadError } from "../lib/errors.js";
import type { Viewer } from "../lib/viewer.js";
import { type DeniedFields, isLeftOut, type PolicySubject, policyRefusal } from "./policy.js";

/** An operation without the fields that its viewer may not select. */
export interface AllowedPart {
  readonly document: DocumentNode;
  /** The schema as the viewer sees it. */
  readonly schema: GraphQLSchema;
  /** Why each field that was taken out may not be selected. */
  readonly refusals: ReadonlyMap<FieldNode, PlayheadError>;
}

/** What objects of interfaces and unions are is asked under this name, so that no alias of a client hides it. */
export const TYPE_NAME_KEY = "gatewayTypeName_";

/**
 * The operation without what is denied, or null when it has to be refused as a whole: nothing is left of it, or it
 * is a mutation that would run and whose answer a denied field would make null to the top, so that nobody learnt
 * what it changed.
 */
export function allowedPart(
  schema: GraphQLSchema,
  subject: PolicySubject & { readonly document: DocumentNode },
  denied: DeniedFields,
  viewer: Viewer | null,
): AllowedPart | null {
  const { operation } = subject;
  const root = schema.getRootType(operation.operation);
  if (!root) return null;
  const refusals = new Map<FieldNode, PlayheadError>();
  for (const [node, rules] of denied) {
    const refusal = policyRefusal(rules, viewer);
    if (refusal) refusals.set(node, refusal);
  }
  const pruner = new Pruner(schema, subject, denied);
  const kept = pruner.prune(operation.selectionSet, root);
  if (!kept.set) return null;
  if (operation.operation === "mutation" && kept.losesParent) return null;
  const fragments = [...pruner.fragments.values()].flatMap(({ node }) => (node ? [node] : []));
  const definitions = [{ ...operation, selectionSet: kept.set }, ...fragments];
  return { document: { kind: Kind.DOCUMENT, definitions }, schema, refusals };
}

interface Kept {
  /** Null when nothing that the client asked for is left. */
  readonly set: SelectionSetNode | null;
  /** True where a field that is gone may not be null, so that the object around it becomes null. */
  readonly losesParent: boolean;
}

class Pruner {
  readonly fragments = new Map<
    string,
    { readonly node: FragmentDefinitionNode | null; readonly losesParent: boolean }
  >();
  readonly #schema: GraphQLSchema;
  readonly #subject: PolicySubject;
  readonly #denied: DeniedFields;

  constructor(schema: GraphQLSchema, subject: PolicySubject, denied: DeniedFields) {
    this.#schema = schema;
    this.#subject = subject;
    this.#denied = denied;
  }

  prune(set: SelectionSetNode, type: GraphQLCompositeType): Kept {
    const selections: SelectionNode[] = [];
    let isLeft = false;
    let losesParent = false;
    for (const node of set.selections) {
      if (isLeftOut(node, this.#subject.variables)) continue;
      const kept = this.#pruneSelection(node, type);
      if (kept.node) selections.push(kept.node);
      isLeft ||= kept.isLeft;
      losesParent ||= kept.losesParent;
    }
    if (!isLeft && selections.length === 0) return { set: null, losesParent };
    if (isAbstractType(type)) selections.push(typeNameField(TYPE_NAME_KEY));
    return { set: isLeft ? { ...set, selections } : null, losesParent };
  }

  #pruneSelection(
    node: SelectionNode,
    type: GraphQLCompositeType,
  ): { node: SelectionNode | null; isLeft: boolean; losesParent: boolean } {
    if (node.kind === Kind.FIELD) return this.#pruneField(node, type);
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = this.#pruneFragment(node.name.value);
      return {
        node: fragment.node && node,
        isLeft: fragment.node !== null,
        losesParent: fragment.losesParent,
      };
    }
    const condition = node.typeCondition ? typeFromAST(this.#schema, node.typeCondition) : type;
    if (!isCompositeType(condition)) return { node: null, isLeft: false, losesParent: false };
    const { set, losesParent } = this.prune(node.selectionSet, condition);
    return { node: set && { ...node, selectionSet: set }, isLeft: set !== null, losesParent };
  }

  #pruneField(node: FieldNode, type: GraphQLCompositeType) {
    const field = "getFields" in type ? type.getFields()[node.name.value] : undefined;
    if (this.#denied.has(node)) {
      return { node: null, isLeft: false, losesParent: field !== undefined && isNonNullType(field.type) };
    }
    // `__schema` and `__type` are answered from the schema that the viewer sees, not by the part.
    if (!field && node.selectionSet) {
      return { node: typeNameField(TYPE_NAME_KEY), isLeft: true, losesParent: false };
    }
    const fieldType = field && getNamedType(field.type);
    if (!field || !node.selectionSet || !isCompositeType(fieldType)) {
      return { node, isLeft: true, losesParent: false };
    }
    const kept = this.prune(node.selectionSet, fieldType);
    return {
      // Whether the object is there is allowed to be known, so it is asked for its type.
      node: { ...node, selectionSet: kept.set ?? typeOnly() },
      isLeft: kept.set !== null,
      losesParent: kept.losesParent && isNonNullThroughout(field.type),
    };
  }

  #pruneFragment(name: string) {
    const known = this.fragments.get(name);
    if (known) return known;
    const fragment = this.#subject.fragments.get(name);
    const condition = fragment && typeFromAST(this.#schema, fragment.typeCondition);
    const kept: Kept =
      fragment && isCompositeType(condition)
        ? this.prune(fragment.selectionSet, condition)
        : { set: null, losesParent: false };
    const pruned = {
      node: fragment && kept.set ? { ...fragment, selectionSet: kept.set } : null,
      losesParent: kept.losesParent,
    };
    this.fragments.set(name, pruned);
    return pruned;
  }
}

/** True where a null in the place of an item, or of the whole, is a null in the place of the parent. */
function isNonNullThroughout(type: GraphQLOutputType): boolean {
  if (!isNonNullType(type)) return false;
  const inner = getNullableType(type);
  return isListType(inner) ? isNonNullThroughout(inner.ofType) : true;
}

function typeOnly(): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections: [typeNameField(TYPE_NAME_KEY)] };
}

function typeNameField(alias: string): FieldNode {
  return {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: alias },
    name: { kind: Kind.NAME, value: "__typename" },
  };
}
