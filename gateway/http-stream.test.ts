import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HEARTBEAT_MS } from "./http-stream.js";
import { createFixture, type Fixture, TOKEN_MS } from "./testing/fixture.js";

const STREAMS = "subscription { streamsChanged { inUse } }";
const SSE = "text/event-stream";
const MULTIPART = "multipart/mixed;subscriptionSpec=1.0, application/json";
const NOBODY = { channels: 0, groups: 0, subscribers: 0 };
const FIRST = `{"data":{"streamsChanged":{"inUse":0}}}`;

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
  fixture.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
});

afterEach(() => fixture[Symbol.asyncDispose]());

/** Reads a stream as it comes. */
async function open(accept: string, { query = STREAMS, account = "ac_1", method = "POST" } = {}) {
  const controller = new AbortController();
  const isGet = method === "GET";
  const response = await fetch(fixture.gateway.url + (isGet ? `?${new URLSearchParams({ query })}` : ""), {
    method,
    headers: {
      accept,
      "content-type": "application/json",
      ...(account ? { authorization: `Bearer ${account}` } : {}),
    },
    signal: controller.signal,
    ...(isGet ? {} : { body: JSON.stringify({ query }) }),
  });
  const stream = { response, text: "", hasEnded: false, leave: () => controller.abort() };
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) stream.text += decoder.decode(chunk as Uint8Array);
    stream.hasEnded = true;
  };
  read().catch(() => undefined);
  return stream;
}

describe.each([
  ["SSE", SSE, `event: next\ndata: ${FIRST}\n\n`, ":\n\n", "event: complete\ndata:\n\n"],
  ["multipart", MULTIPART, `{"payload":${FIRST}}\r\n--graphql`, "{}\r\n--graphql", "--graphql--\r\n"],
])("subscriptions over %s", (_name, accept, first, heartbeat, ending) => {
  test.each(["GET", "POST"])("a client without sockets hears the state by %s", async (method) => {
    const stream = await open(accept, { method });
    expect(stream.response.status).toBe(200);
    await expect.poll(() => stream.text).toContain(first);
    stream.leave();
  });

  test("a silent stream shows that it lives", async () => {
    const stream = await open(accept);
    await expect.poll(() => stream.text).toContain(first);
    fixture.clock.advance(HEARTBEAT_MS);
    await expect.poll(() => stream.text.split(first)[1]).toContain(heartbeat);
    stream.leave();
  });

  test("a client that is gone releases the group", async () => {
    const stream = await open(accept);
    await expect.poll(() => stream.text).toContain(first);
    expect(fixture.gateway.subscriptions().subscribers).toBe(1);
    stream.leave();
    await expect.poll(() => fixture.gateway.subscriptions()).toEqual(NOBODY);
  });

  test("a stream ends when its token expires, and says why", async () => {
    const stream = await open(accept);
    await expect.poll(() => stream.text).toContain(first);
    fixture.clock.advance(TOKEN_MS);
    await expect.poll(() => stream.hasEnded).toBe(true);
    expect(stream.text).toContain("UNAUTHENTICATED");
    expect(stream.text.endsWith(ending)).toBe(true);
    expect(fixture.gateway.subscriptions()).toEqual(NOBODY);
  });

  test("a gateway that stops ends the stream well", async () => {
    const stream = await open(accept);
    await expect.poll(() => stream.text).toContain(first);
    await fixture[Symbol.asyncDispose]();
    await expect.poll(() => stream.hasEnded).toBe(true);
    expect(stream.text.endsWith(ending)).toBe(true);
  });

  test("who is not signed in is refused before a stream begins", async () => {
    const { response } = await open(accept, { account: "" });
    expect(response.status).toBe(401);
    expect(response.headers.get("content-type")).toContain("application/json");
  });
});

test("a stream opens before anything has happened", async () => {
  const stream = await open(SSE, { query: `subscription { ticked(room: "a") { count } }` });
  await expect.poll(() => stream.text).toBe(":\n\n");
  stream.leave();
});

test("a query of a client that would also take streams is answered as ever", async () => {
  const { response } = await open(`application/json, ${SSE}`, { query: "{ __typename }" });
  expect(response.headers.get("content-type")).toContain("application/json");
});
