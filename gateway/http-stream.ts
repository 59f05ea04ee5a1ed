import type { IncomingMessage, ServerResponse } from "node:http";
import { type GraphQLError, OperationTypeNode } from "graphql";
import { z } from "zod";
import { type Clock, repeat } from "../lib/clock.js";
import { PlayheadError } from "../lib/errors.js";
import type { Caller } from "./caller.js";
import type { ErrorPresenter } from "./error-presenter.js";
import type { Generation } from "./generation.js";
import { type StreamFormat, streamFormatOf } from "./http-stream-format.js";
import type { Seat, StreamSeats } from "./http-stream-seats.js";
import type { OperationReader } from "./operation-reader.js";
import type { OperationRequest } from "./operations.js";
import { persistedHashOf } from "./persisted-operations.js";
import type { Admission } from "./rates/admission.js";
import type { RevocationWatch } from "./revocation-watch.js";
import type { SubscriptionOpener } from "./subscription-opener.js";
import type { ResultStream } from "./subscriptions/result-stream.js";

export interface HttpStreamOptions {
  readonly subscribe: SubscriptionOpener;
  readonly read: OperationReader;
  readonly findText: Generation["findText"];
  readonly admit: Admission;
  readonly present: ErrorPresenter;
  readonly clock: Clock;
  readonly seats: StreamSeats;
  readonly revocations: Pick<RevocationWatch, "watch">;
  /** Origins of pages that may open a stream; null allows any. Clients that are no browsers send none. */
  readonly allowedOrigins: readonly string[] | null;
}

/** A subscription that may run, and how its client wants to read it. */
export interface HttpStream {
  /** Writes until the subscription ends, the access token is worth nothing or the client is gone. Never rejects. */
  writeTo(response: ServerResponse): Promise<void>;
}

/** Opens what a request subscribes to; the errors that refuse it; or null when it does not subscribe. */
export type HttpStreamOpener = (
  request: IncomingMessage,
  body: unknown,
  caller: Caller,
) => Promise<HttpStream | readonly GraphQLError[] | null>;

/** Below the 30 s and more after which proxies cut a silent connection. */
export const HEARTBEAT_MS = 12_000;
/** A client that has not read what was sent for so long is gone, or might as well be. */
export const STALLED_MS = 30_000;

const requestSchema = z.object({
  query: z.string().optional(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/** Subscriptions over plain HTTP, for clients that cannot open a WebSocket. */
export function createHttpStreamOpener(options: HttpStreamOptions): HttpStreamOpener {
  return async (request, body, caller) => {
    const format = streamFormatOf(request);
    const operation = format && (await readRequest(request, body, options.findText));
    if (!operation) return null;
    checkOrigin(request, options.allowedOrigins);
    const checked = await options.read(operation, caller);
    if (!("operation" in checked)) {
      const tooMany = await options.admit(null, caller);
      return tooMany ? [tooMany] : checked;
    }
    if (checked.operation.operation !== OperationTypeNode.SUBSCRIPTION) return null;
    const refusal = await options.admit(checked, caller);
    if (refusal) return [refusal];
    const seat = options.seats.take(caller);
    try {
      const results = await options.subscribe(checked, caller);
      seat.occupy(results);
      return {
        writeTo: (response) =>
          writeResults(response, results, { ...options, format, caller, seat }).finally(() =>
            seat[Symbol.dispose](),
          ),
      };
    } catch (error) {
      seat[Symbol.dispose]();
      throw error;
    }
  };
}

/** A page of a foreign origin may not hold streams open from its visitors' browsers, though it could not read them. */
function checkOrigin({ headers }: IncomingMessage, allowed: readonly string[] | null): void {
  if (headers.origin === undefined || (allowed?.includes(headers.origin) ?? true)) return;
  throw new PlayheadError("FORBIDDEN", `pages of ${headers.origin} may not subscribe here`);
}

/** Null for what is no GraphQL request: the endpoint says what is wrong with it. */
async function readRequest(
  request: IncomingMessage,
  body: unknown,
  findText: Generation["findText"],
): Promise<OperationRequest | null> {
  const result = requestSchema.safeParse(request.method === "GET" ? readSearch(request) : body);
  if (!result.success) return null;
  const { operationName, variables, extensions } = result.data;
  const hash = persistedHashOf(extensions);
  const query = result.data.query ?? (hash === null ? undefined : await findText(hash));
  if (query === undefined) return null;
  return { query, operationName: operationName ?? undefined, variables: variables ?? undefined };
}

function readSearch(request: IncomingMessage): Record<string, unknown> {
  const { variables, extensions, ...given } = Object.fromEntries(
    new URL(request.url ?? "", "http://gateway").searchParams,
  );
  return { ...given, ...readJson({ variables }), ...readJson({ extensions }) };
}

/** A parameter of an address that is JSON. */
function readJson(parameter: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
  const [name = "", text] = Object.entries(parameter)[0] ?? [];
  if (text === undefined) return {};
  try {
    return { [name]: JSON.parse(text) };
  } catch {
    throw new PlayheadError("BAD_REQUEST", `\`${name}\` is not valid JSON`);
  }
}

interface Writing extends HttpStreamOptions {
  readonly format: StreamFormat;
  readonly caller: Caller;
  readonly seat: Pick<Seat, "isDrained">;
}

async function writeResults(
  response: ServerResponse,
  results: ResultStream,
  { format, caller, clock, present, revocations, seat }: Writing,
): Promise<void> {
  response.once("close", () => void results.return());
  if (response.destroyed) return void (await results.return());
  response.writeHead(200, {
    "content-type": format.contentType,
    // Proxies that gather an answer before they pass it on would hold events up.
    "x-accel-buffering": "no",
    // A connection that was a stream is not used again, so that a gateway that stops need not wait for it.
    connection: "close",
  });
  response.write(format.opening);
  using _heartbeats = repeat(clock, HEARTBEAT_MS, () => {
    if (!response.writableNeedDrain) response.write(format.heartbeat);
  });
  const refuse = (reason: string) => {
    results.fail(new PlayheadError("UNAUTHENTICATED", reason));
    // Whoever does not read could not be told either.
    if (response.writableNeedDrain) response.destroy();
  };
  const expire = () => refuse("the access token has expired: subscribe again");
  const revoke = () => refuse("the session of this access token has ended: sign in");
  using _expiry = caller.viewer ? clock.after(caller.viewer.expiresAt - clock.now(), expire) : null;
  using _watch = caller.viewer ? revocations.watch(caller.viewer, revoke) : null;
  try {
    for await (const result of results) {
      if (!response.write(format.next(result))) await drained(response, clock);
    }
  } catch (error) {
    response.write(format.failure(present(error, caller.traceId)));
  }
  // Clients take a stream that ends as complete for one that is over for good, and come back to any other.
  response.end(seat.isDrained ? undefined : format.ending);
}

/** Resolves when the client has read what was sent, or is gone; cuts it off after STALLED_MS. */
async function drained(response: ServerResponse, clock: Clock): Promise<void> {
  using _stalled = clock.after(STALLED_MS, () => response.destroy());
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
    if (response.destroyed) done();
  });
}
