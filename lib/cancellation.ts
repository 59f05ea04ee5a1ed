import { AsyncLocalStorage } from "node:async_hooks";
import { setMaxListeners } from "node:events";
import { PlayheadError } from "./errors.js";

const current = new AsyncLocalStorage<AbortSignal>();

/**
 * Ends all that is under way for one request: as many things listen as it has fetches in flight, which the bounds on
 * operations bound, so that Node need not suspect a leak at the eleventh.
 */
export function createCancellation(): AbortController {
  const cancellation = new AbortController();
  setMaxListeners(0, cancellation.signal);
  return cancellation;
}

/** Runs `work` for somebody who may stop waiting for it: when `signal` aborts, nothing more is begun in its name. */
export function whileWanted<T>(signal: AbortSignal | undefined, work: () => T): T {
  return signal ? current.run(signal, work) : work();
}

/** Whether somebody waits for what is done now. */
export function isWanted(): boolean {
  return current.getStore()?.aborted !== true;
}

/** Throws REQUEST_TIMED_OUT when nobody waits any more: called before anything that costs. */
export function demandWanted(): void {
  if (!isWanted()) throw noLongerWanted();
}

/**
 * Throws REQUEST_TIMED_OUT when `left` says that whoever asked has gone: called before the first effect of a change that is
 * worth nothing but its answer.
 */
export function demandCaller(left: AbortSignal | undefined): void {
  if (left?.aborted) throw noLongerWanted();
}

/** What is told to whoever does not listen any more. */
export function noLongerWanted(): PlayheadError {
  return new PlayheadError("REQUEST_TIMED_OUT", "nobody waits for the answer any more");
}
