import { TextDecoder } from "node:util";
import { BrokenGuide } from "./broken-guide.js";

/** The XML declaration, which may name the encoding, ends within this. */
const LONGEST_DECLARATION_BYTES = 256;

/**
 * The text of a guide in whatever encoding it names: by its byte order mark, else by its XML declaration, else UTF-8.
 *
 * @throws BrokenGuide for an unknown encoding.
 */
export async function* decodeGuide(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let head: Uint8Array = new Uint8Array();
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for await (const chunk of chunks) {
    if (decoder) {
      yield decoder.decode(chunk, { stream: true });
    } else {
      head = joined(head, chunk);
      if (head.length < LONGEST_DECLARATION_BYTES) continue;
      decoder = decoderFor(head);
      yield decoder.decode(head, { stream: true });
    }
  }
  yield decoder ? decoder.decode() : decoderFor(head).decode(head);
}

function decoderFor(head: Uint8Array): InstanceType<typeof TextDecoder> {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le");
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be");
  // Without a mark: a guide begins with `<` or a blank, and that has an empty byte beside it.
  if (first !== 0 && second === 0) return new TextDecoder("utf-16le");
  if (first === 0 && second !== undefined && second !== 0) return new TextDecoder("utf-16be");
  const start = new TextDecoder("latin1").decode(head.subarray(0, LONGEST_DECLARATION_BYTES));
  const declared = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)["']/.exec(start)?.[1] ?? "utf-8";
  // Whatever could be read a byte a character is no UTF-16, though some programs declare it.
  const encoding = /^utf-?16/i.test(declared) ? "utf-8" : declared;
  try {
    return new TextDecoder(encoding);
  } catch {
    throw new BrokenGuide(`the guide's encoding ${JSON.stringify(encoding)} is not known here`, 1);
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
