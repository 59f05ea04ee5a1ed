import { execFileSync } from "node:child_process";
import { afterEach, expect, it, vi } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createHashingProcess } from "./hashing-process.js";
import { createPasswordHasher } from "./password-hasher.js";

/** Built: a process runs no TypeScript. */
const WORKER = new URL("../../dist/subgraphs/accounts/hashing-worker.js", import.meta.url);

/** Processes that run `WORKER` for this one, with how much they give way: never to others, by 1..19, or always. */
function workers() {
  const lines = execFileSync("ps", ["-o", "pid=,cls=,nice=,args=", "--ppid", String(process.pid)], {
    encoding: "utf8",
  });
  return lines
    .split("\n")
    .filter((line) => line.includes("hashing-worker.js"))
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, policy, nice]) => ({ pid: Number(pid), gives: policy === "IDL" ? "always" : Number(nice) }));
}

/** Who only gets what others leave takes its time to end, too. */
const SOON = { timeout: 15_000, interval: 50 };
afterEach(() => vi.waitFor(() => expect(workers()).toEqual([]), SOON));

function theOnlyOne() {
  return vi.waitFor(() => {
    const [one, ...more] = workers();
    if (!one || more.length > 0) throw new Error(`there are ${more.length + (one ? 1 : 0)}`);
    return one;
  }, SOON);
}

it("passwords are hashed in a process that gives way to all others, begins anew when it dies, and ends with its parent's wish", async () => {
  await using argon2 = createHashingProcess({ worker: WORKER, clock: new ManualClock(0) });
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
  expect(worker?.gives).toBe("always");

  const interrupted = hasher.hash("correct horse");
  process.kill(worker?.pid ?? 0, "SIGKILL");
  await expect(interrupted).rejects.toThrow("has ended");
  expect(await hasher.matches("correct horse", stored)).toBe(true);
  await expect(hasher.matches("correct horse", "no hash at all")).rejects.toThrow();
});

it("whoever signs in on a machine that is full waits a second, and not until it is not: another takes over that gets its share", async () => {
  const clock = new ManualClock(0);
  await using argon2 = createHashingProcess({ worker: WORKER, clock });
  const stored = await argon2.hash("correct horse");
  const [starved] = workers();
  // As a kernel does to who only gets what others leave.
  process.kill(starved?.pid ?? 0, "SIGSTOP");
  const answers = Promise.all([argon2.verify(stored, "correct horse"), argon2.verify(stored, "x")]);
  clock.advance(1_000);
  expect(await answers).toEqual([true, false]);
  const other = await theOnlyOne();
  expect(other.pid).not.toBe(starved?.pid);
  expect(other.gives).toBe(10);
  expect(await argon2.verify(stored, "correct horse")).toBe(true);
  expect(workers()).toEqual([other]);

  clock.advance(60_000);
  expect(await argon2.verify(stored, "correct horse")).toBe(true);
  expect((await theOnlyOne()).gives).toBe("always");
});
