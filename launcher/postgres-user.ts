import { readFile, stat } from "node:fs/promises";
import path from "node:path";

/** How to run a PostgreSQL program: the command in front of it, and the user that owns its data. */
export interface PostgresUser {
  readonly prefix: readonly string[];
  readonly spawnAs: { readonly uid?: number; readonly gid?: number };
}

/**
 * PostgreSQL refuses to run as root. An ordinary user runs it as itself; root runs it as `postgres`, or `nobody`
 * where there is none. Where that user could not reach the files (a checkout below /root), `setpriv` lets it keep
 * the one right to pass closed folders and nothing else of root's.
 *
 * @param paths what the programs must reach: their own folder and the data's.
 */
export async function choosePostgresUser(paths: readonly string[]): Promise<PostgresUser> {
  if (process.getuid?.() !== 0) return { prefix: [], spawnAs: {} };
  const { uid, gid } = await unprivilegedUser();
  const reachable = (await Promise.all(paths.map(othersMayPass))).every(Boolean);
  if (reachable) return { prefix: [], spawnAs: { uid, gid } };
  return {
    prefix: [
      "setpriv",
      `--reuid=${uid}`,
      `--regid=${gid}`,
      "--clear-groups",
      "--securebits=+no_setuid_fixup",
      "--inh-caps=-all,+dac_override",
      "--ambient-caps=-all,+dac_override",
      "--bounding-set=-all,+dac_override",
      "--no-new-privs",
      "--",
    ],
    spawnAs: {},
  };
}

/** The owner that the data folder needs under `user`; undefined where it is the process's own. */
export async function ownerFor(user: PostgresUser): Promise<{ uid: number; gid: number } | undefined> {
  const isOurs = user.prefix.length === 0 && user.spawnAs.uid === undefined;
  return isOurs ? undefined : unprivilegedUser();
}

async function unprivilegedUser(): Promise<{ uid: number; gid: number }> {
  const users = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  for (const wanted of ["postgres", "nobody"]) {
    const found = users.find(([name]) => name === wanted);
    if (found) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error(
    "PostgreSQL must not run as root, and this machine has no user `postgres` or `nobody`: run npm start as an ordinary user",
  );
}

const OTHERS_MAY_ENTER = 0o001;

async function othersMayPass(file: string): Promise<boolean> {
  for (let folder = path.resolve(file); ; folder = path.dirname(folder)) {
    const found = await stat(folder).catch(() => undefined);
    if (found?.isDirectory() && (found.mode & OTHERS_MAY_ENTER) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}
