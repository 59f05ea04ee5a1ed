import { Readable } from "node:stream";
import { constants, createGunzip } from "node:zlib";
import { peek } from "./peeking.js";

/** A guide of everything there is has some 300 MB; what is longer is no guide, packed or not. */
const MOST_BYTES = 1_024 * 1_024 * 1_024;
/** XML packs to a tenth or so, a repetitive guide to a fiftieth; a bomb to a thousandth. */
const HIGHEST_RATIO = 200;
/** Up to here the ratio says nothing: an empty grid packs well, and does no harm. */
const RATIO_FROM_BYTES = 8 * 1_024 * 1_024;

/**
 * A guide as it was before gzip, or as it is where it was not packed; told by its first two bytes, not by its name.
 * What is cut off half way gives what there is: the XML tells that it has no end.
 *
 * @throws Error where the gzip is damaged, unpacks suspiciously far, or is longer than any guide.
 */
export async function* unpacked(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { head, whole } = await peek(bytes, 2);
  yield* bounded(head[0] === 0x1f && head[1] === 0x8b ? gunzipped(whole) : whole);
}

async function* bounded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const chunk of bytes) {
    count += chunk.length;
    if (count > MOST_BYTES) throw new Error(`a guide may have ${MOST_BYTES} bytes`);
    yield chunk;
  }
}

async function* gunzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  let failure: Error | undefined;
  // A source that breaks ends here, so that what it gave until then still comes out.
  const source = Readable.from(
    endingAtFailure(packed, (error) => {
      failure = error;
    }),
    { objectMode: false },
  );
  source.pipe(gunzip);
  let count = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
      count += chunk.length;
      if (count > RATIO_FROM_BYTES && count > gunzip.bytesWritten * HIGHEST_RATIO) {
        throw new Error(`it unpacks to more than ${HIGHEST_RATIO} times its size`);
      }
      yield chunk;
    }
  } catch (error) {
    throw new Error(`its gzip is damaged: ${(error as Error).message}`, { cause: error });
  } finally {
    source.destroy();
    gunzip.destroy();
  }
  if (failure) throw failure;
}

async function* endingAtFailure(
  bytes: AsyncIterable<Uint8Array>,
  onFailure: (error: Error) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    onFailure(error as Error);
  }
}
