import {
  CloseCode,
  type Message,
  MessageType,
  type PingMessage,
  parseMessage,
  type SubscribePayload,
} from "graphql-ws";
import type { WebSocket } from "ws";
import { systemClock } from "../lib/clock.js";
import { PlayheadError } from "../lib/errors.js";
import type { Logger } from "../lib/logger.js";
import type { ViewerVerifier } from "../lib/viewer.js";
import type { Allowance } from "./allowance.js";
import { type Caller, identifyCaller } from "./caller.js";
import type { ClientOrigin } from "./client-origin.js";
import type { GatewayLimits } from "./limits.js";
import type { RevocationWatch } from "./revocation-watch.js";
import { newTraceId } from "./trace.js";
import {
  type OperationSocket,
  SocketOperation,
  type SocketOperationOptions,
} from "./web-socket-operation.js";

export interface ProtocolOptions extends SocketOperationOptions {
  readonly verifier: ViewerVerifier;
  readonly revocations: Pick<RevocationWatch, "watch">;
  /** WebSockets of each household. */
  readonly sockets: Allowance;
  readonly limits: Pick<
    GatewayLimits,
    "operationsPerSocket" | "messagesPerSocketMinute" | "socketInitMs" | "requestMs"
  >;
  readonly log: Logger;
}

/** What came with the request that a socket began with. */
export interface SocketUpgrade {
  /** Its `Authorization` header; what connection_init says goes before it. */
  readonly authorization: string | undefined;
  readonly origin: ClientOrigin;
}

/** A client does not come back by itself: it would say as much again. */
const CLOSE_POLICY_VIOLATION = 1008;
/** A client comes back after a while. */
const CLOSE_TRY_AGAIN = 1013;
/**
 * Bytes that may wait for a client to read them: several answers of about 1 MB, such as a day of 200 channels, which a slow
 * network takes its time for. What nobody reads stays in memory.
 */
const MOST_UNREAD_BYTES = 4 * 1_024 * 1_024;
/** Of a ping's payload, which is sent back: an id or a time has some 30. */
const MOST_PING_CHARACTERS = 1_024;
const MINUTE_MS = 60_000;
/** A close frame's reason has at most this many bytes. */
const MOST_REASON_BYTES = 123;

/**
 * A socket that speaks graphql-transport-ws: subscriptions, queries and mutations, each under an id of the client's. What
 * a message may be is the library's to say; its server is not used, for it holds a suspended function, a handful of closures
 * and the message's text for as long as a subscription lives. One object, for there are tens of thousands.
 */
export class SocketSession implements OperationSocket {
  readonly #webSocket: WebSocket;
  readonly #options: ProtocolOptions;
  /** Until `connection_init` has come. */
  #upgrade: SocketUpgrade | null;
  /** Once the connection is acknowledged. */
  #caller: Caller | null = null;
  /** Closes the socket: when `connection_init` does not come, and later when the token expires. */
  #deadline: Disposable;
  /** Ends all when the token is revoked. */
  #watch: Disposable | null = null;
  /** Of the sockets that its household may have. */
  #place: Disposable | null = null;
  /** The minute in which messages are counted began then, ms of the clock. */
  #countedSince: number;
  #counted = 0;
  /** What runs. A list, for it is of one mostly. */
  #operations: SocketOperation[] = [];

  constructor(webSocket: WebSocket, upgrade: SocketUpgrade, options: ProtocolOptions) {
    this.#webSocket = webSocket;
    this.#upgrade = upgrade;
    this.#options = options;
    this.#countedSince = options.clock.now();
    // Real time, whatever time it is taken for: the client is at the other end of a network.
    this.#deadline = systemClock.after(options.limits.socketInitMs, () =>
      this.#close(CloseCode.ConnectionInitialisationTimeout, "Connection initialisation timeout"),
    );
  }

  get size(): number {
    return this.#operations.length;
  }

  /** Takes a message of the client's. */
  receive(text: string): void {
    this.count();
    // What comes after we have closed would be begun, and nobody would end it.
    if (!this.#isOpen()) return;
    this.#take(text).catch((error: unknown) => {
      this.#options.log.error({ err: error }, "a WebSocket message could not be handled");
      this.#close(CloseCode.InternalServerError, "something went wrong on our side");
    });
  }

  /**
   * Counts something that the client sent, a ping of the WebSocket's own as well: each takes time of the process that serves
   * all. One that goes on when it has been told that it is too much is cut.
   */
  count(): void {
    const { clock, limits } = this.#options;
    const most = limits.messagesPerSocketMinute;
    if (clock.now() - this.#countedSince >= MINUTE_MS) {
      this.#countedSince = clock.now();
      this.#counted = 0;
    }
    this.#counted += 1;
    if (this.#counted > 2 * most) this.#webSocket.terminate();
    else if (this.#counted > most)
      this.#close(CLOSE_POLICY_VIOLATION, `a WebSocket takes at most ${most} messages a minute`);
  }

  /**
   * Calls back when written, so that results wait in their stream, where they are bounded, and not in the socket. One
   * that fails is closed by its own events.
   */
  write(message: string, written?: () => void): void {
    // A close would be one more message that its client does not read.
    if (this.#isOpen() && this.#webSocket.bufferedAmount > MOST_UNREAD_BYTES) this.#webSocket.terminate();
    if (this.#isOpen()) this.#webSocket.send(message, written);
    else written?.();
  }

  leave(operation: SocketOperation): void {
    const place = this.#operations.indexOf(operation);
    if (place >= 0) this.#operations.splice(place, 1);
  }

  /** The socket is closed: all that it held is given up. */
  end(): void {
    this.#deadline[Symbol.dispose]();
    this.#watch?.[Symbol.dispose]();
    this.#place?.[Symbol.dispose]();
    for (const operation of [...this.#operations]) operation.end();
  }

  #close(code: number, reason: string): void {
    this.#webSocket.close(code, shortened(reason));
  }

  /** What runs ends at once: its client may take its time to answer the close. */
  #revoke(): void {
    this.end();
    this.#close(CloseCode.Forbidden, "the session of this access token has ended: sign in");
  }

  #isOpen(): boolean {
    return this.#webSocket.readyState === this.#webSocket.OPEN;
  }

  /** Resolves when the message is answered, or its subscription has begun. Rejects for what is wrong on our side. */
  async #take(text: string): Promise<void> {
    const message = messageOf(text);
    switch (message.type) {
      case MessageType.ConnectionInit:
        return this.#connect(message.payload?.["authorization"]);
      case MessageType.Ping:
        return this.#pong(message.payload);
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        return this.#run(message.id, message.payload);
      case MessageType.Complete:
        return this.#find(message.id)?.end();
      case null:
        return this.#close(CloseCode.BadRequest, "Invalid message received");
      default:
        return this.#close(CloseCode.BadRequest, `only a server says ${message.type}`);
    }
  }

  #pong(payload: PingMessage["payload"]): void {
    const { length } = payload ? JSON.stringify(payload) : "";
    if (length > MOST_PING_CHARACTERS)
      this.#close(CloseCode.BadRequest, `a ping has at most ${MOST_PING_CHARACTERS} characters`);
    else this.write(JSON.stringify({ type: MessageType.Pong, payload: payload ?? undefined }));
  }

  /** Never rejects. */
  async #connect(given: unknown): Promise<void> {
    const upgrade = this.#upgrade;
    if (!upgrade)
      return this.#close(CloseCode.TooManyInitialisationRequests, "Too many initialisation requests");
    this.#upgrade = null;
    this.#deadline[Symbol.dispose]();
    const { verifier } = this.#options;
    const { origin } = upgrade;
    const authorization = given ?? upgrade.authorization;
    try {
      if (authorization !== undefined && typeof authorization !== "string") {
        throw new PlayheadError("UNAUTHENTICATED", "`authorization` has to be a text");
      }
      const caller = await identifyCaller(verifier, { authorization, traceId: newTraceId(), ...origin });
      if (caller.refusal) throw caller.refusal;
      if (this.#isOpen()) this.#acknowledge(caller);
    } catch (error) {
      const refused = error instanceof PlayheadError && error.code === "UNAUTHENTICATED";
      if (refused) this.#close(CloseCode.Forbidden, error.message);
      else this.#close(CLOSE_TRY_AGAIN, "access tokens cannot be verified now");
    }
  }

  #acknowledge(caller: Caller): void {
    const { clock, sockets, revocations } = this.#options;
    if (caller.viewer) {
      this.#place = sockets.take(caller.viewer.accountId);
      if (!this.#place) {
        this.#close(CLOSE_TRY_AGAIN, `a household has at most ${sockets.most} WebSockets at a time`);
        return;
      }
      this.#deadline = clock.after(caller.viewer.expiresAt - clock.now(), () =>
        this.#close(CloseCode.Forbidden, "the access token has expired: connect again with a fresh one"),
      );
      this.#watch = revocations.watch(caller.viewer, () => this.#revoke());
    }
    this.#caller = caller;
    this.write(JSON.stringify({ type: MessageType.ConnectionAck }));
  }

  async #run(id: string, payload: SubscribePayload): Promise<void> {
    if (!this.#caller) return this.#close(CloseCode.Unauthorized, "Unauthorized");
    if (this.#find(id))
      return this.#close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
    const operation = new SocketOperation(id, this, this.#options);
    // What `push` makes of an empty list has room for many more.
    if (this.#operations.length === 0) this.#operations = [operation];
    else this.#operations.push(operation);
    await operation.run(payload, this.#caller);
  }

  #find(id: string): SocketOperation | undefined {
    return this.#operations.find((operation) => operation.id === id);
  }
}

/** Without a type where it is no message of the protocol. */
function messageOf(text: string): Message | { readonly type: null } {
  try {
    return parseMessage(text);
  } catch {
    return { type: null };
  }
}

function shortened(reason: string): string {
  return Buffer.from(reason).subarray(0, MOST_REASON_BYTES).toString("utf8").replace(/�+$/, "");
}
