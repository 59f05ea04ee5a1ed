import { Readable } from "node:stream";
import { constants, createGunzip } from "node:zlib";
import { peek } from "./peeking.js";

/** What a guide may grow to. */
export interface UnpackingLimits {
  /** Packed or not. */
  readonly bytes: number;
  /** How many times its size it may unpack to. */
  readonly ratio: number;
  /** Up to here the ratio says nothing: an empty grid packs well, and does no harm. */
  readonly ratioFromBytes: number;
}

/**
 * A guide of everything there is has some 300 MB. XML packs to a tenth or so, a repetitive guide to a fiftieth; a bomb to
 * a thousandth.
 */
const LIMITS: UnpackingLimits = {
  bytes: 1_024 * 1_024 * 1_024,
  ratio: 200,
  ratioFromBytes: 8 * 1_024 * 1_024,
};

/**
 * A guide as it was before gzip, or as it is where it was not packed; told by its first two bytes, not by its name.
 * What is cut off half way gives what there is: the XML tells that it has no end.
 *
 * @throws Error where the gzip is damaged, unpacks suspiciously far, or is longer than any guide.
 */
export async function* unpacked(
  bytes: AsyncIterable<Uint8Array>,
  limits = LIMITS,
): AsyncGenerator<Uint8Array> {
  const { head, whole } = await peek(bytes, 2);
  yield* bounded(head[0] === 0x1f && head[1] === 0x8b ? gunzipped(whole, limits) : whole, limits.bytes);
}

async function* bounded(bytes: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const chunk of bytes) {
    count += chunk.length;
    if (count > most) throw new Error(`a guide may have ${most} bytes`);
    yield chunk;
  }
}

async function* gunzipped(
  packed: AsyncIterable<Uint8Array>,
  { ratio, ratioFromBytes }: UnpackingLimits,
): AsyncGenerator<Uint8Array> {
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
      if (count > ratioFromBytes && count > gunzip.bytesWritten * ratio) {
        throw new Error(`it unpacks to more than ${ratio} times its size`);
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
