import type { ApolloServerPlugin } from "@apollo/server";
import type { Caller } from "./caller.js";

/**
 * In which request an error was met: what presents it is given nothing else, and to follow each request through all that
 * it awaits (AsyncLocalStorage) would cost every promise of the process.
 */
export type TraceOfErrors = WeakMap<object, string>;

/** Notes in which request each error was met. */
export function tracePlugin(traces: TraceOfErrors): ApolloServerPlugin<Caller> {
  return {
    requestDidStart: async () => ({
      async didEncounterErrors({ errors, contextValue }) {
        for (const error of errors) traces.set(error, contextValue.traceId);
      },
    }),
  };
}

/**
 * Stands where a trace id belongs in what is refused before it is an operation, of which no plugin hears, until the
 * answer is written. W3C Trace Context allows no such one.
 */
export const NO_TRACE = "0".repeat(32);

/** The trace of the request in which the error was met. */
export function traceOf(error: unknown, traces: TraceOfErrors): string {
  const known = typeof error === "object" && error !== null ? traces.get(error) : undefined;
  return known ?? NO_TRACE;
}
