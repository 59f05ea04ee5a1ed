import { availableParallelism } from "node:os";
import { PlayheadError } from "../../lib/errors.js";
import { type Argon2, argon2 } from "./argon2.js";

/**
 * Hashes at the same time: each takes a core for some 20 ms, and one of libuv's four threads. Plays come first: a core
 * is left to them, and half of the threads.
 */
const MOST_AT_ONCE = Math.max(1, Math.min(2, availableParallelism() - 1));
/**
 * Hashes that wait: a second's worth; whoever comes then is told to come back. Each holds one of the 64 connections that
 * its caller has to this process (lib/http/replicas.ts), so that half of them are left to everything else.
 */
const MOST_WAITING = 30;

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
export async function createPasswordHasher({ hash, verify }: Argon2 = argon2): Promise<PasswordHasher> {
  const nobody = await hash("the password of nobody at all");
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
    hash: (password) => bounded(() => hash(password)),
    matches: (password, stored) =>
      bounded(async () => (await verify(stored ?? nobody, password)) && stored !== null),
  };
}
