import { constants, setPriority } from "node:os";
import { argon2 } from "./argon2.js";
import type { HashingAnswer, HashingRequest } from "./hashing-process.js";

/*
 * The process of `hashing-process.ts`: hashes what its parent sends, and ends with it. Whoever plays comes first: beside
 * a process that has much to do it gets a tenth of a core, with which people still sign in.
 */

async function answer({ id, password, stored }: HashingRequest): Promise<HashingAnswer> {
  try {
    const work = stored === undefined ? argon2.hash(password) : argon2.verify(stored, password);
    return { id, answer: await work };
  } catch (error) {
    return { id, error: (error as Error).message };
  }
}

setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
process.on("message", async (request: HashingRequest) => {
  const answered = await answer(request);
  if (process.connected) process.send?.(answered);
});
process.once("disconnect", () => process.exit());
// A signal to the whole group ends the parent, which still answers what is under way.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
