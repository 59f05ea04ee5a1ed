import { AsyncLocalStorage } from "node:async_hooks";
import { PlayheadError } from "./errors.js";

const current = new AsyncLocalStorage<AbortSignal>();

/** Runs `work` for somebody who may stop waiting for it: when `signal` aborts, nothing more is begun in its name. */
export function whileWanted<T>(signal: AbortSignal | undefined, work: () => T): T {
  return signal ? current.run(signal, work) : work();
}

/** Throws REQUEST_TIMED_OUT when nobody waits any more: called before anything that costs. */
export function demandWanted(): void {
  if (current.getStore()?.aborted) throw noLongerWanted();
}

/** What is told to whoever does not listen any more. */
export function noLongerWanted(): PlayheadError {
  return new PlayheadError("REQUEST_TIMED_OUT", "nobody waits for the answer any more");
}
