import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Where media are kept: folders of files, by names of ours. What the four mean any object store can do, so that one
 * takes the file system's place by configuration.
 */
export interface MediaStorage {
  /** Writes a file whole: nobody ever sees a part of it. Writing it again changes nothing. */
  put(folder: string, name: string, bytes: Uint8Array): Promise<void>;
  get(folder: string, name: string): Promise<Uint8Array>;
  /** Names of a folder's files; none where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Removes a file, or the whole folder where no name is given; what is not there is removed. */
  remove(folder: string, name?: string): Promise<void>;
}

/** Ids and names that we made: nothing that leads elsewhere. */
const SOUND = /^[\w][\w.-]{0,200}$/;
const PART = ".part";

/** Media on the file system below `root`; replicas share it. */
export function createFileStorage(root: string, nextId: () => string): MediaStorage {
  const pathOf = (...parts: readonly string[]) => {
    const wrong = parts.find((part) => !SOUND.test(part));
    if (wrong !== undefined) throw new Error(`no name of ours: ${JSON.stringify(wrong)}`);
    return path.join(root, ...parts);
  };
  return {
    async put(folder, name, bytes) {
      await mkdir(pathOf(folder), { recursive: true });
      // Each writer has a part of its own, and the last to be whole stands.
      const part = `${pathOf(folder, name)}.${nextId()}${PART}`;
      try {
        await writeFile(part, bytes);
        await rename(part, pathOf(folder, name));
      } finally {
        await rm(part, { force: true });
      }
    },
    get: (folder, name) => readFile(pathOf(folder, name)),
    async list(folder) {
      const names = await readdir(pathOf(folder)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return [];
        throw error;
      });
      return names.filter((name) => !name.endsWith(PART)).sort();
    },
    remove: (folder, name) =>
      rm(name === undefined ? pathOf(folder) : pathOf(folder, name), { recursive: true, force: true }),
  };
}
