import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import { addressBlockOf } from "../lib/address-block.js";
import { repeat, systemClock } from "../lib/clock.js";
import { within } from "../lib/lifecycle.js";
import type { Logger } from "../lib/logger.js";
import { Allowance } from "./allowance.js";
import type { ClientOrigin } from "./client-origin.js";
import { GRAPHQL_PATH, pathOf } from "./http-endpoint.js";
import type { GatewayLimits } from "./limits.js";
import { type ProtocolOptions, SocketSession } from "./web-socket-protocol.js";

export interface WebSocketEndpointOptions {
  readonly protocol: ProtocolOptions;
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

export function createWebSocketEndpoint(options: WebSocketEndpointOptions): WebSocketEndpoint {
  const { limits, originOf } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.messageBytes,
    // Costs more memory a socket than everything else together.
    perMessageDeflate: false,
    handleProtocols,
  });
  const addresses = new Allowance(limits.webSocketsPerAddress);
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
      const origin = originOf(request);
      const place = takePlace(addresses, origin);
      if (!place) return refuse(socket, tooMany(addresses));
      // Of the connection, for the library may refuse the upgrade without a word.
      socket.once("close", () => place[Symbol.dispose]());
      server.handleUpgrade(request, socket, head, (webSocket) => serve(webSocket, request, origin, options));
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

const tooMany = ({ most }: Allowance): Refusal => [
  429,
  `at most ${most} WebSockets of an address at a time: connect again later`,
];

/** A connection that was refused is cut after this: Node looks after none that has been handed over for an upgrade. */
const REFUSED_MS = 1_000;

function refuse(socket: Duplex, [status, reason]: Refusal): void {
  const cut = () => void socket.destroy();
  const fuse = setTimeout(cut, REFUSED_MS);
  socket.once("close", () => clearTimeout(fuse));
  socket.on("error", cut);
  // What is not read is never seen to end.
  socket.resume();
  const body = `${JSON.stringify({ message: reason })}\n`;
  const headers = [
    "Connection: close",
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers.join("\r\n")}\r\n\r\n${body}`);
}

/** Null where the address has as many as it may; one that is not known is not counted. */
function takePlace(addresses: Allowance, { clientAddress }: ClientOrigin): Disposable | null {
  return clientAddress === undefined ? UNCOUNTED : addresses.take(addressBlockOf(clientAddress));
}

const UNCOUNTED: Disposable = { [Symbol.dispose]: () => undefined };

/** Joins a socket to the protocol. */
function serve(
  webSocket: WebSocket,
  request: IncomingMessage,
  origin: ClientOrigin,
  { protocol, log }: WebSocketEndpointOptions,
): void {
  // Such as a message over the limit; the socket closes itself with the code that says so.
  webSocket.on("error", (error) => log.debug({ err: error }, "a WebSocket failed"));
  if (webSocket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
    webSocket.close(CloseCode.SubprotocolNotAcceptable, "Subprotocol not acceptable");
    return;
  }
  const upgrade = { authorization: request.headers.authorization, origin };
  const session = new SocketSession(webSocket, upgrade, protocol);
  webSocket.on("message", (data) => session.receive(String(data)));
  const count = () => session.count();
  webSocket.on("ping", count);
  webSocket.on("pong", count);
  webSocket.on("close", () => session.end());
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
