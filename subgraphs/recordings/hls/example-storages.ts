import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Clock } from "../../../lib/clock.js";
import { type ExampleS3, startExampleS3 } from "./example-s3.js";
import { createFileStorage } from "./file-storage.js";
import type { MediaStorage } from "./media-storage.js";
import { createS3Storage } from "./s3-storage.js";

/** A storage for tests, and what lies in it. */
export interface ExampleStorage extends AsyncDisposable {
  /** The storage as another process has it. */
  open(): MediaStorage;
  read(folder: string, name: string): Promise<Buffer>;
  /** `folder/name` of all that lies anywhere, also of what is not whole; sorted. */
  all(): Promise<readonly string[]>;
  /** Bytes that it took so far, where it can be known before a file is whole. */
  received(): number | null;
}

export async function startExampleFiles(): Promise<ExampleStorage> {
  const root = await mkdtemp(path.join(os.tmpdir(), "playhead-media-"));
  let parts = 0;
  return {
    open: () => createFileStorage(root, () => `part_${++parts}`),
    read: (folder, name) => readFile(path.join(root, folder, name)),
    all: async () =>
      (await readdir(root, { recursive: true })).filter((name) => name.includes(path.sep)).sort(),
    received: () => null,
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  };
}

const PREFIX = "recordings/";

export async function startExampleBucket(clock: Clock): Promise<ExampleStorage & { readonly s3: ExampleS3 }> {
  const s3 = await startExampleS3(() => clock.now());
  return {
    s3,
    open: () => createS3Storage({ ...s3.bucket, prefix: PREFIX, clock }),
    async read(folder, name) {
      const bytes = s3.objects.get(`${PREFIX}${folder}/${name}`);
      if (!bytes) throw new Error(`there is no ${folder}/${name}`);
      return bytes;
    },
    all: async () =>
      [...[...s3.objects.keys()].map((key) => key.slice(PREFIX.length)), ...s3.unfinished.keys()].sort(),
    received: () => s3.received(),
    [Symbol.asyncDispose]: () => s3[Symbol.asyncDispose](),
  };
}
