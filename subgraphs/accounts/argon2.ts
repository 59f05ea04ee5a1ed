import { hash, verify } from "@node-rs/argon2";

/** What keeps passwords and PINs. */
export interface Argon2 {
  hash(password: string): Promise<string>;
  verify(stored: string, password: string): Promise<boolean>;
}

/** OWASP's recommendation for argon2id (the library's default algorithm): 19 MiB, 2 passes, 1 lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** In this process, on a thread of libuv's: each takes a core for some 20 ms. */
export const argon2: Argon2 = {
  hash: (password) => hash(password, ARGON2ID),
  verify: (stored, password) => verify(stored, password, ARGON2ID),
};
