import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { handleProtocols, type Server } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import { repeat, systemClock } from "../lib/clock.js";
import { within } from "../lib/lifecycle.js";
import type { Logger } from "../lib/logger.js";
import type { Caller } from "./caller.js";
import type { ClientOrigin } from "./client-origin.js";
import { GRAPHQL_PATH, pathOf } from "./http-endpoint.js";
import type { GatewayLimits } from "./limits.js";
import { Inbox } from "./web-socket-inbox.js";
import type { SocketState } from "./web-socket-protocol.js";

export interface WebSocketEndpointOptions {
  readonly protocol: Server<SocketState>;
  /** Origins of browsers that may connect; null allows any. Clients that are no browsers send none. */
  readonly allowedOrigins: readonly string[] | null;
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

  const refusalOf = (request: IncomingMessage): Refusal | null => {
    if (pathOf(request) !== GRAPHQL_PATH) return [404, `WebSockets are at ${GRAPHQL_PATH}`];
    if (isDraining) return [503, "the service restarts: connect again"];
    if (server.clients.size >= limits.webSockets)
      return [503, `at most ${limits.webSockets} WebSockets at a time: connect again later`];
    const { origin } = request.headers;
    const isAllowed = origin === undefined || (options.allowedOrigins?.includes(origin) ?? true);
    return isAllowed ? null : [403, `pages of ${origin} may not connect here`];
  };

  return {
    upgrade(request, socket, head) {
      const refusal = refusalOf(request);
      if (refusal) return refuse(socket, refusal);
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

/** The status of an upgrade that is refused, and why. */
type Refusal = readonly [status: number, reason: string];

function refuse(socket: Duplex, [status, reason]: Refusal): void {
  socket.on("error", () => socket.destroy());
  const body = `${JSON.stringify({ message: reason })}\n`;
  const headers = [
    "Connection: close",
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers.join("\r\n")}\r\n\r\n${body}`);
}

/** Joins a socket to the protocol. */
function serve(webSocket: WebSocket, request: IncomingMessage, options: WebSocketEndpointOptions): void {
  const { protocol, log } = options;
  const seat = new Seat(webSocket, request, options);
  const closed = protocol.opened(seat, seat);
  // Such as a message over the limit; the socket closes itself with the code that says so.
  webSocket.on("error", (error) => log.debug({ err: error }, "a WebSocket failed"));
  webSocket.once("close", (code, reason) => {
    closed(code, String(reason)).catch((error: unknown) =>
      log.error({ err: error }, "a WebSocket did not close well"),
    );
  });
}

/** A socket as the library and the protocol know it. One object, for there are tens of thousands. */
class Seat implements SocketState {
  readonly protocol: string;
  readonly authorization: string | undefined;
  readonly origin: ClientOrigin;
  caller?: Caller;
  expiry?: Disposable;
  place?: Disposable;
  readonly #webSocket: WebSocket;
  readonly #options: WebSocketEndpointOptions;

  constructor(webSocket: WebSocket, request: IncomingMessage, options: WebSocketEndpointOptions) {
    this.protocol = webSocket.protocol;
    this.authorization = request.headers.authorization;
    this.origin = options.originOf(request);
    this.#webSocket = webSocket;
    this.#options = options;
  }

  isOpen(): boolean {
    return this.#webSocket.readyState === this.#webSocket.OPEN;
  }

  /** Resolves when the network has the message. */
  send(message: string): Promise<void> {
    return new Promise((resolve) => this.write(message, resolve));
  }

  /**
   * Calls back when written, so that results wait in their stream, where they are bounded, and not in the socket. One
   * that fails is closed by its own events.
   */
  write(message: string, written: () => void): void {
    if (this.isOpen()) this.#webSocket.send(message, written);
    else written();
  }

  close(code = CLOSE_INTERNAL_ERROR, reason = ""): void {
    this.#webSocket.close(code, shortened(reason));
  }

  onMessage(handle: (text: string) => Promise<void>): void {
    const inbox = new Inbox(this, handle, this.#options.limits.operationsPerSocket);
    this.#webSocket.on("message", (data) => {
      inbox.receive(String(data)).catch((error: unknown) => {
        this.#options.log.error({ err: error }, "a WebSocket message could not be handled");
        this.close(CLOSE_INTERNAL_ERROR, "something went wrong on our side");
      });
    });
  }
}

function shortened(reason: string): string {
  return Buffer.from(reason).subarray(0, MOST_REASON_BYTES).toString("utf8").replace(/�+$/, "");
}

/** Sockets that are asked before others get their turn: twenty thousand at once would hold everybody up for a second. */
const PING_SLICE = 100;

/** Cuts sockets whose other end is gone without a word, until disposed. */
function pingAll(server: WebSocketServer, everyMs: number): Disposable {
  const asked = new WeakSet<WebSocket>();
  const ping = async () => {
    for (const [index, webSocket] of [...server.clients].entries()) {
      if (index % PING_SLICE === PING_SLICE - 1) await nextTurn();
      if (asked.has(webSocket)) webSocket.terminate();
      else {
        asked.add(webSocket);
        webSocket.once("pong", () => asked.delete(webSocket));
        webSocket.ping();
      }
    }
  };
  // Real time, whatever time it is taken for: the answer comes over a network.
  return repeat(systemClock, everyMs, () => void ping());
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
