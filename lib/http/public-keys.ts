import type { JSONWebKeySet } from "jose";
import { request } from "undici";
import { JWKS_PATH } from "./subgraph-server.js";

/** Keys are small and answered from memory. */
const READ_MS = 2_000;

/** Reads the public keys of accounts from the first of its replicas that gives them. */
export function createPublicKeysReader(origins: readonly string[]): () => Promise<JSONWebKeySet> {
  return async () => {
    let failure: unknown;
    for (const origin of origins) {
      try {
        const { statusCode, body } = await request(`${origin}${JWKS_PATH}`, {
          signal: AbortSignal.timeout(READ_MS),
        });
        const text = await body.text();
        if (statusCode === 200) return JSON.parse(text) as JSONWebKeySet;
        failure = new Error(`${origin} answered ${statusCode}`);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };
}
