import { createHash } from "node:crypto";
import type { ApolloServerOptionsWithGateway } from "@apollo/server";
import { type DocumentNode, execute, type GraphQLError, print } from "graphql";
import { PlayheadError } from "../lib/errors.js";
import { type AllowedPart, TYPE_NAME_KEY } from "./allowed-part.js";
import type { Caller } from "./caller.js";
import { dataOf } from "./executor/json-text.js";

type GatewayInterface = ApolloServerOptionsWithGateway<Caller>["gateway"];
type Executor = Awaited<ReturnType<GatewayInterface["load"]>>["executor"];
type ExecutorResult = Awaited<ReturnType<NonNullable<Executor>>>;

/** Errors that one answer lists of what it was denied; a list of thousands says the same thousands of times. */
const MOST_REFUSALS = 100;

/** The gateway, except that of an operation no more is planned and run than what `parts` has for its caller; null: all. */
export function restrictToParts(
  gateway: GatewayInterface,
  parts: WeakMap<Caller, AllowedPart | null>,
): GatewayInterface {
  return {
    onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
    stop: () => gateway.stop(),
    async load(options) {
      const { executor } = await gateway.load(options);
      if (!executor) throw new Error("the gateway gave no executor");
      return {
        async executor(context) {
          const part = parts.get(context.context as Caller);
          if (part === undefined) throw new Error("an operation came to be executed that nobody had checked");
          if (!part) return executor(context);
          const result = await executor({
            ...context,
            document: part.document,
            // Plans are kept by this hash: the part has its own.
            queryHash: createHash("sha256").update(print(part.document)).digest("hex"),
          });
          return inAskedShape(result, part, {
            document: context.document,
            operationName: context.operationName,
            variables: context.request.variables ?? {},
          });
        },
      };
    },
  };
}

interface Asked {
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What was asked, read from the part's result: what was taken out is null with an error, as far up as it has to be. */
async function inAskedShape(
  result: ExecutorResult,
  { schema, refusals }: AllowedPart,
  asked: Asked,
): Promise<ExecutorResult> {
  if (!result.data) return result;
  const [fallback] = refusals.values();
  const shaped = await execute({
    schema,
    document: asked.document,
    operationName: asked.operationName,
    variableValues: asked.variables,
    rootValue: dataOf(result.data),
    typeResolver: (value) => (value as Record<string, string>)[TYPE_NAME_KEY],
    fieldResolver: (parent, _args, _context, { path, fieldNodes }) => {
      const value = (parent as Record<string, unknown>)[path.key];
      if (value !== undefined) return value;
      const refusal = fieldNodes.map((node) => refusals.get(node)).find((found) => found) ?? fallback;
      throw new PlayheadError(refusal?.code ?? "FORBIDDEN", refusal?.message ?? "not allowed", {
        ...refusal?.extensions,
      });
    },
  });
  const errors = [...(result.errors ?? []), ...onceAPlace(shaped.errors ?? [])];
  return { ...result, data: shaped.data ?? null, ...(errors.length > 0 ? { errors } : {}) };
}

/** One error for each place in the operation, at its first item, instead of one for each item of a list. */
function onceAPlace(errors: readonly GraphQLError[]): GraphQLError[] {
  const places = new Map<string, GraphQLError>();
  for (const error of errors) {
    const place = (error.path ?? []).filter((key) => typeof key === "string").join(".");
    if (!places.has(place) && places.size < MOST_REFUSALS) places.set(place, error);
  }
  return [...places.values()];
}
