import type { FormattedExecutionResult } from "graphql";
import type { Clock } from "../../lib/clock.js";
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
 * What waits for one client. Of a state, and of each channel's where it hears several, at most one result waits,
 * the newest, and is not sent again unchanged; of events each is kept, up to MOST_UNDELIVERED. A first result that
 * only says that the client may not is the last one. Unlike a generator's, its `return` ends a pending `next` at
 * once.
 */
export class ResultStream implements AsyncIterableIterator<FormattedExecutionResult, undefined> {
  readonly #each: boolean;
  readonly #onEnd: () => void;
  readonly #clock: Clock;
  /** By channel for states, by number for events; in the order in which they are told. */
  readonly #waiting = new Map<string | number, Waiting>();
  /** What the client knows of each channel's state. */
  readonly #told = new Map<string, string>();
  #reader: Reader | undefined;
  #pushed = 0;
  #ended = false;
  #failure: unknown;

  /** `onEnd` is called once, when the client leaves or the stream ends. */
  constructor(each: boolean, clock: Clock, onEnd: () => void) {
    this.#each = each;
    this.#clock = clock;
    this.#onEnd = onEnd;
  }

  /**
   * `text` is the result's JSON, so that fanning out does not make it again for each client. What still waits at
   * `until` (epoch ms) is dropped.
   */
  push(result: FormattedExecutionResult, text: string, channel = "", until = Number.POSITIVE_INFINITY): void {
    if (this.#ended) return;
    this.#pushed += 1;
    const waiting = { result, text, channel, until };
    if (this.#each) {
      if (this.#waiting.size >= MOST_UNDELIVERED) this.#dropExpired();
      if (this.#waiting.size >= MOST_UNDELIVERED) this.fail(overflow());
      else this.#waiting.set(this.#pushed, waiting);
    } else if (text === this.#told.get(channel)) this.#waiting.delete(channel);
    else this.#waiting.set(channel, waiting);
    if (this.#pushed === 1 && isRefusal(result)) this.end();
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
    this.#waiting.clear();
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
    this.#dropExpired();
    const [first] = this.#waiting;
    if (!first && !this.#ended) return;
    this.#reader = undefined;
    if (first) {
      const [key, next] = first;
      this.#waiting.delete(key);
      if (!this.#each) this.#told.set(next.channel, next.text);
      reader.resolve({ value: next.result, done: false });
    } else if (this.#failure !== undefined) {
      const failure = this.#failure;
      this.#failure = undefined;
      reader.reject(failure);
    } else reader.resolve({ value: undefined, done: true });
  }

  #dropExpired(): void {
    const now = this.#clock.now();
    for (const [key, { until }] of this.#waiting) if (until <= now) this.#waiting.delete(key);
  }
}

interface Waiting {
  readonly result: FormattedExecutionResult;
  readonly text: string;
  readonly channel: string;
  readonly until: number;
}

interface Reader {
  resolve(result: IteratorResult<FormattedExecutionResult, undefined>): void;
  reject(error: unknown): void;
}

/** Whether a result holds nothing, because whoever asks may not. */
function isRefusal({ data, errors }: FormattedExecutionResult): boolean {
  const refused = errors?.some(({ extensions }) =>
    ["FORBIDDEN", "UNAUTHENTICATED"].includes(String(extensions?.["code"])),
  );
  return (refused ?? false) && Object.values(data ?? {}).every((value) => value === null);
}
