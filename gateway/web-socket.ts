import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { handleProtocols, type Server } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import { repeat, systemClock } from "../lib/clock.js";
import { within } from "../lib/lifecycle.js";
import type { Logger } from "../lib/logger.js";
import type { ClientOrigin } from "./client-origin.js";
import { GRAPHQL_PATH, pathOf } from "./http-endpoint.js";
import type { GatewayLimits } from "./limits.js";
import { createInbox } from "./web-socket-inbox.js";
import type { SocketState } from "./web-socket-protocol.js";

export interface WebSocketEndpointOptions {
  readonly protocol: Server<SocketState>;
  /** Origins of browsers that may connect; null allows any. Clients that are no browsers send none. */
  readonly allowedOrigins: readonly string[] | null;
  /** Whose word counts on where a client is. */
  /** Where the client is. */
  readonly originOf: (request: IncomingMessage) => ClientOrigin;
  readonly limits: GatewayLimits;
  readonly log: Logger;
}

export interface WebSocketEndpoint {
  /** Takes an HTTP server's `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * Refuses new sockets and sends the open ones elsewhere (1012), spread over time; what is left then is cut.
   */
  drain(): Promise<void>;
  /** Open WebSockets. */
  size(): number;
}

const CLOSE_SERVICE_RESTART = 1012;
const CLOSE_INTERNAL_ERROR = 4500;
/** A close frame's reason has at most this many bytes. */
const MOST_REASON_BYTES = 123;

export function createWebSocketEndpoint(options: WebSocketEndpointOptions): WebSocketEndpoint {
  const { limits } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    // Costs more memory a socket than everything else together.
    perMessageDeflate: false,
    handleProtocols,
  });
  const pinging = pingAll(server, limits.pingEveryMs);
  let isDraining = false;

  const refusalOf = (request: IncomingMessage): number | null => {
    if (pathOf(request) !== GRAPHQL_PATH) return 404;
    if (isDraining || server.clients.size >= limits.webSockets) return 503;
    const { origin } = request.headers;
    const isAllowed = origin === undefined || (options.allowedOrigins?.includes(origin) ?? true);
    return isAllowed ? null : 403;
  };

  return {
    upgrade(request, socket, head) {
      const status = refusalOf(request);
      if (status !== null) return refuse(socket, status);
      server.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, request, options));
    },
    size: () => server.clients.size,
    async drain() {
      isDraining = true;
      await within(limits.drainSpreadMs + limits.drainBoundMs, closeAll(server, limits.drainSpreadMs));
      for (const webSocket of server.clients) webSocket.terminate();
      pinging[Symbol.dispose]();
      server.close();
    },
  };
}

function refuse(socket: Duplex, status: number): void {
  socket.on("error", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Joins a socket to the protocol. */
function serve(
  webSocket: WebSocket,
  request: IncomingMessage,
  { protocol, originOf, limits, log }: WebSocketEndpointOptions,
): void {
  const close = (code: number, reason: string) => webSocket.close(code, shortened(reason));
  const isOpen = () => webSocket.readyState === webSocket.OPEN;
  const closed = protocol.opened(
    {
      protocol: webSocket.protocol,
      // Resolves when written, so that results wait in their stream, where they are bounded, and not in the
      // socket.
      send: (data) =>
        new Promise((resolve) => {
          if (!isOpen()) resolve();
          // A socket that fails is closed by its own events.
          else webSocket.send(data, () => resolve());
        }),
      close: (code = CLOSE_INTERNAL_ERROR, reason = "") => close(code, reason),
      onMessage: (handle) => {
        const receive = createInbox({ handle, close, isOpen, mostWaiting: limits.operationsPerSocket });
        webSocket.on("message", (data) => {
          receive(String(data)).catch((error: unknown) => {
            log.error({ err: error }, "a WebSocket message could not be handled");
            close(CLOSE_INTERNAL_ERROR, "something went wrong on our side");
          });
        });
      },
    },
    {
      authorization: request.headers.authorization,
      origin: originOf(request),
      close,
      isOpen,
    },
  );
  // Such as a message over the limit; the socket closes itself with the code that says so.
  webSocket.on("error", (error) => log.debug({ err: error }, "a WebSocket failed"));
  webSocket.once("close", (code, reason) => {
    closed(code, String(reason)).catch((error: unknown) =>
      log.error({ err: error }, "a WebSocket did not close well"),
    );
  });
}

function shortened(reason: string): string {
  return Buffer.from(reason).subarray(0, MOST_REASON_BYTES).toString("utf8").replace(/�+$/, "");
}

/** Cuts sockets whose other end is gone without a word, until disposed. */
function pingAll(server: WebSocketServer, everyMs: number): Disposable {
  const asked = new WeakSet<WebSocket>();
  // Real time, whatever time it is taken for: the answer comes over a network.
  return repeat(systemClock, everyMs, () => {
    for (const webSocket of server.clients) {
      if (asked.has(webSocket)) webSocket.terminate();
      else {
        asked.add(webSocket);
        webSocket.once("pong", () => asked.delete(webSocket));
        webSocket.ping();
      }
    }
  });
}

/** Resolves when every client has answered the close. */
async function closeAll(server: WebSocketServer, spreadMs: number): Promise<void> {
  const webSockets = [...server.clients];
  const closed = webSockets.map(async (webSocket, index) => {
    await delay((index / webSockets.length) * spreadMs);
    if (webSocket.readyState === webSocket.CLOSED) return;
    const isClosed = new Promise((resolve) => webSocket.once("close", resolve));
    webSocket.close(CLOSE_SERVICE_RESTART, "the service restarts: connect again");
    await isClosed;
  });
  await Promise.all(closed);
}
