import { GraphQLError } from "graphql";
import { isPassing } from "./passing-failure.js";

/**
 * Every code a client can meet in `extensions.code`, with the HTTP status of an answer that has nothing else in it.
 * docs/errors.md explains each; a test compares the two. Refusals that a caller should expect are not here: they are
 * members of the field's union.
 */
export const ERROR_CODES = {
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  BAD_USER_INPUT: 400,
  BAD_REQUEST: 400,
  OPERATION_RESOLUTION_FAILURE: 400,
  OPERATION_TOO_LARGE: 400,
  PERSISTED_QUERY_NOT_FOUND: 200,
  QUERY_NOT_IN_SAFELIST: 403,
  BODY_TOO_LARGE: 413,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  REQUEST_TIMED_OUT: 504,
  SUBSCRIPTION_OVERFLOW: 200,
  SUBSCRIPTION_SCHEMA_RELOAD: 200,
  SERVICE_UNAVAILABLE: 503,
  INTERNAL_SERVER_ERROR: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * An error meant for the client: its message says which rule and what it got. Anything else is masked. It has no stack:
 * nobody reads it, and in a rush that is refused the stacks were a twentieth of all that the house did.
 */
export class PlayheadError extends GraphQLError {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, { extensions: { code, ...details } });
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
  }
}

/** Input that breaks a rule: `badInput("first", "must be 1..100", 5000)` says "first must be 1..100, got 5000". */
export function badInput(argument: string, rule: string, got: unknown): PlayheadError {
  return new PlayheadError("BAD_USER_INPUT", `${argument} ${rule}, got ${shown(got)}`, { argument });
}

/** How much of a refused value is repeated to whoever sent it. */
const SHOWN_CHARACTERS = 80;

function shown(value: unknown): string {
  const text = typeof value === "string" ? `"${value}"` : String(JSON.stringify(value));
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(ERROR_CODES, code);
}

/**
 * The one way an unexpected failure reaches a client: its code and a trace id to look up in the logs, nothing of its
 * message. One that may well pass (a database that is away, or takes no writes) says so, for clients to try again. Errors
 * with a known code pass, without stack traces or anything else that a library put beside the code.
 */
export function maskError(
  error: GraphQLError,
  traceId: string,
): { masked: GraphQLError; unexpected: boolean } {
  const code = error.extensions["code"];
  if (isErrorCode(code) && code !== "INTERNAL_SERVER_ERROR") {
    const { stacktrace: _stack, exception: _exception, ...extensions } = error.extensions;
    return { masked: copyOf(error, error.message, { ...extensions, traceId }), unexpected: false };
  }
  if (isPassing(error.originalError)) {
    const message = `this cannot be done now: try again in a moment, or quote the trace id ${traceId} when you tell us`;
    return { masked: copyOf(error, message, { code: "SERVICE_UNAVAILABLE", traceId }), unexpected: true };
  }
  const message = `something went wrong on our side; quote the trace id ${traceId} when you tell us`;
  return { masked: copyOf(error, message, { code: "INTERNAL_SERVER_ERROR", traceId }), unexpected: true };
}

/** Without a stack, as PlayheadError: clients see none, and the log has that of what was unexpected. */
function copyOf(error: GraphQLError, message: string, extensions: Record<string, unknown>): GraphQLError {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const copy = new GraphQLError(message, {
    ...(error.nodes ? { nodes: error.nodes } : {}),
    ...(error.source ? { source: error.source } : {}),
    ...(error.positions ? { positions: error.positions } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions,
  });
  Error.stackTraceLimit = stackTraceLimit;
  return copy;
}
