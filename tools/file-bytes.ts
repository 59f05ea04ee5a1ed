import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

/** A file's bytes. It is opened when they are asked for: an error before that would be nobody's, and end the process. */
export async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file) as AsyncIterable<Uint8Array>;
}

/** How many those are; null where there is no such file. */
export async function sizeOf(file: string): Promise<number | null> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ? found.size : null;
}
