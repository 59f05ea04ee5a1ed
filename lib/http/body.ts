import type { IncomingMessage } from "node:http";
import { PlayheadError } from "../errors.js";

/** The JSON of a body; undefined when there is none of that type. Throws BODY_TOO_LARGE or BAD_REQUEST. */
export async function readJsonBody(request: IncomingMessage, mostBytes: number): Promise<unknown> {
  const tooLarge = () =>
    new PlayheadError("BODY_TOO_LARGE", `a request body has at most ${mostBytes} bytes`, { mostBytes });
  if (Number(request.headers["content-length"] ?? 0) > mostBytes) throw tooLarge();
  const bytes = await readBytes(request, mostBytes, tooLarge);
  if (!/^application\/json\b/i.test(request.headers["content-type"] ?? "") || bytes.length === 0)
    return undefined;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new PlayheadError("BAD_REQUEST", "the request body is not valid JSON");
  }
}

/** All of a body. One that is refused is left unread, so that the refusal can still be sent on its connection. */
function readBytes(request: IncomingMessage, most: number, tooLarge: () => Error): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = () => {
      request.off("data", add).off("end", end).off("error", fail).off("close", cut);
      request.pause();
    };
    const fail = (error: Error) => {
      stop();
      reject(error);
    };
    const cut = () => fail(new Error("the connection was cut half way through a body"));
    const add = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > most) fail(tooLarge());
    };
    const end = () => {
      stop();
      const [first] = chunks;
      resolve(first && chunks.length === 1 ? first : Buffer.concat(chunks));
    };
    if (request.destroyed && !request.complete) return cut();
    request.on("data", add).on("end", end).on("error", fail).on("close", cut);
  });
}
