import { createCancellation } from "../lib/cancellation.js";
import type { Clock } from "../lib/clock.js";
import { PlayheadError } from "../lib/errors.js";

export interface Deadline {
  readonly clock: Clock;
  /** How long one request may take. */
  readonly requestMs: number;
}

/** Rejects with REQUEST_TIMED_OUT when `run` takes longer; its signal then aborts what it still waits for. */
export function withinDeadline<Result>(
  { clock, requestMs }: Deadline,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const cancellation = createCancellation();
    const bound = clock.after(requestMs, () => {
      reject(
        new PlayheadError("REQUEST_TIMED_OUT", `a request takes at most ${requestMs} ms`, { requestMs }),
      );
      cancellation.abort();
    });
    run(cancellation.signal)
      .then(resolve, reject)
      .finally(() => bound[Symbol.dispose]());
  });
}
