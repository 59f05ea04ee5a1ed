import { createHash } from "node:crypto";
import { bulkhead } from "cockatiel";
import type { Clock } from "../../../lib/clock.js";
import { type Content, type MediaStorage, soundNames } from "./media-storage.js";
import { createS3Client, type S3Bucket, type S3Client } from "./s3-client.js";

export interface S3StorageOptions extends S3Bucket {
  /** What keys of ours begin with, such as `recordings/`; may be empty. */
  readonly prefix: string;
  readonly clock: Clock;
}

/** The smallest that S3 takes but for a last one. A file of no more goes in one request. */
const PART_BYTES = 5 * 1_024 * 1_024;
/** Files that are written at a time, of each a part in memory; what is above waits, and is not asked for yet. */
const MOST_UPLOADS = 32;
/** More than copies that a process makes at a time. */
const MOST_WAITING = 2_000;
/** Pages of a thousand names: a folder has a segment every few seconds of a broadcast. */
const MOST_PAGES = 100;

/**
 * Media in a bucket of an S3-compatible store, below `prefix`: `<prefix><folder>/<name>`. A file appears when its last
 * byte was taken, with S3's own guarantees, as those of the file system.
 */
export function createS3Storage({ prefix, clock, ...bucket }: S3StorageOptions): MediaStorage {
  const ask = createS3Client(bucket, clock);
  const uploads = bulkhead(MOST_UPLOADS, MOST_WAITING);
  const keyOf = (...names: readonly string[]) => prefix + soundNames(...names).join("/");
  return {
    put: async (folder, name, content) => {
      const key = keyOf(folder, name);
      await uploads.execute(() => upload(ask, key, content));
    },

    async list(folder) {
      const start = `${keyOf(folder)}/`;
      const names: string[] = [];
      for await (const keys of pagesOf(ask, start)) names.push(...keys.map((key) => key.slice(start.length)));
      return names.sort();
    },

    async remove(folder, signal) {
      const asking: S3Client = (request) => ask({ ...request, signal });
      for await (const keys of pagesOf(asking, `${keyOf(folder)}/`)) {
        if (keys.length > 0) await removeKeys(asking, keys);
      }
    },
  };
}

async function upload(ask: S3Client, key: string, content: Content): Promise<void> {
  const parts = partsOf(content);
  try {
    const first = await parts.next();
    if (first.done) return;
    if (first.value.isLast) await ask({ method: "PUT", key, body: first.value.bytes });
    else await uploadParts(ask, key, first.value.bytes, parts);
  } finally {
    await parts.return(undefined);
  }
}

async function uploadParts(
  ask: S3Client,
  key: string,
  first: Uint8Array,
  rest: AsyncGenerator<Part>,
): Promise<void> {
  const [uploadId = ""] = (await ask({ method: "POST", key, query: { uploads: "" } })).texts("UploadId");
  const tags: string[] = [];
  const send = async (body: Uint8Array) => {
    const query = { partNumber: String(tags.length + 1), uploadId };
    tags.push((await ask({ method: "PUT", key, query, body })).headers.get("etag") ?? "");
  };
  try {
    await send(first);
    for await (const { bytes } of rest) await send(bytes);
    const named = tags.map(
      (tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
    );
    const body = xml(`<CompleteMultipartUpload>${named.join("")}</CompleteMultipartUpload>`);
    // A store may say 200 before it is done, and then that it failed.
    const [failed] = (await ask({ method: "POST", key, query: { uploadId }, body })).texts("Code");
    if (failed !== undefined) throw new Error(`the store could not put ${key} together: ${failed}`);
  } catch (error) {
    // Parts that nobody puts together are paid for. Where this fails too, the bucket's own rule removes them.
    await ask({ method: "DELETE", key, query: { uploadId } }).catch(() => undefined);
    throw error;
  }
}

interface Part {
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

/** Content in pieces of one size, only the last of which is smaller; it is known as such before it is given. */
async function* partsOf(content: Content): AsyncGenerator<Part, undefined> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content instanceof Uint8Array ? [content] : content) {
    held.push(chunk);
    size += chunk.length;
    while (size > PART_BYTES) {
      const bytes = Buffer.concat(held);
      yield { bytes: bytes.subarray(0, PART_BYTES), isLast: false };
      held = [bytes.subarray(PART_BYTES)];
      size -= PART_BYTES;
    }
  }
  yield { bytes: Buffer.concat(held), isLast: true };
}

/** Keys that begin with `start`, page by page; what was removed meanwhile does no harm. */
async function* pagesOf(ask: S3Client, start: string): AsyncGenerator<readonly string[]> {
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = {
      "list-type": "2",
      prefix: start,
      ...(token === undefined ? {} : { "continuation-token": token }),
    };
    const answer = await ask({ method: "GET", key: "", query });
    yield answer.texts("Key");
    [token] = answer.texts("NextContinuationToken");
    if (token === undefined) return;
  }
  throw new Error(`more than ${MOST_PAGES} pages of objects below ${start}`);
}

async function removeKeys(ask: S3Client, keys: readonly string[]): Promise<void> {
  const objects = keys.map((key) => `<Object><Key>${key}</Key></Object>`);
  const body = xml(`<Delete><Quiet>true</Quiet>${objects.join("")}</Delete>`);
  const headers = { "content-md5": createHash("md5").update(body).digest("base64") };
  const [failed] = (await ask({ method: "POST", key: "", query: { delete: "" }, headers, body })).texts(
    "Code",
  );
  if (failed !== undefined) throw new Error(`the store could not remove ${keys[0]} and others: ${failed}`);
}

function xml(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
