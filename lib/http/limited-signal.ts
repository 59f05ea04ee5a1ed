import { systemClock } from "../clock.js";

/** A signal that whoever made it lets go of when it is needed no more. */
export interface LimitedSignal extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * Aborts with `parent`, or after `ms` of the machine's own time. AbortSignal.any and AbortSignal.timeout say the same, but
 * leave weak references for the collector with each request: under load that costs more than the request's own JSON.
 */
export function limitedSignal(parent: AbortSignal | undefined, ms: number): LimitedSignal {
  const cancellation = new AbortController();
  const abort = () => cancellation.abort();
  if (parent?.aborted) abort();
  parent?.addEventListener("abort", abort);
  const limit = systemClock.after(ms, abort);
  return {
    signal: cancellation.signal,
    [Symbol.dispose]() {
      limit[Symbol.dispose]();
      parent?.removeEventListener("abort", abort);
    },
  };
}
