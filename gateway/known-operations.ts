import type { IncomingHttpHeaders } from "node:http";
import {
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  type OperationDefinitionNode,
  OperationTypeNode,
} from "graphql";
import { KeptDocuments } from "../lib/kept-documents.js";
import type { Metrics } from "../lib/telemetry/metrics.js";
import { answerPolicyOf, cacheControlOf, cachePolicyOf } from "./cache-policy.js";
import type { Caller } from "./caller.js";
import type { EngineAnswer, IncomingOperation } from "./engine.js";
import { type ErrorPresenter, headOf } from "./error-presenter.js";
import type { CompiledExecutor, PreparedOperation } from "./executor/compiled-executor.js";
import { writeResult } from "./executor/json-text.js";
import { KeptEntries } from "./executor/kept-entries.js";
import type { KeptAnswers } from "./kept-answers.js";
import {
  type CheckedOperation,
  checkOperation,
  type OperationRequest,
  type OperationRules,
} from "./operations.js";
import { persistedHashOf } from "./persisted-operations.js";
import type { Admission } from "./rates/admission.js";
import { SharedExecutions } from "./shared-executions.js";
import type { RequestTelemetry } from "./telemetry/request-telemetry.js";

/** An operation that Apollo's server has parsed, validated and run once. */
export interface KnownOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly queryHash: string;
}

/**
 * Requests for operations that were answered before, without Apollo's server in between: most requests of an app are, and
 * reading, hashing and looking up their texts anew, with a hook for each step, costs more than running them. Nothing is
 * decided otherwise: the checks of each request are the same function, errors and status come from the same presenter, and
 * whatever is unusual (another method or type of body, a first or an unknown text, introspection, a denied field, an error
 * before execution) is left to the server, which then answers as if nothing had been tried.
 */
export interface KnownOperations {
  /** Told of each operation that may run. */
  note(request: OperationRequest, known: KnownOperation): void;
  /** Told what the server answered to whom, for the type of answer that it chose. */
  noteAnswer(headers: IncomingHttpHeaders, contentType: string): void;
  /** Told of each mutation of the server's, before it is answered. */
  noteChange(caller: Caller): void;
  /** Null: the server has to answer. */
  answer(incoming: IncomingOperation, caller: Caller): Promise<EngineAnswer | null>;
  /**
   * The same for what comes another way, and is counted there. It shares no execution that is under way: what is read
   * because something has changed must not be what was read before. Null: the server has to answer.
   */
  execute(request: OperationRequest, caller: Caller): Promise<FormattedExecutionResult | null>;
}

export interface KnownOperationsOptions {
  readonly rules: OperationRules;
  readonly admit: Admission;
  readonly findText: (hash: string) => Promise<string | undefined>;
  readonly present: ErrorPresenter;
  readonly telemetry: RequestTelemetry;
  readonly prepare: CompiledExecutor["prepare"];
  readonly kept: KeptAnswers | null;
  readonly metrics: Metrics;
}

/** Values of `accept`: clients of one kind all send the same. */
const MOST_ACCEPTED = 100;
/** A type of body for which browsers ask first, so that no page can send it unasked. */
const JSON_BODY = /^application\/json(; ?charset=utf-8)?$/i;
/** Whoever sends it is told what the operation cost, which the server's path adds. */
export const COST_HEADER = "x-playhead-cost";

export function createKnownOperations(options: KnownOperationsOptions): KnownOperations {
  const { rules, admit, present, telemetry, prepare } = options;
  const executions = new SharedExecutions(options.metrics);
  const resultOf = createResultFinder(options, executions);
  const operations = new KeptDocuments<KnownOperation>();
  const contentTypes = new KeptEntries<string>(MOST_ACCEPTED);
  const noteChange = (caller: Caller) => executions.forget(caller);
  const begin = (request: OperationRequest, caller: Caller) => {
    const known = operations.get(keyOf(request));
    if (!known) return null;
    const end = telemetry.begin();
    const { operationName, variables = {} } = request;
    const run = prepare({ queryHash: known.queryHash, operationName }, variables);
    const checked = run && checkKnown({ ...known, request }, rules, caller);
    if (!run || !checked) return null;
    return {
      known,
      run,
      checked,
      /** The result as clients may see it, and counted. */
      end(result: ExecutionResult): FormattedExecutionResult {
        const answered = presented(result, (error) => present(error, caller.traceId));
        const { operation, name } = known.operation;
        if (operation === OperationTypeNode.MUTATION) noteChange(caller);
        end({ kind: operation, operationName: name?.value, result: answered });
        return answered;
      },
    };
  };
  return {
    note: (request, known) => operations.set(keyOf(request), known, known.document),
    noteChange,
    noteAnswer: ({ accept = "" }, contentType) => contentTypes.set(accept, contentType),
    async answer({ method, headers, body }, caller) {
      const contentType = contentTypes.get(headers.accept ?? "");
      const isPlain = method === "POST" && JSON_BODY.test(headers["content-type"] ?? "");
      if (!isPlain || contentType === undefined || headers[COST_HEADER]) return null;
      const request = await readRequest(body, options.findText);
      const begun = request && begin(request, caller);
      if (!begun) return null;
      const { checked, known, run } = begun;
      const refusal = await admit(checked, caller);
      const found = refusal
        ? failed(refusal)
        : await resultOf({ ...checked, queryHash: known.queryHash }, caller, run).catch(failed);
      const answered = begun.end(found.result);
      const { status, retryAfter } = headOf(answered);
      const policy = answerPolicyOf(rules, checked, answered);
      const given: [string, string][] = [["content-type", contentType]];
      if (retryAfter) given.push(["retry-after", retryAfter]);
      if (policy) given.push(["cache-control", cacheControlOf(policy)]);
      if (policy && found.ageSeconds > 0) given.push(["age", `${found.ageSeconds}`]);
      return { status, headers: given, body: writeResult(answered) };
    },
    async execute(request, caller) {
      const begun = begin(request, caller);
      if (!begun) return null;
      const { result } = await begun.run(caller).then(fresh, failed);
      return begun.end(result);
    },
  };
}

/** A result, and for how long it has been kept: caches on the way count on with it. */
interface Found {
  readonly result: ExecutionResult;
  readonly ageSeconds: number;
}

/** What gives the result of an operation that may run: a kept answer, the execution of its like, or its own. */
function createResultFinder({ rules, kept }: KnownOperationsOptions, executions: SharedExecutions) {
  return async (
    checked: CheckedOperation & { readonly queryHash: string },
    caller: Caller,
    run: PreparedOperation,
  ): Promise<Found> => {
    if (checked.operation.operation !== OperationTypeNode.QUERY) return fresh(await run(caller));
    const { operationName = "", variables = {} } = checked.request;
    const key = `${checked.queryHash} ${operationName} ${JSON.stringify(variables)}`;
    const policy = kept && cachePolicyOf(rules, checked);
    const place = policy?.isPublic ? kept?.find(key) : undefined;
    if (place?.kept) return place.kept;
    // Whoever asks after a change gets nothing of what was read before it, and keeps none of that for others.
    const result = await executions.run(place ? `${key} ${place.changes}` : key, caller, run);
    if (policy) place?.keep(result, policy.maxAgeSeconds);
    return fresh(result);
  };
}

function keyOf({ query, operationName }: OperationRequest): string {
  return operationName ? `${operationName} ${query}` : query;
}

/** The operation, checked for this caller and these variables; null unless all of it may run. */
function checkKnown(
  known: KnownOperation & Pick<CheckedOperation, "request">,
  rules: OperationRules,
  caller: Caller,
): CheckedOperation | null {
  const checked = checkOperation(rules, known, caller);
  if (!("operation" in checked) || checked.part) return null;
  return rules.safelist?.refuse(known.request.query, caller.viewer) ? null : checked;
}

function fresh(result: ExecutionResult): Found {
  return { result, ageSeconds: 0 };
}

function failed(error: unknown): Found {
  return fresh({ errors: [error as GraphQLError] });
}

function presented(
  { errors, ...rest }: ExecutionResult,
  present: (error: unknown) => GraphQLFormattedError,
): FormattedExecutionResult {
  return errors ? { ...rest, errors: errors.map(present) } : rest;
}

/** What a body asks for; null where it is unusual in any way, which the server judges. */
async function readRequest(
  body: unknown,
  findText: KnownOperationsOptions["findText"],
): Promise<OperationRequest | null> {
  if (!isRecord(body)) return null;
  const { query, extensions } = body;
  const operationName = body["operationName"] ?? undefined;
  const variables = body["variables"] ?? undefined;
  const isNamed = operationName === undefined || typeof operationName === "string";
  if (!isNamed || (variables !== undefined && !isRecord(variables))) return null;
  if (extensions !== undefined && extensions !== null && !isRecord(extensions)) return null;
  const isPersisted = Boolean(extensions?.["persistedQuery"]);
  if (typeof query === "string") return isPersisted ? null : { query, operationName, variables };
  // A text that comes with its hash is compared with it, and kept, by the server.
  const hash = query === undefined ? persistedHashOf(extensions) : null;
  const text = hash === null ? undefined : await findText(hash);
  return text === undefined ? null : { query: text, operationName, variables };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
