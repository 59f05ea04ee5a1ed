import { execFileSync } from "node:child_process";
import { constants, setPriority } from "node:os";
import { argon2 } from "./argon2.js";
import type { HashingAnswer, HashingRequest, Manner } from "./hashing-process.js";

/*
 * The process of `hashing-process.ts`: hashes what its parent sends, and ends with it. Whoever plays comes first: in the
 * manner `idle` the kernel takes a core on which it hashes for one that has nothing to do, and wakes others there, who need
 * not wait for it; in the manner `nice` it gets a tenth of a core beside a process that has much to do, with which people
 * still sign in.
 */

function giveWay(manner: Manner): void {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  if (manner !== "idle") return;
  try {
    // Node has no call for the policy of its threads; those to come have that of the one that begins them.
    execFileSync("chrt", ["--all-tasks", "--idle", "--pid", "0", String(process.pid)], { stdio: "ignore" });
  } catch {
    // A system without it: the priority must do.
  }
}

async function answer({ id, password, stored }: HashingRequest): Promise<HashingAnswer> {
  try {
    const work = stored === undefined ? argon2.hash(password) : argon2.verify(stored, password);
    return { id, answer: await work };
  } catch (error) {
    return { id, error: (error as Error).message };
  }
}

giveWay(process.argv[2] === "idle" ? "idle" : "nice");
process.on("message", async (request: HashingRequest) => {
  const answered = await answer(request);
  if (process.connected) process.send?.(answered);
});
process.once("disconnect", () => process.exit());
// A signal to the whole group ends the parent, which still answers what is under way.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
