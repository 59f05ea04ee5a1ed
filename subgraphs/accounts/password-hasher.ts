import { hash, verify } from "@node-rs/argon2";

/** OWASP's recommendation for argon2id (the library's default algorithm): 19 MiB, 2 passes, 1 lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Hashes at the same time: each takes a core for some 20 ms, and plays come first. */
const MOST_AT_ONCE = 2;
/** Hashes that wait: two seconds' worth; whoever comes then is told to come back. */
const MOST_WAITING = 100;

/** More passwords wait to be hashed than is good. */
export class HasherBusy extends Error {
  override readonly name = "HasherBusy";
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
      if (waiting.length >= MOST_WAITING) throw new HasherBusy("too many passwords wait to be hashed");
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
