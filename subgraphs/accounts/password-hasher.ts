import { availableParallelism } from "node:os";
import { hash, verify } from "@node-rs/argon2";
import { PlayheadError } from "../../lib/errors.js";

/** OWASP's recommendation for argon2id (the library's default algorithm): 19 MiB, 2 passes, 1 lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/**
 * Hashes at the same time: each takes a core for some 20 ms, and one of libuv's four threads. Plays come first: a core
 * is left to them, and half of the threads.
 */
const MOST_AT_ONCE = Math.max(1, Math.min(2, availableParallelism() - 1));
/** Hashes that wait: at most two seconds' worth; whoever comes then is told to come back. */
const MOST_WAITING = 100;

/** When to come back after the hasher was full: it has then done with what waits. */
const BUSY_RETRY_SECONDS = 2;

/** More passwords wait to be hashed than is good; a client may see it where its field has no `Throttled`. */
export class HasherBusy extends PlayheadError {
  override readonly name = "HasherBusy";

  constructor() {
    super("RATE_LIMITED", `too many passwords wait to be checked: try again in ${BUSY_RETRY_SECONDS} s`, {
      retryAfterSeconds: BUSY_RETRY_SECONDS,
    });
  }
}

/** Does `work`; a hasher that is full is no fault of whoever asks, whose try `giveBack` takes back. */
export async function givingBackWhenBusy<Outcome>(
  giveBack: () => Promise<void>,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HasherBusy) await giveBack();
    throw error;
  }
}

/** Does `work`, or says when to come back where the hasher is full. */
export async function unlessBusy<Outcome>(
  work: () => Promise<Outcome>,
): Promise<Outcome | { readonly kind: "Throttled"; readonly retryAfterSeconds: number }> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HasherBusy)) throw error;
    return { kind: "Throttled", retryAfterSeconds: BUSY_RETRY_SECONDS };
  }
}

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** With null for an unknown household it takes as long as with a real one, and is false. */
  matches(password: string, stored: string | null): Promise<boolean>;
}

/** Hashing bounded in concurrency with a bounded queue; beyond it HasherBusy is thrown. */
export async function createPasswordHasher(): Promise<PasswordHasher> {
  const nobody = await hash("the password of nobody at all", ARGON2ID);
  const waiting: (() => void)[] = [];
  let running = 0;

  async function bounded<T>(work: () => Promise<T>): Promise<T> {
    if (running >= MOST_AT_ONCE) {
      if (waiting.length >= MOST_WAITING) throw new HasherBusy();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, or is free again.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return {
    hash: (password) => bounded(() => hash(password, ARGON2ID)),
    matches: (password, stored) =>
      bounded(async () => (await verify(stored ?? nobody, password, ARGON2ID)) && stored !== null),
  };
}
