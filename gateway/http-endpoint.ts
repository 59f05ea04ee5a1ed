import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { GraphQLFormattedError } from "graphql";
import type { JSONWebKeySet } from "jose";
import { readJsonBody } from "../lib/http/body.js";
import { hangUpOf } from "../lib/http/hang-up.js";
import type { ViewerVerifier } from "../lib/viewer.js";
import { type Caller, identifyCaller } from "./caller.js";
import type { ClientOrigin } from "./client-origin.js";
import { setBrowserHeaders } from "./cross-origin.js";
import { DATA_EXPORT_PATH, type DataExportOpener } from "./data-export-endpoint.js";
import type { Engine } from "./engine.js";
import { type ErrorPresenter, retryAfterOf, statusOf } from "./error-presenter.js";
import { GRAPHIQL_PATH, type GraphiQl } from "./graphiql.js";
import type { HttpStream, HttpStreamOpener } from "./http-stream.js";
import type { Page } from "./page.js";
import type { Admission } from "./rates/admission.js";
import { type Deadline, withinDeadline } from "./request-deadline.js";
import { SCHEMA_PATH, type SchemaDocument } from "./schema-document.js";
import { KEYS_MAX_AGE_SECONDS, STREAM_KEYS_PATH } from "./stream-keys.js";
import { traceIdOf } from "./trace.js";

/** Where GraphQL is served, for HTTP and WebSocket. */
export const GRAPHQL_PATH = "/graphql";

export interface HttpEndpointOptions {
  readonly engine: Pick<Engine, "handle">;
  readonly openStream: HttpStreamOpener;
  readonly verifier: ViewerVerifier;
  readonly admit: Admission;
  readonly present: ErrorPresenter;
  /** True while new clients should be sent here. */
  readonly isReady: () => boolean;
  /** True from the moment the gateway begins to stop. */
  readonly isDraining: () => boolean;
  /** Bytes of a body. */
  readonly mostBytes: number;
  readonly schemaDocument: SchemaDocument;
  readonly deadline: Deadline;
  readonly openDataExport: DataExportOpener;
  /** Origins of pages that may read answers; null allows any. */
  readonly allowedOrigins: readonly string[] | null;
  /** Where the client is. */
  readonly originOf: (request: IncomingMessage) => ClientOrigin;
  /** Null: there is none here. */
  readonly graphiQl: GraphiQl | null;
  /** The page at `/`. Null: there is none here. */
  readonly page: Page | null;
  /** What the URLs of streams are signed with; null where nobody says. */
  readonly streamKeys: (() => Promise<JSONWebKeySet>) | null;
}

interface Answer {
  readonly status: number;
  readonly headers?: Iterable<readonly [string, string]>;
  readonly body: string | Buffer;
}

/** Answers everything that comes over HTTP; each answer names its trace in `x-trace-id`. */
export function createRequestListener(options: HttpEndpointOptions): RequestListener {
  return (request, response) => {
    const traceId = traceIdOf(request.headers["traceparent"] as string | undefined);
    response.setHeader("x-trace-id", traceId);
    response.setHeader("cache-control", "no-store");
    if (setBrowserHeaders(request, response, options.allowedOrigins)) {
      return write(request, response, { status: 204, body: "" });
    }
    const answer = (given: Answer | HttpStream) => {
      if ("writeTo" in given) return given.writeTo(response);
      // Decided now: the gateway may have begun to stop while the request was under way.
      if (options.isDraining()) response.setHeader("connection", "close");
      return write(request, response, given);
    };
    const incoming = { request, traceId, left: hangUpOf(response) };
    route(incoming, options).then(answer, (error: unknown) => {
      // Whoever hung up half way through the request needs no answer, and it is no failure of ours.
      if (!request.destroyed || request.complete) answer(refusal(error, traceId, options.present));
    });
  };
}

/** The path of a request, without what follows it. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? "").split("?", 1)[0] ?? "";
}

interface Incoming {
  readonly request: IncomingMessage;
  readonly traceId: string;
  /** Aborts when the client hangs up before it is answered. */
  readonly left: AbortSignal;
}

async function route(incoming: Incoming, options: HttpEndpointOptions): Promise<Answer | HttpStream> {
  const { request, traceId } = incoming;
  const page = await answerPage(request, options);
  if (page) return page;
  switch (pathOf(request)) {
    case GRAPHQL_PATH:
      return answerGraphQL(incoming, options);
    case SCHEMA_PATH:
      await admitAddress(request, options);
      return text(await options.schemaDocument(request.headers.authorization, traceId));
    case STREAM_KEYS_PATH: {
      if (!options.streamKeys) break;
      const { status, headers, body } = json(200, await options.streamKeys());
      const cacheControl = ["cache-control", `public, max-age=${KEYS_MAX_AGE_SECONDS}`] as const;
      return { status, headers: [...(headers ?? []), cacheControl], body };
    }
    case "/live":
      return json(200, { status: "live" });
    case "/ready":
      return options.isReady() ? json(200, { status: "ready" }) : json(503, { status: "not ready" });
    default:
      if (pathOf(request).startsWith(DATA_EXPORT_PATH)) return answerDataExport(request, traceId, options);
  }
  return json(404, { message: `nothing is here: GraphQL is at ${GRAPHQL_PATH}` });
}

/** The page, or GraphiQL for a browser that comes to the endpoint, where there are any. */
async function answerPage(
  request: IncomingMessage,
  { graphiQl, page }: HttpEndpointOptions,
): Promise<Answer | null> {
  if (request.method !== "GET" && request.method !== "HEAD") return null;
  const part = graphiQlPartOf(request);
  const found = part === null ? await page?.(pathOf(request)) : await graphiQl?.(part);
  if (!found) return null;
  const { contentType, contentSecurityPolicy, body } = found;
  const headers = [
    ["content-type", contentType],
    ["content-security-policy", contentSecurityPolicy],
  ] as const;
  return { status: 200, headers, body };
}

/** Which part of GraphiQL is asked for, its page by an empty name; null where it is none. */
function graphiQlPartOf(request: IncomingMessage): string | null {
  const [root, part = ""] = pathOf(request).slice(1).split("/", 2);
  const isBrowsing = /\btext\/html\b/.test(request.headers.accept ?? "");
  const isPage = pathOf(request) === GRAPHQL_PATH && isBrowsing;
  return isPage || `/${root}` === GRAPHIQL_PATH ? part : null;
}

async function answerDataExport(
  request: IncomingMessage,
  traceId: string,
  options: HttpEndpointOptions,
): Promise<Answer | HttpStream> {
  if (request.method !== "GET") return json(405, { message: "exports are read by GET" });
  await admitAddress(request, options);
  const opened = await options.openDataExport(pathOf(request).slice(DATA_EXPORT_PATH.length), traceId);
  return (
    opened ?? json(404, { message: "this URL is worth nothing (any more): ask for the export's url anew" })
  );
}

/** Counts what is no operation with its address alone: each is looked at, whoever asks. Rejects with RATE_LIMITED. */
async function admitAddress(
  request: IncomingMessage,
  { admit, originOf }: Pick<HttpEndpointOptions, "admit" | "originOf">,
): Promise<void> {
  const tooMany = await admit(null, { viewer: null, ...originOf(request) });
  if (tooMany) throw tooMany;
}

async function answerGraphQL(
  { request, traceId, left }: Incoming,
  options: HttpEndpointOptions,
): Promise<Answer | HttpStream> {
  const { engine, openStream, verifier, present, deadline, originOf } = options;
  const caller = await identifyCaller(verifier, {
    authorization: request.headers.authorization,
    traceId,
    ...originOf(request),
  });
  const sent = await readBody(request, caller, options);
  const stream = await openStream(request, sent, caller);
  if (stream && "writeTo" in stream) return stream;
  if (stream) return refused(stream.map((error) => present(error, traceId)));
  const { method = "GET", headers } = request;
  const search = searchOf(request);
  return withinDeadline(deadline, (signal) =>
    engine.handle({ method, headers, search, body: sent }, { ...caller, signal, left }),
  );
}

/** What follows the path in an address, as browsers read it. */
function searchOf({ url = "" }: IncomingMessage): string {
  return url.includes("?") ? new URL(url, "http://gateway").search : "";
}

/** A body that is none counts as a request: reading it costs as much. */
async function readBody(
  request: IncomingMessage,
  caller: Caller,
  { mostBytes, admit }: HttpEndpointOptions,
): Promise<unknown> {
  try {
    return await readJsonBody(request, mostBytes);
  } catch (error) {
    throw (await admit(null, caller)) ?? error;
  }
}

function refusal(error: unknown, traceId: string, present: ErrorPresenter): Answer {
  return refused([present(error, traceId)]);
}

function refused(errors: readonly GraphQLFormattedError[]): Answer {
  const { status, headers, body } = json(statusOf(errors), { errors });
  const wait = retryAfterOf(errors);
  return { status, headers: [...(headers ?? []), ...(wait ? [["retry-after", wait] as const] : [])], body };
}

function json(status: number, value: unknown): Answer {
  const headers = [["content-type", "application/json; charset=utf-8"]] as const;
  return { status, headers, body: `${JSON.stringify(value)}\n` };
}

function text(body: string): Answer {
  return { status: 200, headers: [["content-type", "application/graphql; charset=utf-8"]], body };
}

function write(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  for (const [name, value] of headers ?? []) response.setHeader(name, value);
  // What was not read of a refused body would be taken for the connection's next request.
  if (!request.complete) response.setHeader("connection", "close");
  // Of an answer without content there is no length either (RFC 9110, 8.6).
  response.writeHead(status, status === 204 ? {} : { "content-length": Buffer.byteLength(body) });
  response.end(request.method === "HEAD" ? undefined : body);
}
