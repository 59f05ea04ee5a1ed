import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Clock, passed } from "../clock.js";
import { maskError, PlayheadError } from "../errors.js";
import { opening, within } from "../lifecycle.js";
import type { Logger } from "../logger.js";
import type { ServiceRequest } from "../service.js";
import type { Subgraph } from "../subgraph.js";
import { inTraceOf } from "../telemetry/spans.js";
import { readJsonBody } from "./body.js";
import { hangUpOf } from "./hang-up.js";
import { type ListenAddress, listen } from "./listening.js";
import {
  CLIENT_ADDRESS_HEADER,
  CLIENT_COUNTRY_HEADER,
  SERVICE_TOKEN_HEADER,
  type ServiceTokens,
} from "./service-token.js";

export interface SubgraphServerOptions extends ListenAddress {
  readonly subgraph: Subgraph;
  readonly tokens: ServiceTokens;
  /** Services that may ask; everybody else is refused. */
  readonly callers: readonly string[];
  /** What everyone may read, by its path: what tokens are verified with. */
  readonly published?: Readonly<Record<string, () => Promise<unknown>>>;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long it goes on answering after it has said that it stops, so that callers have noticed. */
  readonly drainNoticeMs: number;
}

/** A subgraph that listens. Disposing drains it: it says so, serves on until callers went elsewhere, then closes. */
export interface SubgraphServer extends AsyncDisposable {
  readonly port: number;
  setReady(isReady: boolean): void;
}

/** A page of entities with their representations has some 100 KB. */
const MOST_BODY_BYTES = 4 * 1_024 * 1_024;
/** Callers close their idle connections first (10 s), so that none is closed under a request. */
const KEEP_ALIVE_MS = 65_000;
/** Callers have gone by now; what is still under way gets this long. */
const DRAIN_BOUND_MS = 5_000;
/** A service's public keys. */
export const JWKS_PATH = "/.well-known/jwks.json";
/** Whose access tokens accounts took back: hashes of ids. */
export const REVOKED_PATH = "/.well-known/revoked.json";

/**
 * Serves a subgraph to the gateway and to other services over HTTP, live at once, and ready when it is told so.
 *
 * @throws Error when its port is taken.
 */
export function startSubgraphServer(options: SubgraphServerOptions): Promise<SubgraphServer> {
  const { subgraph, clock } = options;
  return opening(`${subgraph.name} server`, async (lifecycle) => {
    const phase = { isReady: false, isDraining: false };
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      answer(request, hangUpOf(response), options, phase).then(
        (given) => write(request, response, given, phase.isDraining),
        () => response.destroy(),
      );
    });
    lifecycle.defer("http server", async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await within(DRAIN_BOUND_MS, closed);
      server.closeAllConnections();
      await closed;
    });
    lifecycle.defer("readiness", async () => {
      phase.isDraining = true;
      await passed(clock, options.drainNoticeMs);
    });
    const port = await listen(server, options);
    return {
      port,
      setReady: (isReady) => {
        phase.isReady = isReady;
      },
      [Symbol.asyncDispose]: () => lifecycle.close(),
    };
  });
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(
  request: IncomingMessage,
  gone: AbortSignal,
  options: SubgraphServerOptions,
  phase: { readonly isReady: boolean; readonly isDraining: boolean },
): Promise<Answer> {
  switch (request.url) {
    case "/live":
      return { status: 200, body: { status: "live" } };
    case "/ready":
      return phase.isReady && !phase.isDraining
        ? { status: 200, body: { status: "ready" } }
        : { status: 503, body: { status: phase.isDraining ? "draining" : "not ready" } };
    case "/graphql":
      return answerGraphQL(request, gone, options);
  }
  const published = options.published?.[request.url ?? ""];
  if (published) return { status: 200, body: await published() };
  return { status: 404, body: { message: "nothing is here: services ask POST /graphql" } };
}

async function answerGraphQL(
  request: IncomingMessage,
  gone: AbortSignal,
  options: SubgraphServerOptions,
): Promise<Answer> {
  const { subgraph, tokens, callers, log } = options;
  const traceId = textOf(request.headers["x-trace-id"]) ?? "";
  try {
    const caller = await tokens.verify(textOf(request.headers[SERVICE_TOKEN_HEADER]), subgraph.name);
    if (caller === null || !callers.includes(caller)) {
      throw new PlayheadError("FORBIDDEN", `${subgraph.name} answers services with a token of theirs alone`);
    }
    const asked = requestOf(await readJsonBody(request, MOST_BODY_BYTES));
    const { authorization } = request.headers;
    const clientAddress = textOf(request.headers[CLIENT_ADDRESS_HEADER]);
    const country = textOf(request.headers[CLIENT_COUNTRY_HEADER]);
    const headers = { authorization, traceId, clientAddress, country, service: caller };
    const body = await inTraceOf(request.headers, () => subgraph.execute(asked, headers, gone));
    return { status: 200, body };
  } catch (error) {
    if (error instanceof PlayheadError) {
      const { masked } = maskError(error, traceId);
      return { status: error.code === "FORBIDDEN" ? 403 : 400, body: { errors: [masked] } };
    }
    log.error({ err: error, traceId, service: subgraph.name }, "a request could not be answered");
    throw error;
  }
}

function requestOf(body: unknown): ServiceRequest {
  const { query, variables, operationName, isInner } = (body ?? {}) as Partial<ServiceRequest>;
  if (typeof query !== "string")
    throw new PlayheadError("BAD_REQUEST", "the body must be JSON with a `query`");
  return {
    query,
    variables: variables ?? undefined,
    operationName: operationName ?? undefined,
    isInner: isInner === true,
  };
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function write(request: IncomingMessage, response: ServerResponse, given: Answer, isDraining: boolean): void {
  const body = JSON.stringify(given.body);
  // What was not read of a refused body would be taken for the connection's next request.
  if (isDraining || !request.complete) response.setHeader("connection", "close");
  response.writeHead(given.status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}
