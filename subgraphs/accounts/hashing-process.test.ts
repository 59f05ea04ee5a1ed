import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { createHashingProcess } from "./hashing-process.js";
import { createPasswordHasher } from "./password-hasher.js";

/** Built: a process runs no TypeScript. */
const WORKER = new URL("../../dist/subgraphs/accounts/hashing-worker.js", import.meta.url);

/** Processes that run `WORKER` for this one, with how much they give way (0..19). */
function workers() {
  const lines = execFileSync("ps", ["-o", "pid=,nice=,args=", "--ppid", String(process.pid)], {
    encoding: "utf8",
  });
  return lines
    .split("\n")
    .filter((line) => line.includes("hashing-worker.js"))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, nice = 0]) => ({ pid, nice }));
}

it("passwords are hashed in a process that gives way to all others, begins anew when it dies, and ends with its parent's wish", async () => {
  await using argon2 = createHashingProcess(WORKER);
  const hasher = await createPasswordHasher(argon2);
  const stored = await hasher.hash("correct horse");
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  const answers = await Promise.all([
    hasher.matches("correct horse", stored),
    hasher.matches("wrong horse", stored),
    hasher.matches("correct horse", null),
  ]);
  expect(answers).toEqual([true, false, false]);
  const [worker] = workers();
  expect(worker?.nice).toBeGreaterThan(9);

  const interrupted = hasher.hash("correct horse");
  process.kill(worker?.pid ?? 0, "SIGKILL");
  await expect(interrupted).rejects.toThrow("has ended");
  expect(await hasher.matches("correct horse", stored)).toBe(true);
  await expect(hasher.matches("correct horse", "no hash at all")).rejects.toThrow();
});
