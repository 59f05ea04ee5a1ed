import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import WebSocket from "ws";
import { createFixture, type Fixture } from "./testing/fixture.js";
import { connectedPeer, SocketPeer } from "./testing/socket-peer.js";

/** Shorter frames have another head. */
const SHORTEST_EXTENDED = 126;
const MOST_UNREAD_BYTES = 4 * 1_024 * 1_024;

let fixture: Fixture;

beforeEach(async () => {
  // What is to be cut here is cut for what it leaves unread.
  fixture = await createFixture({ limits: { messagesPerSocketMinute: 1_000_000 } });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await fixture[Symbol.asyncDispose]();
});

/** A client of the protocol that reads nothing, not even that it may speak. */
function deafPeer({ gateway } = fixture): Socket {
  const socket = connect(gateway.port, "127.0.0.1");
  socket.pause().on("error", () => undefined);
  const lines = [
    ...["GET /graphql HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: websocket"],
    ...["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="],
    "Sec-WebSocket-Protocol: graphql-transport-ws",
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  return socket;
}

/** A text in one frame of a client's, masked with zeros. */
function frameOf(content: string): Buffer {
  const text = Buffer.from(content.padEnd(SHORTEST_EXTENDED));
  const head = [0x81, 0xfe, text.length >> 8, text.length & 0xff, 0, 0, 0, 0];
  return Buffer.concat([Buffer.from(head), text]);
}

const PING = frameOf(`{"type":"ping","payload":{"n":"${"x".repeat(1_000)}"}}`);
const PONG = frameOf(`{"type":"pong"}`);

/** Sends a frame again and again, as fast as it is taken, until the socket is closed or `most` are sent. */
async function sendUntilCut(socket: Socket, frame: Buffer, most: number): Promise<boolean> {
  const many = Buffer.concat(Array.from({ length: 500 }, () => frame));
  for (let sent = 0; sent < most && !socket.destroyed; sent += 500) {
    await new Promise((resolve) => socket.write(many, resolve));
  }
  return socket.destroyed;
}

/** The most that waited in a socket of the gateway when something was sent over it. */
function watchUnread() {
  const seen = { most: 0 };
  const send = WebSocket.prototype.send as (...given: unknown[]) => void;
  vi.spyOn(WebSocket.prototype, "send").mockImplementation(function (this: WebSocket, ...given: unknown[]) {
    seen.most = Math.max(seen.most, this.bufferedAmount);
    send.apply(this, given);
  });
  return seen;
}

describe("a client that asks, and reads no answer", () => {
  test("is cut before that fills the memory", async () => {
    const unread = watchUnread();
    expect(await sendUntilCut(deafPeer(), PING, 100_000)).toBe(true);
    expect(unread.most).toBeGreaterThan(MOST_UNREAD_BYTES / 2);
    expect(unread.most).toBeLessThanOrEqual(MOST_UNREAD_BYTES);
  });

  test("holds up nobody who reads", async () => {
    const other = await connectedPeer(fixture.gateway.webSocketUrl, "Bearer ac_1");
    await sendUntilCut(deafPeer(), PING, 100_000);
    expect(await other.rest()).toEqual([]);
  });
});

test("a client that goes on when it was told that it says too much is cut", async () => {
  await using small = await createFixture({ limits: { messagesPerSocketMinute: 60 } });
  expect(await sendUntilCut(deafPeer(small), PONG, 100_000)).toBe(true);
});

describe("a ping of the protocol", () => {
  const padded = (characters: number) => ({ n: "x".repeat(characters - `{"n":""}`.length) });

  test("is answered with a payload as long as it may be", async () => {
    const peer = new SocketPeer(fixture.gateway.webSocketUrl);
    await peer.send({ type: "ping", payload: padded(1_024) });
    expect(await peer.next()).toEqual({ type: "pong", payload: padded(1_024) });
  });

  test("with a longer one closes its socket: 4400", async () => {
    const peer = new SocketPeer(fixture.gateway.webSocketUrl);
    await peer.send({ type: "ping", payload: padded(1_025) });
    expect(await peer.closed).toEqual({ code: 4400, reason: "a ping has at most 1024 characters" });
    expect(peer.received).toEqual([]);
  });
});
