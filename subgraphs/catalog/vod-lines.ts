/** A line with what is wrong with it already. Lines count from 1. */
export type TextLine =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly reason: string };

/** A collection of 2,000 items is 200 KB. A longer line is skipped without being kept. */
const LONGEST_LINE_BYTES = 1_048_576;
const NEWLINE = 0x0a;

/** The lines of UTF-8 text that have something in them, one at a time. */
export async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine> {
  let line = 1;
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const part = chunk.subarray(from, end);
      yield* lineOf(line, [...parts, part], size + part.length);
      line += 1;
      parts = [];
      size = 0;
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    size += rest.length;
    // What is too long already is only counted from here on.
    if (size > LONGEST_LINE_BYTES) parts = [];
    else parts.push(rest);
  }
  yield* lineOf(line, parts, size);
}

function* lineOf(line: number, parts: readonly Uint8Array[], size: number): Generator<TextLine> {
  if (size > LONGEST_LINE_BYTES) {
    yield { line, reason: `must be at most ${LONGEST_LINE_BYTES} bytes, got ${size}` };
    return;
  }
  const text = decode(Buffer.concat(parts));
  if (text === null) yield { line, reason: "is no UTF-8" };
  else if (text.trim() !== "") yield { line, text };
}

/** Without a byte order mark; null for what is no UTF-8. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
