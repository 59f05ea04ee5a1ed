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

/** The fields of the operation that the viewer may not select, each with the rules in the way, by coordinate. */
export type DeniedFields = ReadonlyMap<FieldNode, ReadonlyMap<string, PolicyRule>>;

/**
 * Selecting on an interface or a union counts as selecting on each type that can be there. A field in a fragment is
 * denied wherever the fragment is spread, when it is at one of the places. Nothing below a denied field is looked at.
 */
export function deniedFields(
  policy: Policy,
  schema: GraphQLSchema,
  subject: PolicySubject,
  viewer: Viewer | null,
): DeniedFields {
  const denied = new Map<FieldNode, ReadonlyMap<string, PolicyRule>>();
  visitFields(schema, subject, (node, coordinates) => {
    const rules = new Map<string, PolicyRule>();
    for (const coordinate of coordinates) {
      const rule = policy.get(coordinate);
      if (rule && !isSatisfied(rule, viewer)) rules.set(coordinate, rule);
    }
    if (rules.size > 0) denied.set(node, new Map([...(denied.get(node) ?? []), ...rules]));
    return rules.size === 0;
  });
  return denied;
}

/** The rules that the viewer does not satisfy, by coordinate. */
export function deniedCoordinates(denied: DeniedFields): Map<string, PolicyRule> {
  return new Map([...denied.values()].flatMap((rules) => [...rules]));
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

/**
 * Calls `enter` with each field that executing the operation with these variables can touch, and every `Type` and
 * `Type.field` it stands for; false keeps out of what is below the field.
 */
export function visitFields(
  schema: GraphQLSchema,
  subject: PolicySubject,
  enter: (node: FieldNode, coordinates: ReadonlySet<string>) => boolean,
): void {
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
    const owners = [type, ...possible].flatMap(({ name }) => [name, `${name}.${node.name.value}`]);
    const field = "getFields" in type ? type.getFields()[node.name.value] : undefined;
    const fieldType = field && getNamedType(field.type);
    const goesOn = enter(node, new Set(fieldType ? [...owners, fieldType.name] : owners));
    if (goesOn && node.selectionSet && fieldType && isCompositeType(fieldType)) {
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
}

function possibleTypes(schema: GraphQLSchema, type: GraphQLCompositeType): readonly GraphQLObjectType[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
}

/** True where `@skip` or `@include` leaves the selection out. */
export function isLeftOut(node: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.["if"] === true ||
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.["if"] === false
  );
}
