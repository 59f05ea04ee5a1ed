import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFixture, type Fixture } from "./testing/fixture.js";
import { connectedPeer, type Message, SocketPeer, subscribe } from "./testing/socket-peer.js";

/*
 * The protocol document of graphql-ws (graphql-transport-ws), point by point, against a real socket and no library of
 * the other side. What comes of operations is in web-socket-operation.test.ts.
 */

const STREAMS = "subscription { streamsChanged { inUse } }";
const BEATS = "subscription { beat { count } }";
const SUBPROTOCOL = "graphql-transport-ws";

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
  fixture.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
});

afterEach(() => fixture[Symbol.asyncDispose]());

const connected = () => connectedPeer(fixture.gateway.webSocketUrl, "Bearer ac_1");
const subscribers = () => fixture.gateway.subscriptions().subscribers;

describe("the socket", () => {
  test("speaks no other subprotocol: 4406", async () => {
    expect(await new SocketPeer(fixture.gateway.webSocketUrl, []).closed).toEqual({
      code: 4406,
      reason: "Subprotocol not acceptable",
    });
  });

  test("is not opened for a client that asks for the older subprotocol alone", async () => {
    expect((await new SocketPeer(fixture.gateway.webSocketUrl, ["graphql-ws"]).closed).code).toBe(1006);
  });

  test("takes its own subprotocol among several", async () => {
    const peer = new SocketPeer(fixture.gateway.webSocketUrl, ["graphql-ws", SUBPROTOCOL]);
    await peer.send({ type: "connection_init" });
    expect(await peer.next()).toEqual({ type: "connection_ack" });
  });

  test("is closed by the client with 1000, and what ran on it ends", async () => {
    const client = fixture.client("ac_1");
    const results = client.iterate({ query: STREAMS });
    await results.next();
    await client.dispose();
    await expect.poll(subscribers).toBe(0);
  });
});

describe("ConnectionInit", () => {
  test("that does not come in time closes the socket: 4408", async () => {
    await using hasty = await createFixture({ limits: { socketInitMs: 50 } });
    expect(await new SocketPeer(hasty.gateway.webSocketUrl).closed).toEqual({
      code: 4408,
      reason: "Connection initialisation timeout",
    });
  });

  test("that comes twice closes the socket: 4429", async () => {
    const peer = await connected();
    await peer.send({ type: "connection_init" });
    expect(await peer.closed).toEqual({ code: 4429, reason: "Too many initialisation requests" });
  });

  test("that comes twice before the first is acknowledged closes the socket: 4429", async () => {
    const peer = new SocketPeer(fixture.gateway.webSocketUrl);
    await peer.send({ type: "connection_init" }, { type: "connection_init" });
    expect((await peer.closed).code).toBe(4429);
  });

  test.each([{ authorization: "Bearer forged" }, { authorization: 5 }])(
    "with %j is rejected: 4403",
    async (payload) => {
      const peer = new SocketPeer(fixture.gateway.webSocketUrl);
      await peer.send({ type: "connection_init", payload });
      expect((await peer.closed).code).toBe(4403);
      expect(peer.received).toEqual([]);
    },
  );

  test.each([{ type: "connection_init" }, { type: "connection_init", payload: null }])(
    "needs no payload: %j",
    async (message) => {
      const peer = new SocketPeer(fixture.gateway.webSocketUrl);
      await peer.send(message as Message);
      expect(await peer.next()).toEqual({ type: "connection_ack" });
    },
  );
});

describe("messages in a minute", () => {
  const REASON = "a WebSocket takes at most 60 messages a minute";
  const small = () => createFixture({ limits: { messagesPerSocketMinute: 60 } });
  const pings = (count: number) => Array.from({ length: count }, (): Message => ({ type: "ping" }));

  test("are all answered, as many as a socket may send, and as many again in the next", async () => {
    await using fixture = await small();
    const peer = new SocketPeer(fixture.gateway.webSocketUrl);
    for (const minute of [1, 2]) {
      await peer.send(...pings(60));
      await expect.poll(() => peer.received.length).toBe(60 * minute);
      fixture.clock.advance(60_000);
    }
  });

  test("one more than a socket may send closes it alone: 1008", async () => {
    await using fixture = await small();
    const other = await connectedPeer(fixture.gateway.webSocketUrl, "Bearer ac_1");
    const peer = new SocketPeer(fixture.gateway.webSocketUrl);
    await peer.send(...pings(61));
    expect(await peer.closed).toEqual({ code: 1008, reason: REASON });
    expect(peer.received).toHaveLength(60);
    expect(await other.rest()).toEqual([]);
  });

  test("are those as well that are not answered, and pings of the WebSocket's own", async () => {
    await using fixture = await small();
    const peer = new SocketPeer(fixture.gateway.webSocketUrl);
    for (let count = 0; count < 20; count += 1) {
      await peer.send({ type: "pong" }, { type: "complete", id: "none" });
      await peer.ping();
    }
    await peer.send({ type: "pong" });
    expect(await peer.closed).toEqual({ code: 1008, reason: REASON });
  });
});

describe("Ping and Pong", () => {
  test("a ping is answered at any time, before the connection is acknowledged as well, with its payload", async () => {
    const peer = new SocketPeer(fixture.gateway.webSocketUrl);
    await peer.send({ type: "ping" });
    expect(await peer.next()).toEqual({ type: "pong" });
    await peer.send({ type: "connection_init" });
    await peer.next();
    await peer.send({ type: "ping", payload: { n: 1 } });
    expect(await peer.next()).toEqual({ type: "pong", payload: { n: 1 } });
  });

  test("a ping too deep to be written again closes its socket alone: 4500", async () => {
    const peer = await connected();
    const other = await connected();
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    await peer.send(`{"type":"ping","payload":{"deep":${deep}}}`);
    expect(await peer.closed).toEqual({ code: 4500, reason: "something went wrong on our side" });
    expect(await other.rest()).toEqual([]);
  });

  test("a pong that nobody asked for is taken as a sign of life", async () => {
    const peer = await connected();
    await peer.send({ type: "pong" }, { type: "pong", payload: { n: 1 } });
    expect(await peer.rest()).toEqual([]);
  });
});

describe("Subscribe", () => {
  test("before the acknowledgement closes the socket: 4401", async () => {
    const peer = new SocketPeer(fixture.gateway.webSocketUrl);
    await peer.send(subscribe("1", "{ __typename }"));
    expect(await peer.closed).toEqual({ code: 4401, reason: "Unauthorized" });
  });

  test.each([
    ["subscription", STREAMS],
    ["query", "{ viewer { streams { inUse } } }"],
  ])("with the id of a %s that runs closes the socket: 4409", async (_kind, query) => {
    const peer = await connected();
    fixture.hold = new Promise(() => undefined);
    await peer.send(subscribe("1", query), subscribe("1", "{ __typename }"));
    expect(await peer.closed).toEqual({ code: 4409, reason: "Subscriber for 1 already exists" });
    await expect.poll(subscribers).toBe(0);
  });

  test.each([
    ["a query", "{ viewer { id } }", { viewer: { id: "ac_1" } }],
    ["a mutation", `mutation { stop(slotId: "slot_1") }`, { stop: true }],
  ])("of %s gives one result, then completes", async (_kind, query, data) => {
    const peer = await connected();
    await peer.send(subscribe("q", query));
    expect(await peer.next()).toEqual({ id: "q", type: "next", payload: { data } });
    expect(await peer.next()).toEqual({ id: "q", type: "complete" });
  });

  test("takes the operation's name and variables, and null for each", async () => {
    const peer = await connected();
    const query = "query One($id: ID!) { channel(id: $id) { id } } query Two { viewer { id } }";
    const payload = { query, operationName: "One", variables: { id: "ch_1" }, extensions: null };
    await peer.send({ id: "1", type: "subscribe", payload });
    expect(await peer.next()).toMatchObject({ payload: { data: { channel: { id: "ch_1" } } } });
    await peer.next();
    const plain = { query: "{ __typename }", operationName: null, variables: null };
    await peer.send({ id: "2", type: "subscribe", payload: plain });
    expect(await peer.next()).toMatchObject({ payload: { data: { __typename: "Query" } } });
  });

  test("an id may be used again as soon as its operation is completed", async () => {
    const peer = await connected();
    for (let round = 0; round < 3; round += 1) {
      await peer.send(subscribe("1", "{ __typename }"));
      expect(await peer.next()).toMatchObject({ id: "1", type: "next" });
      expect(await peer.next()).toEqual({ id: "1", type: "complete" });
    }
  });

  test("an id that the client has completed itself is free at once, and the new operation goes on", async () => {
    const peer = await connected();
    await peer.send(subscribe("1", STREAMS));
    expect(await peer.next()).toMatchObject({ type: "next" });
    await peer.send({ id: "1", type: "complete" }, subscribe("1", BEATS));
    await expect.poll(() => fixture.gateway.subscriptions()).toMatchObject({ channels: 1, subscribers: 1 });
    await peer.rest();
    fixture.live.publish("beats.ac_1", { device: "tv", count: 4 });
    expect(await peer.next()).toEqual({ id: "1", type: "next", payload: { data: { beat: { count: 4 } } } });
    await peer.send({ id: "1", type: "complete" });
    await expect.poll(subscribers).toBe(0);
  });
});

describe("an invalid message closes the socket at once: 4400", () => {
  test.each([
    ["no JSON", "{"],
    ["no object", "5"],
    ["null", "null"],
    ["without a type", "{}"],
    ["of a type that there is not", `{"type":"start"}`],
    ["a subscription without an id", `{"type":"subscribe","payload":{"query":"{ __typename }"}}`],
    ["a subscription with an empty id", `{"id":"","type":"subscribe","payload":{"query":"{ __typename }"}}`],
    ["a subscription without a query", `{"id":"1","type":"subscribe","payload":{}}`],
    ["a subscription without a payload", `{"id":"1","type":"subscribe"}`],
    [
      "variables that are no object",
      `{"id":"1","type":"subscribe","payload":{"query":"{ a }","variables":5}}`,
    ],
    ["a name that is no text", `{"id":"1","type":"subscribe","payload":{"query":"{ a }","operationName":5}}`],
    ["a complete without an id", `{"type":"complete"}`],
    ["a ping whose payload is no object", `{"type":"ping","payload":5}`],
    ["what only a server says, but malformed", `{"id":"1","type":"next"}`],
    ["what only a server says", `{"type":"connection_ack"}`],
  ])("%s", async (_what, text) => {
    const peer = await connected();
    await peer.send(text);
    expect((await peer.closed).code).toBe(4400);
  });
});
