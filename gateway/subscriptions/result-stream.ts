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

/** A result as all who get it are told it: made once, however many they are. */
export interface Told {
  /** Its JSON. */
  readonly text: string;
  /** Whether it holds nothing, because whoever asks may not. */
  readonly isRefusal: boolean;
}

export function toldOf(result: FormattedExecutionResult): Told {
  // Read from its bytes: V8 leaves JSON in the pieces that it wrote it in, and each client's last result is kept.
  const text = Buffer.from(JSON.stringify(result)).toString();
  return { text, isRefusal: isRefusal(result) };
}

/**
 * What waits for one client. Of a state, and of each channel's where it hears several, at most one result waits,
 * the newest, and is not sent again unchanged; of events each is kept, up to MOST_UNDELIVERED. A first result that
 * only says that the client may not is the last one. Gives each result's JSON. Unlike a generator's, its `return` ends a
 * pending `next` at once.
 */
export class ResultStream implements AsyncIterableIterator<string, undefined> {
  readonly #each: boolean;
  readonly #onEnd: () => void;
  readonly #clock: Clock;
  /** In the order in which they are told; of a state's channel one at most. Lists, for they are short, and many. */
  #waiting: Waiting[] = [];
  /** What the client knows of each channel's state. */
  #told: Waiting[] = [];
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

  /** What still waits at `until` (epoch ms) is dropped. */
  push({ text, isRefusal }: Told, channel = "", until = Number.POSITIVE_INFINITY): void {
    if (this.#ended) return;
    this.#pushed += 1;
    const waiting = { text, channel, until };
    if (this.#each) this.#pushEvent(waiting);
    else this.#pushState(waiting);
    if (this.#pushed === 1 && isRefusal) this.end();
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

  next(): Promise<IteratorResult<string, undefined>> {
    return new Promise((resolve, reject) => {
      this.read({
        give: (value) => resolve({ value, done: false }),
        finish: () => resolve({ value: undefined, done: true }),
        fail: reject,
      });
    });
  }

  /** As `next`, without a promise: what comes next goes to `reader`, at once where it is there. */
  read(reader: Reader): void {
    this.#reader = reader;
    this.#serve();
  }

  async return(): Promise<IteratorResult<string, undefined>> {
    this.#waiting.length = 0;
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
    const next = this.#waiting.shift();
    if (!next && !this.#ended) return;
    this.#reader = undefined;
    if (next) {
      if (!this.#each) this.#told = withNewest(this.#told, next);
      reader.give(next.text);
    } else if (this.#failure !== undefined) {
      const failure = this.#failure;
      this.#failure = undefined;
      reader.fail(failure);
    } else reader.finish();
  }

  #pushEvent(event: Waiting): void {
    if (this.#waiting.length >= MOST_UNDELIVERED) this.#dropExpired();
    if (this.#waiting.length >= MOST_UNDELIVERED) this.fail(overflow());
    else this.#waiting.push(event);
  }

  #pushState(state: Waiting): void {
    const known = this.#told.find(({ channel }) => channel === state.channel);
    if (known?.text !== state.text) this.#waiting = withNewest(this.#waiting, state);
    else {
      const index = this.#waiting.findIndex(({ channel }) => channel === state.channel);
      if (index >= 0) this.#waiting.splice(index, 1);
    }
  }

  #dropExpired(): void {
    const now = this.#clock.now();
    for (let index = this.#waiting.length - 1; index >= 0; index -= 1) {
      if ((this.#waiting[index] as Waiting).until <= now) this.#waiting.splice(index, 1);
    }
  }
}

/** Puts a state in the place of the one that its channel had. */
function withNewest(states: Waiting[], state: Waiting): Waiting[] {
  // Most hear one channel: a list of one takes no more room than that, and one that `push` began would.
  if (states.length === 0) return [state];
  const index = states.findIndex(({ channel }) => channel === state.channel);
  if (index < 0) states.push(state);
  else states[index] = state;
  return states;
}

interface Waiting {
  readonly text: string;
  readonly channel: string;
  readonly until: number;
}

/** Who waits for the next result; asked once. */
export interface Reader {
  give(text: string): void;
  finish(): void;
  fail(error: unknown): void;
}

function isRefusal({ data, errors }: FormattedExecutionResult): boolean {
  const refused = errors?.some(({ extensions }) =>
    ["FORBIDDEN", "UNAUTHENTICATED"].includes(String(extensions?.["code"])),
  );
  return (refused ?? false) && Object.values(data ?? {}).every((value) => value === null);
}
