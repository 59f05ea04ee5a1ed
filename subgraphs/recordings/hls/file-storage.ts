import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type MediaStorage, soundNames } from "./media-storage.js";

const PART = ".part";

/** Media on the file system below `root`; replicas share it. */
export function createFileStorage(root: string, nextId: () => string): MediaStorage {
  const pathOf = (...names: readonly string[]) => path.join(root, ...soundNames(...names));
  return {
    async put(folder, name, content) {
      await mkdir(pathOf(folder), { recursive: true });
      // Each writer has a part of its own, and the last to be whole stands.
      const part = `${pathOf(folder, name)}.${nextId()}${PART}`;
      try {
        // On the disk before it has its name: a machine that loses its power leaves nothing that only looks whole.
        await writeFile(part, content, { flush: true });
        await rename(part, pathOf(folder, name));
      } finally {
        await rm(part, { force: true });
      }
    },
    async list(folder) {
      const names = await namesIn(pathOf(folder));
      return names.filter((name) => !name.endsWith(PART)).sort();
    },
    async remove(folder, signal) {
      const whole = pathOf(folder);
      for (const name of await namesIn(whole)) {
        signal?.throwIfAborted();
        // Whatever it is called: file systems put names of their own beside ours.
        await rm(path.join(whole, name), { recursive: true, force: true });
      }
      await rm(whole, { recursive: true, force: true });
    },
  };
}

/** None where there is no such folder. */
function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}
