import { connect as connectTcp } from "node:net";
import type { Client } from "graphql-ws";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { createFixture, type Fixture, TOKEN_MS } from "./testing/fixture.js";
import { SocketPeer } from "./testing/socket-peer.js";

const STREAMS = "subscription { streamsChanged { inUse } }";

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
  fixture.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
});

afterEach(() => fixture[Symbol.asyncDispose]());

/** The first result of an operation. */
async function first(
  client: Client,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<{ data?: unknown; errors?: unknown }> {
  for await (const result of client.iterate({ query, variables })) return result;
  throw new Error("it ended without a result");
}

/** The code a socket is closed with. */
function closeCode(client: Client): Promise<number> {
  return new Promise((resolve) => client.on("closed", (event) => resolve((event as { code: number }).code)));
}

/** The HTTP status with which an upgrade is refused, or 101. */
function upgrade(path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const webSocket = new WebSocket(`ws://127.0.0.1:${fixture.gateway.port}${path}`, "graphql-transport-ws", {
      headers,
    });
    webSocket.on("unexpected-response", (_request, { statusCode = 0 }) => resolve(statusCode));
    webSocket.on("error", reject);
    webSocket.on("open", () => {
      webSocket.close();
      resolve(101);
    });
  });
}

/** What comes over a connection of its own after a request with these headers, until it is closed. */
function rawAnswer(headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp(fixture.gateway.port, "127.0.0.1");
    let text = "";
    socket.setEncoding("utf8").on("error", reject);
    socket.on("data", (part) => {
      text += part;
    });
    socket.on("close", () => resolve(text));
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`GET /graphql HTTP/1.1\r\nHost: x\r\n${lines.join("")}\r\n`);
  });
}

describe("operations", () => {
  test("queries and mutations run over a socket as they do over HTTP", async () => {
    const client = fixture.client("ac_1");
    expect(await first(client, `{ channel(id: "ch_1") { title } viewer { id } }`)).toEqual({
      data: { channel: { title: "title of ch_1" }, viewer: { id: "ac_1" } },
    });
    expect(await first(client, `mutation { stop(slotId: "slot_1") }`)).toEqual({ data: { stop: true } });
  });

  test("the error of a field comes masked beside the data of the others", async () => {
    const result = await first(fixture.client(), `{ channel(id: "ch_1") { title broken } }`);
    expect(result.data).toEqual({ channel: { title: "title of ch_1", broken: null } });
    expect(result.errors).toMatchObject([
      { path: ["channel", "broken"], extensions: { code: "INTERNAL_SERVER_ERROR" } },
    ]);
    expect(JSON.stringify(result)).not.toContain("hunter2");
  });

  test.each([
    ["a malformed subscription", "subscription {", {}, "GRAPHQL_PARSE_FAILED"],
    ["a field that does not exist", "subscription { streamChanged }", {}, "GRAPHQL_VALIDATION_FAILED"],
    [
      "a wrong variable",
      "subscription ($d: String) { beat(device: $d) { count } }",
      { d: 5 },
      "BAD_USER_INPUT",
    ],
    [
      "an argument that leads elsewhere",
      `subscription { ticked(room: "a.b") { count } }`,
      {},
      "BAD_USER_INPUT",
    ],
    ["a guarded query", "{ drafts { title } }", {}, "FORBIDDEN"],
  ])("%s gives an error and leaves the socket open", async (_what, query, variables, code) => {
    const client = fixture.client("ac_1");
    await expect(first(client, query, variables)).rejects.toMatchObject([
      { message: expect.any(String), extensions: { code, traceId: expect.any(String) } },
    ]);
    expect(await first(client, "{ viewer { id } }")).toEqual({ data: { viewer: { id: "ac_1" } } });
  });

  test("one socket runs so many operations at a time, and no more", async () => {
    await using small = await createFixture({ limits: { operationsPerSocket: 2 } });
    small.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
    const client = small.client("ac_1", { lazy: false });
    const running = [client.iterate({ query: STREAMS }), client.iterate({ query: STREAMS })];
    await Promise.all(running.map((results) => results.next()));
    await expect(first(client, STREAMS)).rejects.toMatchObject([
      {
        message: "a WebSocket runs at most 2 operations at a time: end one first",
        extensions: { code: "BAD_REQUEST", limit: "operations of a WebSocket", most: 2 },
      },
    ]);
    await running[0]?.return?.();
    expect(await first(client, STREAMS)).toEqual({ data: { streamsChanged: { inUse: 0 } } });
  });
});

describe("who may connect", () => {
  test("the header of the upgrade counts where connection_init says nothing", async () => {
    const webSocket = new WebSocket(fixture.gateway.webSocketUrl, "graphql-transport-ws", {
      headers: { authorization: "Bearer ac_1" },
    });
    const received: unknown[] = [];
    webSocket.on("message", (data) => received.push(JSON.parse(String(data))));
    webSocket.on("open", () => webSocket.send(`{"type":"connection_init"}`));
    await expect.poll(() => received).toEqual([{ type: "connection_ack" }]);
    webSocket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: "{ viewer { id } }" } }));
    await expect.poll(() => received[1]).toMatchObject({ payload: { data: { viewer: { id: "ac_1" } } } });
    webSocket.close();
  });

  test("a token that is not valid closes the socket with 4403", async () => {
    const client = fixture.client(undefined, { authorization: "Bearer forged" });
    const code = closeCode(client);
    await expect(first(client, "{ __typename }")).rejects.toBeDefined();
    expect(await code).toBe(4403);
  });

  test("a socket is closed with 4403 the moment its token expires, and its subscription with it", async () => {
    const client = fixture.client("ac_1");
    const code = closeCode(client);
    const results = client.iterate({ query: STREAMS });
    await results.next();
    fixture.clock.advance(TOKEN_MS - 1);
    expect(fixture.gateway.subscriptions().subscribers).toBe(1);
    fixture.clock.advance(1);
    await expect(results.next()).rejects.toMatchObject({ code: 4403 });
    expect(await code).toBe(4403);
    await expect
      .poll(() => fixture.gateway.subscriptions())
      .toEqual({ channels: 0, groups: 0, subscribers: 0 });
  });

  test("only the named origins may connect from a browser; who names none is no browser", async () => {
    await fixture[Symbol.asyncDispose]();
    fixture = await createFixture({ allowedOrigins: ["https://tv.example"] });
    expect(await upgrade("/graphql", { origin: "https://tv.example" })).toBe(101);
    expect(await upgrade("/graphql", { origin: "https://evil.example" })).toBe(403);
    expect(await upgrade("/graphql")).toBe(101);
    expect(await upgrade("/other")).toBe(404);
  });

  test("as many sockets are open as there may be; the next is told how many, and comes in when one is closed", async () => {
    await fixture[Symbol.asyncDispose]();
    fixture = await createFixture({ limits: { webSockets: 2 } });
    const clients = [1, 2].map((account) => fixture.client(`ac_${account}`, { lazy: false }));
    for (const client of clients) await first(client, "{ __typename }");
    expect(await upgrade("/graphql")).toBe(503);
    const plain = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
    const refused = await rawAnswer({ ...plain, "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" });
    expect(refused).toContain('{"message":"at most 2 WebSockets at a time: connect again later"}');
    await clients[0]?.dispose();
    await expect.poll(() => upgrade("/graphql")).toBe(101);
  });

  test("a message of as many bytes as it may have is answered; one byte more closes its socket, and only that", async () => {
    await fixture[Symbol.asyncDispose]();
    fixture = await createFixture({ limits: { messageBytes: 1_024 } });
    const sized = (bytes: number) => {
      const message = { id: "1", type: "subscribe", payload: { query: "{ __typename } #" } };
      message.payload.query += "x".repeat(bytes - JSON.stringify(message).length);
      return JSON.stringify(message);
    };
    const peer = new SocketPeer(fixture.gateway.webSocketUrl);
    await peer.send({ type: "connection_init" });
    expect(await peer.next()).toEqual({ type: "connection_ack" });
    await peer.send(sized(1_024));
    expect(await peer.next()).toMatchObject({ payload: { data: { __typename: "Query" } } });
    await peer.send(sized(1_025));
    expect((await peer.closed).code).toBe(1009);
    expect(await first(fixture.client("ac_1"), "{ __typename }")).toEqual({ data: { __typename: "Query" } });
  });
});

describe("a socket on which nothing happens", () => {
  test("stays open as long as its other end is there", async () => {
    await using hasty = await createFixture({ limits: { pingEveryMs: 400 } });
    const webSocket = new WebSocket(hasty.gateway.webSocketUrl, "graphql-transport-ws");
    let pings = 0;
    webSocket.on("ping", () => {
      pings += 1;
    });
    await expect.poll(() => pings, { timeout: 5_000 }).toBeGreaterThan(2);
    expect(webSocket.readyState).toBe(WebSocket.OPEN);
    webSocket.close();
  });

  test("is cut when its other end has not answered by the next question", async () => {
    await using hasty = await createFixture({ limits: { pingEveryMs: 400 } });
    const webSocket = new WebSocket(hasty.gateway.webSocketUrl, "graphql-transport-ws", { autoPong: false });
    const closed = new Promise((resolve) => webSocket.on("close", resolve));
    expect(await closed).toBe(1006);
  });
});

describe("stopping", () => {
  test("sockets are told to go elsewhere with 1012, and nothing listens afterwards", async () => {
    const clients = [fixture.client("ac_1"), fixture.client("ac_1"), fixture.client("ac_1")];
    const codes = Promise.all(clients.map(closeCode));
    const ends = clients.map(async (client) => {
      for await (const _result of client.iterate({ query: STREAMS }));
    });
    const ended = Promise.allSettled(ends);
    await expect.poll(() => fixture.gateway.subscriptions().subscribers).toBe(3);
    await fixture.gateway[Symbol.asyncDispose]();
    expect(await codes).toEqual([1012, 1012, 1012]);
    await ended;
    expect(fixture.gateway.subscriptions()).toEqual({ channels: 0, groups: 0, subscribers: 0 });
    await expect(upgrade("/graphql")).rejects.toThrow("ECONNREFUSED");
  });

  test("a client that does not answer the close is cut when the bound is reached", async () => {
    await using hasty = await createFixture({ limits: { drainBoundMs: 50 } });
    const socket = connectTcp(hasty.gateway.port, "127.0.0.1");
    const isCut = new Promise((resolve) => socket.on("close", resolve).on("error", () => undefined));
    socket.write(
      "GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n",
    );
    await new Promise((resolve) => socket.once("data", resolve));
    await hasty.gateway[Symbol.asyncDispose]();
    await isCut;
  });
});
