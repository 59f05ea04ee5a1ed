import type { IncomingMessage } from "node:http";
import { PlayheadError } from "../errors.js";

/** The JSON of a body; undefined when there is none of that type. Throws BODY_TOO_LARGE or BAD_REQUEST. */
export async function readJsonBody(request: IncomingMessage, mostBytes: number): Promise<unknown> {
  const tooLarge = () =>
    new PlayheadError("BODY_TOO_LARGE", `a request body has at most ${mostBytes} bytes`, { mostBytes });
  if (Number(request.headers["content-length"] ?? 0) > mostBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  // Left to itself the iterator would destroy a connection whose body is refused, and the refusal with it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > mostBytes) throw tooLarge();
    chunks.push(chunk as Buffer);
  }
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "") || size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new PlayheadError("BAD_REQUEST", "the request body is not valid JSON");
  }
}
