import {
  type ExecutionResult,
  type FieldNode,
  type FormattedExecutionResult,
  type GraphQLSchema,
  isObjectType,
  OperationTypeNode,
  valueFromASTUntyped,
} from "graphql";
import type { OperationRules } from "./operations.js";
import { type Policy, type PolicySubject, visitFields } from "./policy.js";

/** For how long an answer stays good, and for whom. */
export interface CachePolicy {
  readonly maxAgeSeconds: number;
  /** False: only for whoever asked. */
  readonly isPublic: boolean;
}

/** What an answer to an operation may be kept for; null: not at all. */
export type CachePolicies = (subject: PolicySubject) => CachePolicy | null;

type Hints = ReadonlyMap<string, CachePolicy>;

/**
 * Reads `@cacheControl` of the supergraph, whose composition has put a type's hint on each field that the same service
 * gives it. A field without a hint makes the whole answer one that nobody keeps: nothing is inherited from what is around
 * it, so that what another service adds to a type (who may watch it, where somebody stopped) is never shared by accident.
 */
export function readCachePolicies(schema: GraphQLSchema, policy: Policy): CachePolicies {
  const hints = readHints(schema, policy);
  return (subject) => {
    if (subject.operation.operation !== OperationTypeNode.QUERY || hints.size === 0) return null;
    let found: CachePolicy | null = { maxAgeSeconds: Number.POSITIVE_INFINITY, isPublic: true };
    visitFields(schema, subject, (node, coordinates) => {
      found = found && least(found, hintOf(node, coordinates, { schema, hints }));
      return found !== null;
    });
    const { maxAgeSeconds, isPublic } = (found as CachePolicy | null) ?? NEVER;
    return Number.isFinite(maxAgeSeconds) && maxAgeSeconds > 0 ? { maxAgeSeconds, isPublic } : null;
  };
}

/** What answers to an operation may be kept for, where nothing goes wrong. */
export function cachePolicyOf(
  { facts, cachePolicies }: Pick<OperationRules, "facts" | "cachePolicies">,
  checked: PolicySubject & { readonly part?: unknown },
): CachePolicy | null {
  return checked.part ? null : facts.byConditions(checked, "cache", () => cachePolicies(checked));
}

/** What this answer may be kept for: one that tells of anything beside its data not at all, for the next may not. */
export function answerPolicyOf(
  rules: Pick<OperationRules, "facts" | "cachePolicies">,
  checked: PolicySubject & { readonly part?: unknown },
  result: ExecutionResult | FormattedExecutionResult,
): CachePolicy | null {
  return isWhole(result) ? cachePolicyOf(rules, checked) : null;
}

/** Neither errors nor anything that services answered against the schema. */
export function isWhole({ data, errors, extensions }: ExecutionResult | FormattedExecutionResult): boolean {
  return data !== undefined && data !== null && !errors && !extensions;
}

/** As HTTP says it. */
export function cacheControlOf({ maxAgeSeconds, isPublic }: CachePolicy): string {
  return `${isPublic ? "public" : "private"}, max-age=${maxAgeSeconds}`;
}

const NEVER: CachePolicy = { maxAgeSeconds: 0, isPublic: false };
/** What an object is called is as public as the object. */
const FOREVER: CachePolicy = { maxAgeSeconds: Number.POSITIVE_INFINITY, isPublic: true };

/** Of a field of an interface, what is said of it in all types that can be there. */
function hintOf(
  node: FieldNode,
  coordinates: ReadonlySet<string>,
  { schema, hints }: { readonly schema: GraphQLSchema; readonly hints: Hints },
): CachePolicy | null {
  if (node.name.value === "__typename") return FOREVER;
  let found: CachePolicy | null = FOREVER;
  for (const coordinate of coordinates) {
    const [typeName = "", field] = coordinate.split(".");
    if (field === undefined || !isObjectType(schema.getType(typeName))) continue;
    found = found && least(found, hints.get(coordinate) ?? null);
  }
  return found;
}

function least(one: CachePolicy, other: CachePolicy | null): CachePolicy | null {
  if (!other) return null;
  return {
    maxAgeSeconds: Math.min(one.maxAgeSeconds, other.maxAgeSeconds),
    isPublic: one.isPublic && other.isPublic,
  };
}

/** By coordinate. What needs a viewer is for nobody else, whatever a hint says. */
function readHints(schema: GraphQLSchema, policy: Policy): Hints {
  const hints = new Map<string, CachePolicy>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const told = field.astNode?.directives?.filter(({ name }) => name.value === "cacheControl") ?? [];
      if (told.length === 0 || policy.has(coordinate) || policy.has(type.name)) continue;
      const all = told.map(({ arguments: given = [] }) =>
        hintFrom(
          Object.fromEntries(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)])),
        ),
      );
      hints.set(
        coordinate,
        all.reduce((one, other) => least(one, other) ?? NEVER),
      );
    }
  }
  return hints;
}

function hintFrom({ maxAge, scope }: Readonly<Record<string, unknown>>): CachePolicy {
  return {
    maxAgeSeconds: typeof maxAge === "number" ? Math.max(0, maxAge) : 0,
    isPublic: scope !== "PRIVATE",
  };
}
