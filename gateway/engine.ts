import {
  ApolloServer,
  type ApolloServerPlugin,
  type HTTPGraphQLRequest,
  type HTTPGraphQLResponse,
} from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { FormattedExecutionResult } from "graphql";
import { PlayheadError } from "../lib/errors.js";
import type { Logger } from "../lib/logger.js";
import { inSpan, inTraceOf } from "../lib/telemetry/tracing.js";
import { actualCost } from "./actual-cost.js";
import type { AllowedPart } from "./allowed-part.js";
import { ApolloGateway } from "./apollo-gateway.js";
import type { Caller } from "./caller.js";
import { type ErrorPresenter, retryAfterOf, statusOf } from "./error-presenter.js";
import {
  type CheckedOperation,
  checkOperation,
  type OperationRequest,
  type OperationRules,
  operationNotFound,
} from "./operations.js";
import { restrictToParts } from "./partial-execution.js";
import type { PersistedOperations } from "./persisted-operations.js";
import type { Admission } from "./rates/admission.js";
import { createServiceDataSource, type ServiceAccess } from "./service-data-source.js";
import type { RequestTelemetry } from "./telemetry/request-telemetry.js";
import { currentTraceId, withTrace } from "./trace.js";

/** Plans and executes queries and mutations over the services. Never rejects for what a request contains. */
export interface Engine extends AsyncDisposable {
  /** A GraphQL request over HTTP: the body already parsed, the answer not yet written. */
  handle(request: HTTPGraphQLRequest, caller: Caller): Promise<HTTPGraphQLResponse>;
  /**
   * The same for requests that come another way, and that are counted there; errors are already as clients may see
   * them.
   */
  execute(request: OperationRequest, caller: Caller): Promise<FormattedExecutionResult>;
}

export interface EngineOptions {
  readonly supergraph: string;
  readonly rules: OperationRules;
  readonly admit: Admission;
  readonly persisted: PersistedOperations;
  readonly services: ServiceAccess;
  readonly present: ErrorPresenter;
  readonly telemetry: RequestTelemetry;
  readonly log: Logger;
}

export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { rules, admit, present } = options;
  const logger = apolloLogger(options.log);
  const gateway = new ApolloGateway({
    supergraphSdl: options.supergraph,
    experimental_didResolveQueryPlan: options.telemetry.plans,
    buildService: ({ name }) => createServiceDataSource(name, options.services),
    logger,
    // Plans name services and their queries: not for clients.
    __exposeQueryPlanExperimental: false,
  });
  const parts = new WeakMap<Caller, AllowedPart | null>();
  const server = new ApolloServer<Caller>({
    gateway: restrictToParts(gateway, parts),
    logger,
    // Who may is decided by `checkOperation`.
    introspection: true,
    hideSchemaDetailsFromClientErrors: !rules.introspection,
    parseOptions: { maxTokens: rules.mostTokens },
    persistedQueries: { cache: persistedCache(options.persisted, rules) },
    includeStacktraceInErrorResponses: false,
    // The launcher decides when to stop; see the drain in server.ts.
    stopOnTerminationSignals: false,
    formatError: (_formatted, error) => present(error, currentTraceId()),
    plugins: [
      policyPlugin(rules, admit, parts),
      statusPlugin,
      options.telemetry.requests,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
  await server.start();

  return {
    handle: (httpGraphQLRequest, caller) =>
      withTrace(caller.traceId, () =>
        inTraceOf(Object.fromEntries(httpGraphQLRequest.headers), () =>
          inSpan("gateway request", { transport: "http" }, () =>
            server.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => caller }),
          ),
        ),
      ),
    async execute({ query, operationName, variables }, caller) {
      const request = {
        query,
        ...(operationName === undefined ? {} : { operationName }),
        ...(variables === undefined ? {} : { variables }),
      };
      const { body } = await withTrace(caller.traceId, () =>
        inSpan("gateway request", { transport: "other" }, () =>
          server.executeOperation(request, { contextValue: caller }),
        ),
      );
      if (body.kind !== "single") throw new Error("the gateway executes nothing incrementally");
      return body.singleResult;
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

/** As Apollo keeps texts under their hashes, which it has compared with them. */
function persistedCache(persisted: PersistedOperations, { safelist }: OperationRules) {
  const hashOf = (key: string) => key.replace(/^apq:/, "");
  return {
    get: async (key: string) => safelist?.bodyOf(hashOf(key)) ?? persisted.find(hashOf(key)),
    set: (key: string, text: string) => persisted.keep(hashOf(key), text),
    delete: async () => false,
  };
}

/** Whoever sends it is told what the operation cost. */
const COST_HEADER = "x-playhead-cost";

/** Refuses what the viewer may not run before any service is asked, and notes the part that may run. */
function policyPlugin(
  rules: OperationRules,
  admit: Admission,
  parts: WeakMap<Caller, AllowedPart | null>,
): ApolloServerPlugin<Caller> {
  // What comes another way is counted there, and the gateway's own queries are on no list.
  const refusalOf = async (checked: CheckedOperation, caller: Caller) =>
    rules.safelist?.refuse(checked.request.query, caller.viewer) ?? (await admit(checked, caller));
  const checkedOperations = new WeakMap<Caller, CheckedOperation>();
  return {
    requestDidStart: async () => ({
      async didResolveOperation(context) {
        const { request, document, operation, contextValue } = context;
        if (!operation) throw operationNotFound(request.operationName);
        if (operation.operation === "subscription") {
          throw new PlayheadError(
            "BAD_REQUEST",
            "subscriptions are served over WebSocket at this address (protocol graphql-transport-ws)",
          );
        }
        const query = context.source ?? "";
        const checked = checkOperation(
          rules,
          { request: { query, variables: request.variables }, document, operation },
          contextValue,
        );
        if (!("operation" in checked)) throw checked[0] ?? new Error("refused without a reason");
        const refusal = request.http ? await refusalOf(checked, contextValue) : null;
        if (refusal) throw refusal;
        parts.set(contextValue, checked.part ?? null);
        if (request.http?.headers.get(COST_HEADER)) checkedOperations.set(contextValue, checked);
      },
      async willSendResponse({ contextValue, response: { body } }) {
        const checked = checkedOperations.get(contextValue);
        if (!checked || body.kind !== "single") return;
        const actual = actualCost(rules.schema, checked, rules.weights, body.singleResult.data);
        const cost = { estimated: checked.size.cost, actual, most: rules.limits.operationCost };
        body.singleResult.extensions = { ...body.singleResult.extensions, cost };
      },
    }),
  };
}

const MALFORMED: readonly unknown[] = ["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"];

/** An answer of errors alone says so by its status; one with data is 200, whatever else is in it. */
const statusPlugin: ApolloServerPlugin<Caller> = {
  requestDidStart: async () => ({
    async willSendResponse({ request, response: { http, body } }) {
      if (body.kind !== "single" || body.singleResult.data !== undefined || !body.singleResult.errors) return;
      // Apollo has given a more exact one (405 for a mutation by GET), or 500 where it knew none.
      if (http.status === undefined || http.status === 500) http.status = statusOf(body.singleResult.errors);
      const wait = retryAfterOf(body.singleResult.errors);
      if (wait) http.headers.set("retry-after", wait);
      // GraphQL over HTTP: to whoever takes application/json alone, the request was well-formed.
      const accepted = request.http?.headers.get("accept") ?? "";
      const code = body.singleResult.errors[0]?.extensions?.["code"];
      if (/^application\/json\b[^,]*$/.test(accepted) && MALFORMED.includes(code)) http.status = 200;
    },
  }),
};

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
