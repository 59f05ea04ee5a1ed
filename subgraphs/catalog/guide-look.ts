import { createHash } from "node:crypto";

/** Bytes, packed or not, that are held to see whether they are the same as last time; longer guides are read anyway. */
const LOOKED_AT_BYTES = 12 * 1_024 * 1_024;
/** To be raised with every change of what is read from a guide: what was read by older rules is read again. */
const RULES = "2";

/** A guide's bytes, and what tells them from others; null for those that are long, or break off. */
export interface Look {
  readonly digest: string | null;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Looks at a guide before it is read. `manner` says how it would be read. */
export async function lookAt(bytes: AsyncIterable<Uint8Array>, manner: string): Promise<Look> {
  const iterator = bytes[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  const hash = createHash("sha256").update(`${RULES} ${manner}\n`);
  let count = 0;
  while (count <= LOOKED_AT_BYTES) {
    const next = await iterator.next().catch((error: unknown) => ({ error }));
    if ("error" in next) return { digest: null, bytes: resumed(held, Promise.reject(next.error)) };
    if (next.done) return { digest: hash.digest("base64url"), bytes: resumed(held) };
    held.push(next.value);
    hash.update(next.value);
    count += next.value.length;
  }
  return { digest: null, bytes: resumed(held, Promise.resolve(iterator)) };
}

/** What was held, which is let go of as it is read, and then the rest. */
async function* resumed(
  held: Uint8Array[],
  rest?: Promise<AsyncIterator<Uint8Array>>,
): AsyncGenerator<Uint8Array> {
  // Whoever does not read this far need not hear of it.
  rest?.catch(() => undefined);
  held.reverse();
  for (let chunk = held.pop(); chunk; chunk = held.pop()) yield chunk;
  const iterator = await rest;
  if (!iterator) return;
  try {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
