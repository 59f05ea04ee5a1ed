import { buildSubgraphSchema } from "@apollo/subgraph";
import {
  GraphQLError,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from "graphql";
import { hashOf } from "../../gateway/executor/testing/random.js";

/** How resolvers behave in one run; each from 0 to 1. */
export interface Temper {
  /** What comes later. */
  readonly later: number;
  readonly nulls: number;
  readonly errors: number;
  /** What the schema does not allow. */
  readonly faults: number;
}

/** The context of a run: what a resolver gives follows from it, from where it is asked and for what alone. */
export interface CapriciousContext {
  readonly seed: string;
  readonly temper: Temper;
}

type Context = CapriciousContext;

/**
 * A subgraph's schema with resolvers of all the kinds that there may be: none, such that throw, promise, and give nonsense.
 */
export function capriciousSchema(text: string): GraphQLSchema {
  const schema = buildSubgraphSchema({ typeDefs: parse(text) });
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__") || type.name.startsWith("_")) continue;
    if (isAbstractType(type) && chanceOf(type.name, "resolves") < 0.6) {
      type.resolveType = (source, { seed, temper }: Context, info) => {
        const key = `${seed} ${placeOf(info)} ${type.name} ${idOf(source)}`;
        return maybeLater(typeNameOf(source, temper, key), temper, key) as string;
      };
    }
    if (!isObjectType(type)) continue;
    if (chanceOf(type.name, "isTypeOf") < 0.2) {
      type.isTypeOf = (source, { seed, temper }: Context, info) => {
        const key = `${seed} ${placeOf(info)} ${type.name} ${idOf(source)} isTypeOf`;
        const isOne = (source as { typename?: string }).typename === type.name;
        return maybeLater(isOne && chanceOf(key, "f") >= temper.faults, temper, key) as boolean;
      };
    }
    const resolveReference = (reference: object, { seed, temper }: Context) =>
      answerOf(type, { schema, temper, key: `${seed} ${JSON.stringify(reference)}` });
    type.extensions = { ...type.extensions, apollo: { subgraph: { resolveReference } } };
    for (const field of Object.values(type.getFields())) {
      const isRoot = type === schema.getQueryType() || type === schema.getMutationType();
      if (field.name.startsWith("_")) continue;
      if (!isRoot && chanceOf(type.name, field.name, "default") < 0.4) continue;
      field.resolve = (source, args, { seed, temper }: Context, info) =>
        answerOf(field.type, { schema, temper, key: `${seed} ${idOf(source)} ${saidOf(args, info)}` });
    }
  }
  return schema;
}

interface Asked {
  readonly schema: GraphQLSchema;
  readonly temper: Temper;
  readonly key: string;
}

/** What a resolver gives or does. */
function answerOf(type: GraphQLOutputType, asked: Asked): unknown {
  const { temper, key } = asked;
  if (chanceOf(key, "error") < temper.errors) {
    const error = errorOf(key);
    if (chanceOf(key, "given") < 0.2 && error instanceof Error) return maybeLater(error, temper, key);
    if (chanceOf(key, "later") >= temper.later) throw error;
    return laterOf(key).then(() => Promise.reject(error));
  }
  return maybeLater(madeOf(type, asked), temper, key);
}

function errorOf(key: string): unknown {
  const which = chanceOf(key, "which error");
  if (which < 0.2) return `thrown ${hashOf(key)}`;
  if (which < 0.6) return new GraphQLError(`thrown ${hashOf(key)}`, { extensions: { code: "FORBIDDEN" } });
  return new Error(`thrown ${hashOf(key)}`);
}

function madeOf(type: GraphQLOutputType, asked: Asked): unknown {
  const { schema, temper, key } = asked;
  if (chanceOf(key, "null") < temper.nulls) return chanceOf(key, "which null") < 0.5 ? null : undefined;
  if (chanceOf(key, "fault") < temper.faults) return faultOf(key);
  if (isNonNullType(type)) return madeOf(type.ofType, asked);
  if (isListType(type)) {
    const items = Array.from({ length: hashOf(`${key} length`) % 4 }, (_, index) => {
      const item = `${key}.${index}`;
      if (chanceOf(item, "error") < temper.errors / 2) return new Error(`thrown ${hashOf(item)}`);
      const value = madeOf(type.ofType, { ...asked, key: item });
      return chanceOf(item, "item") < 0.3 ? maybeLater(value, temper, item) : value;
    });
    return chanceOf(key, "set") < 0.2 ? new Set(items) : items;
  }
  if (isAbstractType(type)) {
    const possible = schema.getPossibleTypes(type);
    return madeOf(possible[hashOf(`${key} type`) % possible.length] ?? type, asked);
  }
  if (isObjectType(type)) return sourceOf(type, asked);
  if (isEnumType(type)) return type.getValues()[hashOf(key) % type.getValues().length]?.value;
  const number = hashOf(key) % 1_000;
  if (type.name === "Boolean") return number % 2 === 0;
  return type.name === "Int" || type.name === "Float" ? number : `text ${number}`;
}

/** An object whose properties are what resolvers would give, and sometimes functions, as graphql-js takes them. */
function sourceOf(type: GraphQLOutputType & { readonly name: string }, asked: Asked): object {
  const fields = isObjectType(type) ? type.getFields() : {};
  return new Proxy<Record<string, unknown>>(
    {},
    {
      get(_target, name) {
        if (name === "typename") return type.name;
        if (name === "__typename") return typeNameOf({ typename: type.name }, asked.temper, asked.key);
        if (name === "toString") return () => asked.key;
        const field = typeof name === "string" ? fields[name] : undefined;
        if (!field) return undefined;
        const key = `${asked.key} ${String(name)}`;
        if (chanceOf(key, "function") >= 0.2) return answerOf(field.type, { ...asked, key });
        return (args: object, _context: Context, info: GraphQLResolveInfo) =>
          answerOf(field.type, { ...asked, key: `${key} ${saidOf(args, info)}` });
      },
    },
  );
}

function typeNameOf(source: unknown, { faults }: Temper, key: string): unknown {
  if (chanceOf(key, "type") >= faults) return (source as { typename?: string }).typename;
  return ["Query", "Nowhere", "String", "", undefined, 3][hashOf(`${key} which type`) % 6];
}

function faultOf(key: string): unknown {
  return [3.5, "three", { no: "thing" }, [], Number.NaN, () => 3][hashOf(`${key} which fault`) % 6];
}

/** A few turns of the event loop later, or at once. */
function maybeLater(value: unknown, { later }: Temper, key: string): unknown {
  return chanceOf(key, "later") < later ? laterOf(key).then(() => value) : value;
}

async function laterOf(key: string): Promise<void> {
  const turns = hashOf(`${key} turns`) % 4;
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** All that a resolver is told, but for the context. */
function saidOf(args: object, info: GraphQLResolveInfo): string {
  const { fieldName, returnType, fieldNodes, operation, variableValues } = info;
  const told = [fieldName, String(returnType), fieldNodes.length, operation.operation, variableValues, args];
  return `${placeOf(info)} ${JSON.stringify(told)}`;
}

function placeOf({ path, parentType, schema, fragments, rootValue }: GraphQLResolveInfo): string {
  const keys: unknown[] = [parentType.name, Boolean(schema), Object.keys(fragments), rootValue];
  for (let at: typeof path | undefined = path; at; at = at.prev) keys.push(at.key, at.typename);
  return JSON.stringify(keys);
}

function idOf(source: unknown): string {
  return source === undefined ? "root" : String(source);
}

function chanceOf(...of: string[]): number {
  return hashOf(of.join("|")) / 4_294_967_296;
}
