import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFixture, type Fixture } from "./testing/fixture.js";
import { SocketPeer } from "./testing/socket-peer.js";

/*
 * Who gives up on an answer, or leaves, costs no service anything any more.
 */

const QUERY = `{ channel(id: "ch_1") { title } }`;
const MUTATION = `mutation { publish(id: "dr_1") { title } }`;

let fixture: Fixture;
/** What services were asked, and have not answered: they never do. */
let asked: { readonly query: string; readonly signal: AbortSignal | undefined }[];

beforeEach(async () => {
  asked = [];
  fixture = await createFixture({
    limits: { requestMs: 5_000 },
    transport: {
      call: (_service, { query }, _headers, signal) => {
        asked.push({ query, signal });
        return new Promise(() => undefined);
      },
    },
  });
});

afterEach(() => fixture[Symbol.asyncDispose]());

/** Resolves once a service is asked. */
async function call(): Promise<AbortSignal | undefined> {
  await expect.poll(() => asked.length).toBe(1);
  return asked[0]?.signal;
}

describe("an operation that takes too long", () => {
  test("over HTTP is answered, and what it waits for is cancelled", async () => {
    const answer = fixture.post(QUERY);
    const signal = await call();
    fixture.clock.advance(4_999);
    expect(signal?.aborted).toBe(false);
    fixture.clock.advance(1);
    const { status, body } = await answer;
    expect(status).toBe(504);
    expect(body.errors?.[0]).toMatchObject({
      message: "a request takes at most 5000 ms",
      extensions: { code: "REQUEST_TIMED_OUT" },
    });
    expect(signal?.aborted).toBe(true);
  });

  test("over a WebSocket is answered, and what it waits for is cancelled; the socket stays open", async () => {
    const peer = await connected();
    await peer.send({ id: "1", type: "subscribe", payload: { query: QUERY } });
    const signal = await call();
    fixture.clock.advance(4_999);
    expect(signal?.aborted).toBe(false);
    fixture.clock.advance(1);
    expect(await peer.next()).toMatchObject({
      id: "1",
      payload: { errors: [{ extensions: { code: "REQUEST_TIMED_OUT" } }] },
    });
    expect(signal?.aborted).toBe(true);
    expect(await peer.rest()).toMatchObject([{ id: "1", type: "complete" }]);
  });
});

async function connected(): Promise<SocketPeer> {
  const peer = new SocketPeer(fixture.gateway.webSocketUrl);
  await peer.send({ type: "connection_init" });
  expect(await peer.next()).toEqual({ type: "connection_ack" });
  return peer;
}

/** Asks over HTTP and hangs up as soon as a service is asked. */
async function askAndLeave(query: string): Promise<AbortSignal | undefined> {
  const headers = { "content-type": "application/json" };
  const sent = request(fixture.gateway.url, { method: "POST", headers });
  const hungUp = new Promise((resolve) => sent.on("error", () => undefined).on("close", resolve));
  sent.end(JSON.stringify({ query }));
  const signal = await call();
  sent.destroy();
  await hungUp;
  return signal;
}

describe("a client that leaves", () => {
  test("over HTTP cancels what was read for it", async () => {
    const signal = await askAndLeave(QUERY);
    await expect.poll(() => signal?.aborted).toBe(true);
  });

  test("over HTTP cancels the start that it wanted to play", async () => {
    const signal = await askAndLeave(`mutation { startPlayout(id: "dr_1") { title } }`);
    await expect.poll(() => signal?.aborted).toBe(true);
  });

  test("over HTTP leaves what it changes to be changed, until that has taken too long", async () => {
    const signal = await askAndLeave(MUTATION);
    // What comes later on the same machine is answered: the gateway has noticed that the first is gone.
    await fetch(`http://127.0.0.1:${fixture.gateway.port}/live`);
    expect(signal?.aborted).toBe(false);
    fixture.clock.advance(5_000);
    expect(signal?.aborted).toBe(true);
  });

  test.each([
    ["completing the query", (peer: SocketPeer) => peer.send({ id: "1", type: "complete" })],
    ["closing it", async (peer: SocketPeer) => peer.close()],
  ])("a WebSocket by %s cancels what was read for it", async (_how, leave) => {
    const peer = await connected();
    await peer.send({ id: "1", type: "subscribe", payload: { query: QUERY } });
    const signal = await call();
    expect(signal?.aborted).toBe(false);
    await leave(peer);
    await expect.poll(() => signal?.aborted).toBe(true);
  });

  test("a WebSocket before its query was begun asks no service at all", async () => {
    const peer = await connected();
    const query = { id: "1", type: "subscribe", payload: { query: QUERY } };
    await peer.send(query, { id: "1", type: "complete" });
    await peer.rest();
    expect(asked.every(({ signal }) => signal?.aborted)).toBe(true);
  });
});
