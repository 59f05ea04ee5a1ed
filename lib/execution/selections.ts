import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  visit,
} from "graphql";

/** What decides which fields are selected. */
export interface SelectionRules {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Values of the variables that `@skip` and `@include` name. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

/** Names of the variables in `@skip` and `@include`, in the document's order. */
export function conditionVariablesOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      if (name.value !== "skip" && name.value !== "include") return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/** Whether a key of the answer is the one that JavaScript takes for an object's prototype. */
export function namesPrototype(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field({ alias }) {
      found ||= alias?.value === "__proto__";
    },
  });
  return found;
}

/** The fields that objects of `type` are asked for, by their key in the answer, in its order. */
export function selectedFields(
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  rules: SelectionRules,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  for (const set of sets) collect(set, { type, rules, fields, visited });
  return fields;
}

interface Collected {
  readonly type: GraphQLObjectType;
  readonly rules: SelectionRules;
  readonly fields: Map<string, FieldNode[]>;
  readonly visited: Set<string>;
}

function collect({ selections }: SelectionSetNode, into: Collected): void {
  const { type, rules, fields, visited } = into;
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD && visited.has(selection.name.value)) continue;
    if (!isIncluded(selection, rules)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const known = fields.get(key);
      if (known) known.push(selection);
      else fields.set(key, [selection]);
      continue;
    }
    if (selection.kind === Kind.FRAGMENT_SPREAD) visited.add(selection.name.value);
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? rules.fragments[selection.name.value] : selection;
    if (fragment && fits(fragment.typeCondition?.name.value, type, rules.schema)) {
      collect(fragment.selectionSet, into);
    }
  }
}

function isIncluded(node: Parameters<typeof getDirectiveValues>[1], { conditions }: SelectionRules): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, node, conditions)?.["if"] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, conditions)?.["if"] !== false;
}

function fits(condition: string | undefined, type: GraphQLObjectType, schema: GraphQLSchema): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditional = schema.getType(condition);
  return isAbstractType(conditional) && isObjectType(type) && schema.isSubType(conditional, type);
}
