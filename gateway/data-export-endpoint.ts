import type { ServerResponse } from "node:http";
import { PlayheadError } from "../lib/errors.js";
import { type ServiceTransport, serviceUnavailable } from "../lib/service.js";
import type { HttpStream } from "./http-stream.js";

/** Where exports are downloaded; what follows is the token of the export's URL. */
export const DATA_EXPORT_PATH = "/data-exports/";

/** Gives an export to whoever has its URL: the token in it is signed by accounts, and expires. */
export type DataExportOpener = (token: string, traceId: string) => Promise<HttpStream | null>;

/** A client that has not read a stretch for so long is gone, or might as well be. */
const STALLED_MS = 30_000;
/** Longer than any token of accounts. */
const LONGEST_TOKEN = 2_048;

const READ = "query ($token: String!, $index: Int!) { exportText(token: $token, index: $index) }";

/** Null for a URL that is worth nothing (any more). An export is read stretch by stretch: it may be larger than memory. */
export function createDataExportOpener(transport: ServiceTransport): DataExportOpener {
  return async (token, traceId) => {
    if (token.length > LONGEST_TOKEN) return null;
    const read = async (index: number) => {
      const variables = { token, index };
      const { data, errors } = await transport.call(
        "accounts",
        { query: READ, variables, isInner: true },
        { traceId },
      );
      if (errors?.length) throw serviceUnavailable("accounts");
      return (data as { exportText: string | null }).exportText;
    };
    const first = await read(0);
    return first === null ? null : { writeTo: (response) => write(first, read, response) };
  };
}

async function write(
  first: string,
  read: (index: number) => Promise<string | null>,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, {
    "content-type": "application/json; charset=utf-8",
    "content-disposition": 'attachment; filename="playhead-export.json"',
  });
  response.setTimeout(STALLED_MS, () => response.destroy());
  try {
    let text: string | null = first;
    for (let index = 1; text !== null && !response.destroyed; index += 1) {
      if (!response.write(text)) await drained(response);
      text = await read(index);
    }
    response.end();
  } catch {
    // Half of an export must not pass for a whole one.
    response.destroy();
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new PlayheadError("BAD_REQUEST", "the client hung up"));
    response.once("close", gone);
    response.once("drain", () => {
      response.off("close", gone);
      resolve();
    });
  });
}
