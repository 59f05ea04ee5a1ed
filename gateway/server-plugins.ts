import type { ApolloServerPlugin } from "@apollo/server";
import { PlayheadError } from "../lib/errors.js";
import { actualCost } from "./actual-cost.js";
import type { AllowedPart } from "./allowed-part.js";
import { answerPolicyOf, cacheControlOf } from "./cache-policy.js";
import type { Caller } from "./caller.js";
import type { EngineOptions } from "./engine.js";
import { headOf } from "./error-presenter.js";
import { dataOf } from "./executor/json-text.js";
import { COST_HEADER, type KnownOperations } from "./known-operations.js";
import { type CheckedOperation, checkOperation, contractErrors, operationNotFound } from "./operations.js";

/** Refuses what the viewer may not run before any service is asked, and notes the part that may run. */
export function policyPlugin(
  { rules, admit }: Pick<EngineOptions, "rules" | "admit">,
  notes: {
    readonly parts: WeakMap<Caller, AllowedPart | null>;
    readonly counted: WeakSet<object>;
    readonly known: Pick<KnownOperations, "note" | "noteChange">;
  },
): ApolloServerPlugin<Caller> {
  const { parts, counted, known } = notes;
  // What comes another way is counted there, and the gateway's own queries are on no list.
  const refusalOf = async (checked: CheckedOperation, caller: Caller, http: object) => {
    const unlisted = rules.safelist?.refuse(checked.request.query, caller.viewer);
    if (unlisted) return unlisted;
    counted.add(http);
    return admit(checked, caller);
  };
  const checkedOperations = new WeakMap<Caller, CheckedOperation>();
  return {
    requestDidStart: async () => ({
      // What the server has found valid before is not parsed again.
      async parsingDidStart({ contextValue }) {
        contextValue.reading?.begin();
      },
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
        contextValue.reading?.end();
        if (!("operation" in checked)) throw checked[0] ?? new Error("refused without a reason");
        const refusal = request.http ? await refusalOf(checked, contextValue, request.http) : null;
        if (refusal) throw refusal;
        parts.set(contextValue, checked.part ?? null);
        known.note(
          { query, operationName: request.operationName },
          { document, operation, queryHash: context.queryHash },
        );
        checkedOperations.set(contextValue, checked);
      },
      async willSendResponse({ request, contextValue, response: { body, http } }) {
        const checked = checkedOperations.get(contextValue);
        if (checked?.operation.operation === "mutation") known.noteChange(contextValue);
        if (!checked || body.kind !== "single") return;
        if (!request.http?.headers.get(COST_HEADER)) {
          const policy = answerPolicyOf(rules, checked, body.singleResult);
          if (policy) http.headers.set("cache-control", cacheControlOf(policy));
          return;
        }
        const actual = actualCost(rules.schema, checked, rules.weights, dataOf(body.singleResult.data));
        const cost = { estimated: checked.size.cost, actual, most: rules.limits.operationCost };
        body.singleResult.extensions = { ...body.singleResult.extensions, cost };
      },
    }),
  };
}

/** Tells of a document that is not valid what its sender may know: Apollo's server validates by all of the schema. */
export function validityPlugin({
  rules,
  present,
}: Pick<EngineOptions, "rules" | "present">): ApolloServerPlugin<Caller> {
  return {
    requestDidStart: async () => ({
      async willSendResponse({ document, contextValue, response: { body } }) {
        if (!document || body.kind !== "single" || body.singleResult.data !== undefined) return;
        const [first] = body.singleResult.errors ?? [];
        if (first?.extensions?.["code"] !== "GRAPHQL_VALIDATION_FAILED") return;
        const { viewer, traceId } = contextValue;
        const told = contractErrors(rules, document, viewer);
        if (told) body.singleResult.errors = told.map((error) => present(error, traceId));
      },
    }),
  };
}

const MALFORMED: readonly unknown[] = ["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"];

/** An answer of errors alone says so by its status; one with data is 200, whatever else is in it. */
export const statusPlugin: ApolloServerPlugin<Caller> = {
  requestDidStart: async () => ({
    async willSendResponse({ request, response: { http, body } }) {
      if (body.kind !== "single" || body.singleResult.data !== undefined || !body.singleResult.errors) return;
      // Apollo has given a more exact one (405 for a mutation by GET), or 500 where it knew none.
      const { status, retryAfter } = headOf(body.singleResult);
      if (http.status === undefined || http.status === 500) http.status = status;
      if (retryAfter) http.headers.set("retry-after", retryAfter);
      // GraphQL over HTTP: to whoever takes application/json alone, the request was well-formed.
      const accepted = request.http?.headers.get("accept") ?? "";
      const code = body.singleResult.errors[0]?.extensions?.["code"];
      if (/^application\/json\b[^,]*$/.test(accepted) && MALFORMED.includes(code)) http.status = 200;
    },
  }),
};
