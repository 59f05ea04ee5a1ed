import type { Dispatcher } from "undici";

/** An answer, read to its end. */
export interface Exchanged {
  readonly statusCode: number;
  readonly text: string;
}

/** Sends a request and reads all of its answer; `signal` cancels it, on the wire too. Rejects with undici's errors. */
export function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const exchanging = new Exchange(signal, resolve, reject);
    dispatcher.dispatch(options, exchanging);
  });
}

/**
 * What undici tells of one request, without the stream that its own `request` makes of each answer: answers of services
 * are read whole anyway, and the stream costs more than the rest of the request.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal;
  readonly #resolve: (answer: Exchanged) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #statusCode = 0;

  constructor(signal: AbortSignal, resolve: (answer: Exchanged) => void, reject: (reason: unknown) => void) {
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    signal.addEventListener("abort", this.#cancel);
  }

  /** Whoever waits is told at once, also while there is no connection yet whose request could be cut. */
  readonly #cancel = () => {
    this.#reject(this.#signal.reason);
    this.#controller?.abort(this.#signal.reason);
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#signal.aborted) controller.abort(this.#signal.reason);
    this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number): void {
    this.#statusCode = statusCode;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#end();
    const [first] = this.#chunks;
    const whole = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#resolve({ statusCode: this.#statusCode, text: whole.toString("utf8") });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#end();
    this.#reject(error);
  }

  #end(): void {
    this.#signal.removeEventListener("abort", this.#cancel);
  }
}
