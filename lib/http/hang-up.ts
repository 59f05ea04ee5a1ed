import type { ServerResponse } from "node:http";
import { createCancellation } from "../cancellation.js";

/** Aborts when the caller hangs up before it is answered. */
export function hangUpOf(response: ServerResponse): AbortSignal {
  const cancellation = createCancellation();
  response.once("close", () => {
    if (!response.writableFinished) cancellation.abort();
  });
  return cancellation.signal;
}
