import { request } from "undici";

/** What is published is small, and answered from memory or by one look into a database. */
const READ_MS = 2_000;

/** Reads what a service publishes at `path` from the first of its replicas that gives it. */
export function createPublishedReader<Published>(
  origins: readonly string[],
  path: string,
): () => Promise<Published> {
  return async () => {
    let failure: unknown = new Error(`nobody is known who publishes ${path}`);
    for (const origin of origins) {
      try {
        const { statusCode, body } = await request(`${origin}${path}`, {
          signal: AbortSignal.timeout(READ_MS),
        });
        const text = await body.text();
        if (statusCode === 200) return JSON.parse(text) as Published;
        failure = new Error(`${origin} answered ${statusCode}`);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  };
}
