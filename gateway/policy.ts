import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from "graphql";
import { z } from "zod";
import { PlayheadError } from "../lib/errors.js";
import { describeScopes } from "../lib/subgraph.js";
import { holdsScopes, type Viewer } from "../lib/viewer.js";

const ruleSchema = z.union([
  z.strictObject({ authenticated: z.literal(true) }),
  z.strictObject({ scopes: z.array(z.array(z.string().min(1)).min(1)).min(1) }),
  z.strictObject({ byArgument: z.literal(true) }),
]);

/** What a coordinate (`Type` or `Type.field`) asks of whoever selects it. */
export type PolicyRule = z.output<typeof ruleSchema>;
export type Policy = ReadonlyMap<string, PolicyRule>;

/**
 * Reads policy.json. Throws an Error that names each rule that is not understood and each coordinate that the
 * schema does not have: a gateway that enforces less than it was told must not start.
 */
export function readPolicy(text: string, schema: GraphQLSchema): Policy {
  const result = z.record(z.string(), ruleSchema).safeParse(parseJson(text));
  if (!result.success) {
    const places = result.error.issues.map(
      (issue) => `${issue.path.join(".") || "the whole"}: ${issue.message}`,
    );
    throw new Error(`the policy is not valid: ${places.join("; ")}`);
  }
  const unknown = Object.keys(result.data).filter((coordinate) => !hasCoordinate(schema, coordinate));
  if (unknown.length > 0) {
    throw new Error(`the policy names what the schema does not have: ${unknown.join(", ")}; make both anew`);
  }
  return new Map(Object.entries(result.data));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("the policy is not valid: it is not JSON");
  }
}

function hasCoordinate(schema: GraphQLSchema, coordinate: string): boolean {
  const [typeName = "", fieldName] = coordinate.split(".");
  const type = schema.getType(typeName);
  if (!type || fieldName === undefined) return Boolean(type);
  return (isObjectType(type) || isInterfaceType(type)) && Object.hasOwn(type.getFields(), fieldName);
}

/** An operation that has been validated, with coerced variables. */
export interface PolicySubject {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * The rules that the viewer does not satisfy, by coordinate. Selecting on an interface or a union counts as
 * selecting on each type that can be there.
 */
export function deniedCoordinates(
  policy: Policy,
  schema: GraphQLSchema,
  subject: PolicySubject,
  viewer: Viewer | null,
): Map<string, PolicyRule> {
  const denied = new Map<string, PolicyRule>();
  for (const coordinate of selectedCoordinates(schema, subject)) {
    const rule = policy.get(coordinate);
    if (rule && !isSatisfied(rule, viewer)) denied.set(coordinate, rule);
  }
  return denied;
}

function isSatisfied(rule: PolicyRule, viewer: Viewer | null): boolean {
  if ("byArgument" in rule) return true;
  return viewer !== null && ("authenticated" in rule || holdsScopes(viewer, rule.scopes));
}

/** Why the operation may not run for this viewer: UNAUTHENTICATED or FORBIDDEN; null when it may. */
export function policyRefusal(
  denied: ReadonlyMap<string, PolicyRule>,
  viewer: Viewer | null,
): PlayheadError | null {
  const [first] = denied;
  if (!first) return null;
  const coordinates = [...denied.keys()].join(", ");
  if (!viewer) return new PlayheadError("UNAUTHENTICATED", `${coordinates} needs a signed-in household`);
  const scopes = [...denied.values()].flatMap((rule) => ("scopes" in rule ? [rule.scopes] : []));
  const missing = scopes.map((alternatives) => describeScopes(alternatives)).join(", and ");
  return new PlayheadError("FORBIDDEN", `${coordinates} needs a token with ${missing}`, { scopes });
}

/**
 * True where every root field of the operation is authorised by an argument of its own: a player whose access token has
 * expired, or cannot be verified while accounts is away, must not lose its slot for it.
 */
export function needsNoAccessToken(
  policy: Policy,
  schema: GraphQLSchema,
  { operation }: Pick<PolicySubject, "operation">,
): boolean {
  const root = schema.getRootType(operation.operation);
  // A fragment at the root is not looked into: players name their field.
  const names = operation.selectionSet.selections.map((node) =>
    node.kind === Kind.FIELD ? node.name.value : "",
  );
  const asked = names.filter((name) => name !== "__typename");
  return (
    asked.length > 0 &&
    asked.every((name) => {
      const rule = policy.get(`${root?.name}.${name}`);
      return rule !== undefined && "byArgument" in rule;
    })
  );
}

/** Every `Type` and `Type.field` that executing the operation with these variables can touch. */
function selectedCoordinates(schema: GraphQLSchema, subject: PolicySubject): Set<string> {
  const coordinates = new Set<string>();
  // A fragment on the same possible types selects the same again; without this, nested spreads cost 2^depth.
  const visited = new Set<string>();

  const visitSet = (
    set: SelectionSetNode,
    type: GraphQLCompositeType,
    possible: readonly GraphQLObjectType[],
  ) => {
    for (const node of set.selections) {
      if (isLeftOut(node, subject.variables)) continue;
      if (node.kind === Kind.FIELD) visitField(node, type, possible);
      else visitFragment(node, type, possible);
    }
  };

  const visitField = (
    node: FieldNode,
    type: GraphQLCompositeType,
    possible: readonly GraphQLObjectType[],
  ) => {
    for (const owner of [type, ...possible]) {
      coordinates.add(owner.name);
      coordinates.add(`${owner.name}.${node.name.value}`);
    }
    const field = "getFields" in type ? type.getFields()[node.name.value] : undefined;
    if (!field) return;
    const fieldType = getNamedType(field.type);
    coordinates.add(fieldType.name);
    if (node.selectionSet && isCompositeType(fieldType)) {
      visitSet(node.selectionSet, fieldType, possibleTypes(schema, fieldType));
    }
  };

  const visitFragment = (
    node: Exclude<SelectionNode, FieldNode>,
    type: GraphQLCompositeType,
    possible: readonly GraphQLObjectType[],
  ) => {
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? subject.fragments.get(node.name.value) : node;
    if (!fragment) return;
    const condition = fragment.typeCondition ? typeFromAST(schema, fragment.typeCondition) : type;
    if (!isCompositeType(condition)) return;
    const allowed = new Set(possibleTypes(schema, condition));
    const narrowed = possible.filter((candidate) => allowed.has(candidate));
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      const visit = `${node.name.value} ${narrowed.map((candidate) => candidate.name).join(" ")}`;
      if (visited.has(visit)) return;
      visited.add(visit);
    }
    visitSet(fragment.selectionSet, condition, narrowed);
  };

  const root = schema.getRootType(subject.operation.operation);
  if (root) visitSet(subject.operation.selectionSet, root, [root]);
  return coordinates;
}

function possibleTypes(schema: GraphQLSchema, type: GraphQLCompositeType): readonly GraphQLObjectType[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
}

function isLeftOut(node: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.["if"] === true ||
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.["if"] === false
  );
}
