import { expect } from "vitest";
import WebSocket from "ws";

/** A message of the protocol. */
export interface Message {
  readonly id?: string;
  readonly type: string;
  readonly payload?: unknown;
}

/** One end of a socket, without a library: what it sends, and everything that comes. */
export class SocketPeer {
  readonly received: Message[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #webSocket: WebSocket;
  readonly #opened: Promise<void>;

  constructor(url: string, protocols: string[] = ["graphql-transport-ws"]) {
    this.#webSocket = new WebSocket(url, protocols);
    this.#webSocket.on("message", (data) => this.received.push(JSON.parse(String(data)) as Message));
    this.#webSocket.on("error", () => undefined);
    this.#opened = new Promise((resolve) => this.#webSocket.on("open", () => resolve()));
    this.closed = new Promise((resolve) => {
      this.#webSocket.on("close", (code, reason) => resolve({ code, reason: String(reason) }));
    });
  }

  async send(...messages: (Message | string)[]): Promise<void> {
    await this.#opened;
    for (const message of messages) {
      this.#webSocket.send(typeof message === "string" ? message : JSON.stringify(message));
    }
  }

  /** A ping of the WebSocket's own, which is no message. */
  async ping(): Promise<void> {
    await this.#opened;
    this.#webSocket.ping();
  }

  close(): void {
    this.#webSocket.close();
  }

  /** The next message after those that were waited for before. */
  async next(): Promise<Message> {
    await expect.poll(() => this.received.length, { timeout: 5_000 }).toBeGreaterThan(0);
    return this.received.shift() as Message;
  }

  /** Everything that has come once an answer to a ping has. */
  async rest(): Promise<Message[]> {
    await this.send({ type: "ping", payload: { last: true } });
    const all: Message[] = [];
    for (;;) {
      const message = await this.next();
      if (message.type === "pong") return all;
      all.push(message);
    }
  }
}

/** One end of a socket that the gateway has acknowledged. */
export async function connectedPeer(url: string, authorization: string): Promise<SocketPeer> {
  const peer = new SocketPeer(url);
  await peer.send({ type: "connection_init", payload: { authorization } });
  expect(await peer.next()).toEqual({ type: "connection_ack" });
  return peer;
}

export function subscribe(id: string, query: string): Message {
  return { id, type: "subscribe", payload: { query } };
}
