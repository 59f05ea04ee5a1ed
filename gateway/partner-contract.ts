import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLError,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  Kind,
  type NamedTypeNode,
  NoSchemaIntrospectionCustomRule,
  parse,
  printSchema,
  type TypeNode,
  validate,
  visit,
} from "graphql";
import type { Viewer } from "../lib/viewer.js";
import type { Policy } from "./policy.js";

/** What is tagged with it is for ourselves. */
const INTERNAL = "internal";
/** Whoever holds this scope may read the schema in production. */
export const SCHEMA_SCOPE = "schema:read";

/** The schema as those see it for whom nothing internal is. */
export interface PartnerContract {
  readonly schema: GraphQLSchema;
  readonly sdl: string;
  /** True for whoever holds a scope that something internal asks for: an operator, who needs all of the schema. */
  isForOurselves(viewer: Viewer | null): boolean;
  /** Why a document that fits all of the schema does not fit this one. */
  validate(document: DocumentNode): readonly GraphQLError[];
  /** Whether a document asks for the schema itself. */
  readsSchema(document: DocumentNode): boolean;
}

/** Throws an Error when the rest of the schema is none without what is tagged `internal`. */
export function makePartnerContract(
  supergraphSdl: string,
  apiSchema: GraphQLSchema,
  policy: Policy,
): PartnerContract {
  const internal = internalCoordinates(parse(supergraphSdl));
  const reduced = buildASTSchema(withoutCoordinates(parse(printSchema(apiSchema)), internal));
  const schema = withoutUnreachable(reduced);
  const scopes = new Set<string>();
  for (const coordinate of internal) {
    const rule = policy.get(coordinate);
    if (rule && "scopes" in rule) for (const scope of rule.scopes.flat()) scopes.add(scope);
  }
  // Documents are kept by those who parse them; what is known of them is kept as long.
  const errors = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  const readers = new WeakMap<DocumentNode, boolean>();
  return {
    schema,
    validate: (document) => remembered(errors, document, () => validate(schema, document)),
    readsSchema: (document) =>
      remembered(
        readers,
        document,
        () => validate(apiSchema, document, [NoSchemaIntrospectionCustomRule]).length > 0,
      ),
    sdl: `${printSchema(schema)}\n`,
    isForOurselves: (viewer) => viewer?.scopes.some((scope) => scopes.has(scope)) ?? false,
  };
}

function remembered<Value>(
  known: WeakMap<DocumentNode, Value>,
  document: DocumentNode,
  find: () => Value,
): Value {
  const value = known.get(document) ?? find();
  known.set(document, value);
  return value;
}

type Tagged = {
  readonly name: { readonly value: string };
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
};

/** `Type`, `Type.field` (or value, or input field) and `Type.field.argument` of everything tagged `internal`. */
function internalCoordinates(document: DocumentNode): Set<string> {
  const found = new Set<string>();
  walk(document, (coordinate, node) => {
    if (node.directives?.some(isInternalTag)) found.add(coordinate);
    return true;
  });
  return found;
}

function isInternalTag({ name, arguments: given }: ConstDirectiveNode): boolean {
  const value = given?.find((argument) => argument.name.value === "name")?.value;
  return name.value === "tag" && value?.kind === Kind.STRING && value.value === INTERNAL;
}

/** Takes away what `gone` names, then what has a type that is gone, then types with nothing left in them. */
function withoutCoordinates(document: DocumentNode, gone: ReadonlySet<string>): DocumentNode {
  let current = document;
  let missing: ReadonlySet<string> = gone;
  while (missing.size > 0) {
    const now = missing;
    current = walk(current, (coordinate, node) => {
      const type = "type" in node ? namedTypeOf(node.type as TypeNode) : undefined;
      return !now.has(coordinate) && !(type !== undefined && now.has(type));
    });
    missing = new Set(emptyTypes(current));
  }
  return current;
}

function emptyTypes(document: DocumentNode): string[] {
  return document.definitions.flatMap((node) => {
    const members =
      "fields" in node
        ? node.fields
        : "values" in node
          ? node.values
          : "types" in node
            ? node.types
            : undefined;
    return "name" in node && node.name && members?.length === 0 ? [node.name.value] : [];
  });
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

/** The document without the definitions for which `keep` is false; types named in unions and `implements` go along. */
function walk(document: DocumentNode, keep: (coordinate: string, node: Tagged) => boolean): DocumentNode {
  const gone = new Set<string>();
  const definitions = document.definitions.filter((node) => {
    if (!("name" in node) || !node.name || node.kind === Kind.DIRECTIVE_DEFINITION) return true;
    const isKept = keep(node.name.value, node as Tagged);
    if (!isKept) gone.add(node.name.value);
    return isKept;
  });
  const path: string[] = [];
  return visit({ ...document, definitions } as DocumentNode, {
    enter(node, key, parent, _path, ancestors) {
      if (node.kind === Kind.DIRECTIVE_DEFINITION) return false;
      if (node.kind === Kind.NAMED_TYPE) {
        const isListed = Array.isArray(parent) && key !== undefined && ancestors.length > 1;
        return isListed && gone.has((node as NamedTypeNode).name.value) ? null : undefined;
      }
      if (!isDefinition(node.kind)) return undefined;
      const tagged = node as unknown as Tagged;
      path.push(tagged.name.value);
      if (path.length === 1 || keep(path.join("."), tagged)) return undefined;
      path.pop();
      return null;
    },
    leave(node) {
      if (isDefinition(node.kind)) path.pop();
    },
  });
}

/** Kinds of definitions that have no coordinate. */
const NAMELESS: readonly string[] = [
  Kind.SCHEMA_DEFINITION,
  Kind.OPERATION_TYPE_DEFINITION,
  Kind.DIRECTIVE_DEFINITION,
];

function isDefinition(kind: string): boolean {
  return kind.endsWith("Definition") && !NAMELESS.includes(kind);
}

/** Types that nothing refers to any more, such as the input of a mutation that is gone, go too. */
function withoutUnreachable(schema: GraphQLSchema): GraphQLSchema {
  const reached = new Set<GraphQLNamedType>();
  const reach = (type: GraphQLNamedType) => {
    if (reached.has(type)) return;
    reached.add(type);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const each of type.getInterfaces()) reach(each);
      for (const field of Object.values(type.getFields())) {
        reach(getNamedType(field.type));
        for (const argument of field.args) reach(getNamedType(argument.type));
      }
    }
    if (isInterfaceType(type) || isUnionType(type))
      for (const each of schema.getPossibleTypes(type)) reach(each);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) reach(getNamedType(field.type));
    }
  };
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (root) reach(root);
  }
  for (const { args } of schema.getDirectives()) for (const { type } of args) reach(getNamedType(type));
  const isKept = (type: GraphQLNamedType) => reached.has(type) || isSpecifiedScalarType(type);
  const document = parse(printSchema(schema));
  const definitions = document.definitions.filter((node) => {
    const type = "name" in node && node.name ? schema.getType(node.name.value) : undefined;
    return !type || isKept(type);
  });
  return buildASTSchema({ ...document, definitions });
}
