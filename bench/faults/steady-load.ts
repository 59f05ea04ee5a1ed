import { RequestFailure } from "../../client/index.js";
import { type Cast, KINDS, type Kind } from "./kinds.js";

/** What became of one request. */
export interface Asked {
  readonly kind: Kind;
  /** `performance.now()` when it was sent. */
  readonly sentAt: number;
  readonly tookMs: number;
  /** Null where it was answered as it should. */
  readonly wrong: string | null;
}

/** All kinds of requests, at their pace whatever comes of them, until it is disposed. */
export class SteadyLoad implements AsyncDisposable {
  readonly #cast: Cast;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #open = new Set<Promise<void>>();
  readonly #asked: Asked[] = [];

  constructor(cast: Cast) {
    this.#cast = cast;
    for (const kind of KINDS) {
      let number = 0;
      this.#timers.push(
        setInterval(() => {
          number += 1;
          this.#send(kind, number);
        }, kind.everyMs),
      );
    }
  }

  /** Requests sent between two readings of `performance.now()`, once they are answered. */
  async sentBetween(from: number, to: number): Promise<readonly Asked[]> {
    await Promise.all(this.#open);
    return this.#asked.filter(({ sentAt }) => sentAt >= from && sentAt < to);
  }

  /** Those of a kind that have come to an end and were sent since, in the order in which they were sent. */
  sentSince(kind: Kind, since: number): readonly Asked[] {
    return this.#asked
      .filter((each) => each.kind === kind && each.sentAt >= since)
      .sort((left, right) => left.sentAt - right.sentAt);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#open);
  }

  #send(kind: Kind, number: number): void {
    const sentAt = performance.now();
    const answered = kind
      .ask(number, this.#cast)
      .catch(describe)
      .then((wrong) => {
        this.#asked.push({ kind, sentAt, tookMs: performance.now() - sentAt, wrong });
        this.#open.delete(answered);
      });
    this.#open.add(answered);
  }
}

function describe(error: Error): string {
  return error instanceof RequestFailure ? (error.code ?? error.kind) : error.name;
}
