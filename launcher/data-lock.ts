import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** What a start finds wrong with its surroundings: told as one sentence, without a stack. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** Another Playhead runs on the same data. */
export class DataInUse extends StartError {}

/**
 * One process a data folder. The lock file names its owner; one whose owner is gone is taken over, so that a crash
 * never locks anybody out. It is whole from its first moment on (a link to what was written before), so that nobody takes
 * one that is just being made for one that a crash left.
 *
 * @throws DataInUse when another Playhead runs on the same data; StartError for anything else.
 */
export async function lockDataFolder(dataDir: string): Promise<AsyncDisposable> {
  await mkdir(dataDir, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(
      `cannot make the data folder ${dataDir} (${error.code}): set DATA_DIR to one that can be written`,
    );
  });
  const file = path.join(dataDir, "playhead.lock");
  const own = `${file}.${process.pid}.${randomUUID()}`;
  try {
    await writeFile(own, `${process.pid} ${await startTimeOf(process.pid)}`, { mode: 0o600 });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      if (await isLinked(own, file)) return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
      const found = await readFile(file, "utf8").catch(() => "");
      const [pid, startTime] = found.split(" ");
      if (pid && (await startTimeOf(Number(pid))) === startTime) {
        throw new DataInUse(
          `Playhead already runs on ${dataDir} (process ${pid}): stop it first, or give this one its own DATA_DIR and PORT`,
        );
      }
      await removeStale(file, found, own);
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`cannot write to the data folder ${dataDir}: ${(error as Error).message}`);
  } finally {
    await rm(own, { force: true }).catch(() => undefined);
  }
  throw new StartError(`another start took ${dataDir} at the same moment: try again`);
}

/** False where there is a `name` already. */
async function isLinked(own: string, name: string): Promise<boolean> {
  try {
    await link(own, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Removes the lock that a crash left, but not the one that another start has put in its place since it was read: one start
 * at a time does this, and looks again.
 */
async function removeStale(file: string, stale: string, own: string): Promise<void> {
  const turn = `${file}.turn`;
  if (!(await isLinked(own, turn))) {
    const [pid] = (await readFile(turn, "utf8").catch(() => "")).split(" ");
    if (pid && !isAlive(Number(pid))) await rm(turn, { force: true });
    return;
  }
  try {
    if ((await readFile(file, "utf8").catch(() => null)) === stale) await rm(file, { force: true });
  } finally {
    await rm(turn, { force: true });
  }
}

/**
 * Tells a process from a later one with the same id: Linux's start time in clock ticks. Elsewhere "alive". An empty
 * text when there is no such process.
 */
async function startTimeOf(pid: number): Promise<string> {
  if (!isAlive(pid)) return "";
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name in the second field may hold spaces and parentheses; the fields behind it do not.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[19] ?? "alive";
}

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
