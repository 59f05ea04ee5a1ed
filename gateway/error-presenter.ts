import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { ERROR_CODES, isErrorCode, maskError } from "../lib/errors.js";
import type { Logger } from "../lib/logger.js";

/** Makes of anything thrown what a client may see of it, and logs what a client may not. */
export type ErrorPresenter = (error: unknown, traceId: string) => GraphQLFormattedError;

export function createErrorPresenter(log: Logger): ErrorPresenter {
  return (error, traceId) => {
    const { masked, unexpected } = maskError(asGraphQLError(error), traceId);
    if (unexpected) log.error({ err: causeOf(error), traceId, path: masked.path }, "an operation failed");
    // `http` is a message from Apollo to itself; which service failed is nobody's business outside.
    const { http: _http, serviceName: _serviceName, ...extensions } = masked.extensions;
    return { ...masked.toJSON(), extensions };
  };
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError("", { originalError: error instanceof Error ? error : new Error(String(error)) });
}

function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}

/** What `Retry-After` says of an answer that holds nothing but these errors, in seconds. */
export function retryAfterOf(errors: readonly GraphQLFormattedError[]): string | null {
  const seconds = errors[0]?.extensions?.["retryAfterSeconds"];
  return typeof seconds === "number" ? String(seconds) : null;
}

/** The HTTP status of an answer that holds nothing but these errors. */
export function statusOf(errors: readonly GraphQLFormattedError[]): number {
  const code = errors[0]?.extensions?.["code"];
  return isErrorCode(code) ? ERROR_CODES[code] : 500;
}

/** What HTTP says of an answer: one of errors alone tells it by its status; one with data is 200, whatever else is in it. */
export function headOf({
  data,
  errors,
}: {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
}): { readonly status: number; readonly retryAfter: string | null } {
  if (data !== undefined || !errors) return { status: 200, retryAfter: null };
  return { status: statusOf(errors), retryAfter: retryAfterOf(errors) };
}
