import { readFileSync } from "node:fs";
import { buildSubgraphSchema } from "@apollo/subgraph";
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  getOperationAST,
  isObjectType,
  type OperationDefinitionNode,
  parse,
  validate,
} from "graphql";
import { noLongerWanted, whileWanted } from "./cancellation.js";
import { maskError, PlayheadError } from "./errors.js";
import { type CompiledOperation, compileOperation } from "./execution/compiled-operation.js";
import { KeptDocuments } from "./kept-documents.js";
import { goesByLateToken, LATE_MS } from "./late-tokens.js";
import type { Logger } from "./logger.js";
import type { CallerHeaders, ServiceRequest } from "./service.js";
import type { Metrics } from "./telemetry/metrics.js";
import { holdsScopes, requireViewer, type Viewer, type ViewerVerifier } from "./viewer.js";

/** What every resolver of every subgraph can count on; a subgraph adds its loaders and stores. */
export interface RequestContext {
  /** From the verified token alone; null when nobody is signed in. */
  readonly viewer: Viewer | null;
  readonly traceId: string;
  /** The caller's own `Authorization` header, for asking another service in the caller's name. Never logged. */
  readonly authorization: string | undefined;
  /** Where the client is, as the gateway saw it: to count tries by. Never logged. */
  readonly clientAddress?: string | undefined;
  /** The service that asks, as the transport has verified it; `gateway` for what clients send. */
  readonly service: string | undefined;
  /** The country where the client is, ISO 3166-1 alpha-2; absent where no trusted edge says. */
  readonly country?: string | undefined;
  /** Aborts when whoever asked has gone. */
  readonly left?: AbortSignal | undefined;
}

/** A running subgraph: a schema that answers requests, with no socket of its own. */
export interface Subgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /**
   * Never rejects for what a request contains: errors are in the result, masked. Once `signal` aborts a query begins no
   * statement any more; a mutation that has begun runs to its end, unless it looks at its context's `left`.
   */
  execute(request: ServiceRequest, headers: CallerHeaders, signal?: AbortSignal): Promise<ExecutionResult>;
}

export interface SubgraphOptions<Context extends RequestContext> {
  readonly name: string;
  /** The subgraph's schema.graphql. */
  readonly schemaFile: URL;
  // biome-ignore lint/suspicious/noExplicitAny: codegen checks each subgraph's resolvers against its own schema
  readonly resolvers: any;
  readonly verifier: ViewerVerifier;
  readonly log: Logger;
  readonly metrics?: Metrics | undefined;
  /** Called once a request: loaders live no longer than it. */
  readonly createContext: (base: RequestContext) => Context;
}

/**
 * A subgraph of its schema and resolvers, in which every error is masked that is not meant for clients.
 *
 * @throws Error when the schema and the resolvers do not fit.
 */
export function createSubgraph<Context extends RequestContext>(options: SubgraphOptions<Context>): Subgraph {
  const { name, verifier, log } = options;
  const schema = schemaOf(options);
  const documents = createDocumentCache(schema);
  const compiled = createOperationCache(schema);
  const left = options.metrics?.counter({
    name: "service_executor_fallbacks_total",
    help: "Requests that graphql-js ran in place of a service's own executor.",
    labels: ["service"],
  });
  const leave = (args: ExecutionArgs) => {
    left?.inc({ service: name });
    return execute(args);
  };

  return {
    name,
    schema,
    async execute(request, headers, signal) {
      const { traceId } = headers;
      try {
        const document = documents(request.query);
        const { operationName, variables = {} } = request;
        const operation = getOperationAST(document, operationName);
        const kind = operation?.operation;
        if (kind === "subscription") {
          throw new PlayheadError("BAD_REQUEST", "subgraphs serve no subscriptions: the gateway does");
        }
        const mostLateMs = operation && goesByLateToken(operation) ? LATE_MS : 0;
        const viewer = await verifier.verify(headers.authorization, mostLateMs);
        const contextValue = options.createContext({
          ...headers,
          viewer,
          authorization: headers.authorization,
          service: headers.service,
          left: signal,
        });
        const run = async () =>
          (operation && compiled(document, operation)?.run(contextValue, variables)) ??
          leave({ schema, document, variableValues: variables, operationName, contextValue });
        if (signal?.aborted) throw noLongerWanted();
        const result = await whileWanted(kind === "query" ? signal : undefined, run);
        if (signal?.aborted && kind === "query") return { errors: [noLongerWanted()] };
        if (!result.errors) return result;
        return { ...result, errors: result.errors.map((error) => present(error, traceId)) };
      } catch (error) {
        if (error instanceof ValidationFailure) return { errors: error.errors };
        const failure =
          error instanceof GraphQLError ? error : new GraphQLError("", { originalError: error as Error });
        return { errors: [present(failure, traceId)] };
      }
    },
  };

  function present(error: GraphQLError, traceId: string): GraphQLError {
    const { masked, unexpected } = maskError(error, traceId);
    if (unexpected)
      log.error({ err: error.originalError ?? error, traceId, service: name, path: error.path });
    return masked;
  }
}

/**
 * Schemas by their resolvers, which keep nothing themselves: what they need is in the context. A service that is started
 * again in the same process, as tests do hundreds of times, is given the same one.
 */
const schemas = new WeakMap<object, { readonly file: string; readonly schema: GraphQLSchema }>();

function schemaOf({
  schemaFile,
  resolvers,
}: Pick<SubgraphOptions<never>, "schemaFile" | "resolvers">): GraphQLSchema {
  const known = schemas.get(resolvers);
  if (known?.file === schemaFile.href) return known.schema;
  const typeDefs = parse(readFileSync(schemaFile, "utf8"));
  const schema = guardFields(buildSubgraphSchema({ typeDefs, resolvers }));
  schemas.set(resolvers, { file: schemaFile.href, schema });
  return schema;
}

/** A subgraph that also answers what services ask each other, by a schema that is in no supergraph. */
export function withInner(subgraph: Subgraph, inner: Subgraph): Subgraph {
  return {
    ...subgraph,
    execute: (request, headers, signal) =>
      (request.isInner ? inner : subgraph).execute(request, headers, signal),
  };
}

class ValidationFailure extends Error {
  readonly errors: readonly GraphQLError[];
  constructor(errors: readonly GraphQLError[]) {
    super("the request is not valid");
    this.errors = errors;
  }
}

/** Parsed and validated documents: the gateway sends the same few texts again and again. */
function createDocumentCache(schema: GraphQLSchema): (query: string) => DocumentNode {
  const cached = new KeptDocuments<DocumentNode>();
  return (query) => {
    const known = cached.get(query);
    if (known) return known;
    const document = parseOrRefuse(query);
    const errors = validate(schema, document);
    if (errors.length > 0)
      throw new ValidationFailure(errors.map((error) => coded(error, "GRAPHQL_VALIDATION_FAILED")));
    cached.set(query, document, document);
    return document;
  };
}

/** Operations, compiled when they are first asked for; kept for as long as their documents are. */
function createOperationCache(schema: GraphQLSchema) {
  const cached = new WeakMap<OperationDefinitionNode, CompiledOperation | null>();
  return (document: DocumentNode, operation: OperationDefinitionNode): CompiledOperation | null => {
    const known = cached.get(operation);
    if (known !== undefined) return known;
    const compiled = compileOperation(schema, document, operation);
    cached.set(operation, compiled);
    return compiled;
  };
}

function parseOrRefuse(query: string): DocumentNode {
  try {
    return parse(query);
  } catch (error) {
    throw new ValidationFailure([coded(error as GraphQLError, "GRAPHQL_PARSE_FAILED")]);
  }
}

function coded(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes ? { nodes: error.nodes } : {}),
    ...(error.source ? { source: error.source } : {}),
    ...(error.positions ? { positions: error.positions } : {}),
    extensions: { code },
  });
}

/**
 * Puts the schema's `@authenticated` and `@requiresScopes` into force in the subgraph itself: the gateway refuses
 * first, but a port that somebody reaches past it refuses as well.
 */
function guardFields(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const directives = field.astNode?.directives ?? [];
      const needsViewer = directives.some((directive) => directive.name.value === "authenticated");
      const scopes = directives
        .filter((directive) => directive.name.value === "requiresScopes")
        .map((directive) => JSON.parse(printScopes(directive)) as string[][])[0];
      if (!needsViewer && !scopes) continue;
      field.resolve = guarded(`${type.name}.${field.name}`, scopes, field.resolve);
    }
  }
  return schema;
}

function printScopes(directive: { arguments?: readonly { value: unknown }[] }): string {
  return JSON.stringify(directive.arguments?.[0]?.value, (key, value) => {
    if (value?.kind === "ListValue") return value.values;
    if (value?.kind === "StringValue") return value.value;
    return key === "loc" ? undefined : value;
  });
}

// biome-ignore lint/suspicious/noExplicitAny: wraps resolvers of every shape
type AnyResolver = GraphQLFieldResolver<any, any>;

function guarded(
  coordinate: string,
  scopes: string[][] | undefined,
  resolve: AnyResolver | undefined,
): AnyResolver {
  return (parent, args, context: RequestContext, info) => {
    const viewer = requireViewer(context.viewer, coordinate);
    if (scopes && !holdsScopes(viewer, scopes)) {
      throw new PlayheadError("FORBIDDEN", `${coordinate} needs a token with ${describeScopes(scopes)}`);
    }
    return resolve
      ? resolve(parent, args, context, info)
      : (parent as Record<string, unknown>)[info.fieldName];
  };
}

/** `the scope epg:write`, `the scopes a and b, or the scope c`. */
export function describeScopes(scopes: readonly (readonly string[])[]): string {
  return scopes.map((all) => `the scope${all.length > 1 ? "s" : ""} ${all.join(" and ")}`).join(", or ");
}
