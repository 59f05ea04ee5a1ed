import { mkdir, open, readFile, rm } from "node:fs/promises";
import path from "node:path";

/** What a start finds wrong with its surroundings: told as one sentence, without a stack. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** Another Playhead runs on the same data. */
export class DataInUse extends StartError {}

/**
 * One process a data folder. The lock file names its owner; one whose owner is gone is taken over, so that a crash
 * never locks anybody out.
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
  const own = `${process.pid} ${await startTimeOf(process.pid)}`;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const handle = await open(file, "wx", 0o600);
      await handle.writeFile(own);
      await handle.close();
      return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        throw new StartError(`cannot write to the data folder ${dataDir}: ${(error as Error).message}`);
      }
      const [pid, startTime] = (await readFile(file, "utf8").catch(() => "")).split(" ");
      if (pid && (await startTimeOf(Number(pid))) === startTime) {
        throw new DataInUse(
          `Playhead already runs on ${dataDir} (process ${pid}): stop it first, or give this one its own DATA_DIR and PORT`,
        );
      }
      await rm(file, { force: true });
    }
  }
  throw new StartError(`another start took ${dataDir} at the same moment: try again`);
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
