import type { FormattedExecutionResult } from "graphql";
import { PlayheadError } from "../../lib/errors.js";

/**
 * Results that one client may be behind with; more means that it does not read, or not as fast as things
 * happen.
 */
export const MOST_UNDELIVERED = 64;

/** The error that ends a subscription whose reader, or whose services, cannot follow. */
export function overflow(): PlayheadError {
  return new PlayheadError(
    "SUBSCRIPTION_OVERFLOW",
    `more than ${MOST_UNDELIVERED} results were waiting: subscribe again, and read the state anew`,
  );
}

/**
 * What waits for one client. A state has at most one result waiting, the newest, and is not sent again
 * unchanged; of events each is kept, up to MOST_UNDELIVERED. Unlike a generator's, its `return` ends a
 * pending `next` at once.
 */
export class ResultStream implements AsyncIterableIterator<FormattedExecutionResult, undefined> {
  readonly #each: boolean;
  readonly #onEnd: () => void;
  #waiting: { result: FormattedExecutionResult; text: string }[] = [];
  #reader: Reader | undefined;
  #lastText: string | undefined;
  #ended = false;
  #failure: unknown;

  /** `onEnd` is called once, when the client leaves or the stream ends. */
  constructor(each: boolean, onEnd: () => void) {
    this.#each = each;
    this.#onEnd = onEnd;
  }

  /** `text` is the result's JSON, so that fanning out does not make it again for each client. */
  push(result: FormattedExecutionResult, text: string): void {
    if (this.#ended) return;
    if (!this.#each) this.#waiting = text === this.#lastText ? [] : [{ result, text }];
    else if (this.#waiting.length >= MOST_UNDELIVERED) this.fail(overflow());
    else this.#waiting.push({ result, text });
    this.#serve();
  }

  /** What waits is still delivered; then the client gets the error. */
  fail(error: unknown): void {
    if (this.#ended) return;
    this.#failure = error;
    this.end();
  }

  /** What waits is still delivered; then the stream is over. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
    this.#serve();
  }

  next(): Promise<IteratorResult<FormattedExecutionResult, undefined>> {
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
      this.#serve();
    });
  }

  async return(): Promise<IteratorResult<FormattedExecutionResult, undefined>> {
    this.#waiting = [];
    this.#failure = undefined;
    this.end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #serve(): void {
    const reader = this.#reader;
    if (!reader) return;
    const next = this.#waiting.shift();
    if (!next && !this.#ended) return;
    this.#reader = undefined;
    if (next) {
      this.#lastText = next.text;
      reader.resolve({ value: next.result, done: false });
    } else if (this.#failure !== undefined) {
      const failure = this.#failure;
      this.#failure = undefined;
      reader.reject(failure);
    } else reader.resolve({ value: undefined, done: true });
  }
}

interface Reader {
  resolve(result: IteratorResult<FormattedExecutionResult, undefined>): void;
  reject(error: unknown): void;
}
