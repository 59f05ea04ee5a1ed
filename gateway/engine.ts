import type { IncomingHttpHeaders } from "node:http";
import { ApolloServer, HeaderMap } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { FormattedExecutionResult } from "graphql";
import { createDocumentStore } from "../lib/kept-documents.js";
import type { Logger } from "../lib/logger.js";
import type { Metrics } from "../lib/telemetry/metrics.js";
import { inSpan, inTraceOf, isTracing } from "../lib/telemetry/spans.js";
import type { AllowedPart } from "./allowed-part.js";
import { ApolloGateway } from "./apollo-gateway.js";
import type { Caller } from "./caller.js";
import type { ErrorPresenter } from "./error-presenter.js";
import { NO_TRACE, type TraceOfErrors, traceOf, tracePlugin } from "./error-traces.js";
import type { Planned } from "./executor/compiled-executor.js";
import { withCompiledExecutor } from "./executor/gateway.js";
import { dataOf, writeResult } from "./executor/json-text.js";
import { textRefusal } from "./field-pairs.js";
import type { KeptAnswers } from "./kept-answers.js";
import { createKnownOperations } from "./known-operations.js";
import type { OperationRequest, OperationRules } from "./operations.js";
import { restrictToParts } from "./partial-execution.js";
import type { PersistedOperations } from "./persisted-operations.js";
import type { Admission } from "./rates/admission.js";
import type { ReadingTurns } from "./rates/reading-turns.js";
import { policyPlugin, statusPlugin, validityPlugin } from "./server-plugins.js";
import { createServiceDataSource, type ServiceAccess } from "./service-data-source.js";
import type { LoadedSupergraph } from "./supergraph.js";
import type { RequestTelemetry } from "./telemetry/request-telemetry.js";
import { tokensRefusal } from "./tokens-refusal.js";
import { beginInTrace } from "./trace.js";

/** A GraphQL request over HTTP, its body already parsed. */
export interface IncomingOperation {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** Of the address, from the question mark on. */
  readonly search: string;
  readonly body: unknown;
}

/** What is written to the client. */
export interface EngineAnswer {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: string;
}

/** Plans and executes queries and mutations over the services. Never rejects for what a request contains. */
export interface Engine extends AsyncDisposable {
  /** Rejects with RATE_LIMITED where too many came that hold no operation that may run. */
  handle(incoming: IncomingOperation, caller: Caller): Promise<EngineAnswer>;
  /**
   * The same for requests that come another way, and that are counted there; errors are already as clients may see
   * them.
   */
  execute(request: OperationRequest, caller: Caller): Promise<FormattedExecutionResult>;
  /** The same for what the gateway itself asks for a client: it waits for nobody's turn. */
  executeOwn(request: OperationRequest, caller: Caller): Promise<FormattedExecutionResult>;
}

/** Our own executor, or Apollo's, which ours must answer like. */
export type ExecutorKind = "compiled" | "stock";

export interface EngineOptions {
  readonly loaded: LoadedSupergraph;
  /** What runs the plans; ours unless it says otherwise. */
  readonly executor?: ExecutorKind | undefined;
  readonly rules: OperationRules;
  readonly admit: Admission;
  readonly persisted: PersistedOperations;
  /** Those of the gateway, however operations come. */
  readonly turns: ReadingTurns;
  readonly services: ServiceAccess;
  readonly present: ErrorPresenter;
  readonly telemetry: RequestTelemetry;
  readonly metrics: Metrics;
  /** Null: no answers are kept. */
  readonly kept: KeptAnswers | null;
  readonly log: Logger;
}

/**
 * Reads, checks, counts, plans and runs operations over one supergraph; the gateway has another one for the next.
 *
 * @throws Error when Apollo Server cannot start on the supergraph.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  /** Requests that were counted as what they are. */
  const counted = new WeakSet<object>();
  const { turns } = options;
  const planned: Planned = ({ clientAddress }, work) => turns.charged(clientAddress, work);
  const { server, known } = createServer({ ...options, planned }, counted);
  await server.start();
  const handle = async (incoming: IncomingOperation, caller: Caller) => {
    turns.note(caller.clientAddress);
    return (await known.answer(incoming, caller)) ?? (await handleInTurn(incoming, caller));
  };
  const handleInTurn = async (incoming: IncomingOperation, caller: Caller) => {
    // What comes by its hash alone has been read before, by somebody, but may be kept no more.
    using reading = await turns.take(caller.clientAddress);
    const text = textOf(incoming);
    const look = () => (text === null ? null : textRefusal(text, options.rules.mostTokens));
    const refusal = turns.charged(caller.clientAddress, look);
    if (refusal) throw (await options.admit(null, caller)) ?? refusal;
    return await handleByServer(incoming, { ...caller, reading });
  };
  const handleByServer = async (incoming: IncomingOperation, caller: Caller) => {
    const httpGraphQLRequest = { ...incoming, headers: headerMap(incoming.headers) };
    const { status, headers, body } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest,
      context: async () => caller,
    });
    // What was refused before it was known what it is counts as well.
    const tooMany = counted.has(httpGraphQLRequest) ? null : await options.admit(null, caller);
    if (tooMany) throw tooMany;
    if (body.kind !== "complete") throw new Error("the gateway answers nothing in parts");
    const contentType = headers.get("content-type");
    const isAnswered = counted.has(httpGraphQLRequest) && (status ?? 200) === 200;
    if (contentType && isAnswered) known.noteAnswer(incoming.headers, contentType);
    const text = (status ?? 200) < 400 ? body.string : body.string.replaceAll(NO_TRACE, caller.traceId);
    return { status: status ?? 200, headers, body: text };
  };

  const executeByServer = async (request: OperationRequest, caller: Caller) => {
    const { body } = await server.executeOperation(withoutUndefined(request), { contextValue: caller });
    if (body.kind !== "single") throw new Error("the gateway executes nothing incrementally");
    return body.singleResult;
  };

  const executeInTurn = async (request: OperationRequest, caller: Caller) => {
    using reading = await turns.take(caller.clientAddress);
    return await executeByServer(request, { ...caller, reading });
  };
  const execute = async (request: OperationRequest, caller: Caller, byServer: typeof executeByServer) => {
    const result = await beginInTrace(caller.traceId, () =>
      inSpan(
        "gateway request",
        { transport: "other" },
        async () => (await known.execute(request, caller)) ?? (await byServer(request, caller)),
      ),
    );
    const { data } = result;
    return data === undefined ? result : { ...result, data: dataOf(data) };
  };

  return {
    handle(incoming, caller) {
      if (!isTracing()) return handle(incoming, caller);
      return beginInTrace(caller.traceId, () =>
        inTraceOf(incoming.headers, () =>
          inSpan("gateway request", { transport: "http" }, () => handle(incoming, caller)),
        ),
      );
    },
    execute: (request, caller) => execute(request, caller, executeInTurn),
    executeOwn: (request, caller) => execute(request, caller, executeByServer),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

/** As Apollo's server takes a request. */
function withoutUndefined({ query, operationName, variables }: OperationRequest) {
  return {
    query,
    ...(operationName === undefined ? {} : { operationName }),
    ...(variables === undefined ? {} : { variables }),
  };
}

/** The operation as it came; null where none did. */
function textOf({ method, body, search }: IncomingOperation): string | null {
  if (method === "GET") return new URLSearchParams(search).get("query") ?? "";
  if (typeof body !== "object" || body === null || !("query" in body)) return null;
  return typeof body.query === "string" ? body.query : "";
}

/** As Apollo's server has headers. */
function headerMap(headers: IncomingHttpHeaders): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  return map;
}

function createServer(options: EngineOptions & { readonly planned: Planned }, counted: WeakSet<object>) {
  const { rules, present, persisted } = options;
  const logger = apolloLogger(options.log);
  const apollo = new ApolloGateway({
    supergraphSdl: options.loaded.sdl,
    // `loadSupergraph` has validated this very text, in the same way.
    validateSupergraph: false,
    experimental_didResolveQueryPlan: options.telemetry.plans,
    buildService: ({ name }) => createServiceDataSource(name, options.services),
    logger,
    // Plans name services and their queries: not for clients.
    __exposeQueryPlanExperimental: false,
  });
  const { gateway, prepare } =
    options.executor === "stock"
      ? { gateway: apollo, prepare: () => null }
      : withCompiledExecutor(apollo, options);
  const parts = new WeakMap<Caller, AllowedPart | null>();
  const traces: TraceOfErrors = new WeakMap();
  const findText = async (hash: string) => rules.safelist?.bodyOf(hash) ?? persisted.find(hash);
  const known = createKnownOperations({ ...options, findText, prepare });
  const server = new ApolloServer<Caller>({
    gateway: restrictToParts(gateway, parts),
    logger,
    // Who may is decided by `checkOperation`.
    introspection: true,
    hideSchemaDetailsFromClientErrors: !rules.introspection,
    parseOptions: { maxTokens: rules.mostTokens },
    // Apollo's own counts of a document neither its text nor the comments in it.
    documentStore: createDocumentStore(),
    persistedQueries: { cache: persistedCache(persisted, findText) },
    includeStacktraceInErrorResponses: false,
    // The launcher decides when to stop; see the drain in server.ts.
    stopOnTerminationSignals: false,
    stringifyResult: writeResult,
    formatError: (_formatted, error) =>
      present(tokensRefusal(error, rules.mostTokens) ?? error, traceOf(error, traces)),
    plugins: [
      policyPlugin(options, { parts, known, counted }),
      validityPlugin(options),
      statusPlugin,
      tracePlugin(traces),
      options.telemetry.requests,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  return { server, known };
}

/** As Apollo keeps texts under their hashes, which it has compared with them. */
function persistedCache(
  persisted: PersistedOperations,
  findText: (hash: string) => Promise<string | undefined>,
) {
  const hashOf = (key: string) => key.replace(/^apq:/, "");
  return {
    get: (key: string) => findText(hashOf(key)),
    set: (key: string, text: string) => persisted.keep(hashOf(key), text),
    delete: async () => false,
  };
}

function apolloLogger(log: Logger) {
  const apollo = log.child({ part: "apollo" });
  return {
    debug: (message?: unknown) => apollo.trace(String(message)),
    // What the library calls information is its own start and stop.
    info: (message?: unknown) => apollo.debug(String(message)),
    warn: (message?: unknown) => apollo.warn(String(message)),
    error: (message?: unknown) => apollo.error(String(message)),
  };
}
