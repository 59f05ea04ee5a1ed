import { connect } from "node:net";
import { GraphQLError } from "graphql";
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
async function open(
  accept: string,
  { query = STREAMS, account = "ac_1", method = "POST", headers = {}, at = fixture } = {},
) {
  const controller = new AbortController();
  const isGet = method === "GET";
  const response = await fetch(at.gateway.url + (isGet ? `?${new URLSearchParams({ query })}` : ""), {
    method,
    headers: {
      accept,
      "content-type": "application/json",
      ...(account ? { authorization: `Bearer ${account}` } : {}),
      ...headers,
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

  test("a gateway that stops does not call the stream complete, so that its client comes back", async () => {
    const stream = await open(accept);
    await expect.poll(() => stream.text).toContain(first);
    await fixture[Symbol.asyncDispose]();
    await expect.poll(() => stream.hasEnded).toBe(true);
    expect(stream.text.endsWith(ending)).toBe(false);
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

describe("how many there may be", () => {
  test.each([
    [
      "a household",
      { httpStreamsPerHousehold: 2 },
      429,
      "a household may have 2 streams open: end one first",
    ],
    ["an address", { httpStreamsPerAddress: 2 }, 429, "an address may have 2 streams open: end one first"],
    ["the gateway", { httpStreams: 2 }, 503, "at most 2 streams are open here at a time: try again"],
  ])("%s has so many streams, and one more when one has ended", async (_whose, limits, status, message) => {
    await using small = await createFixture({ limits });
    small.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
    const [first, second] = [await open(SSE, { at: small }), await open(SSE, { at: small })];
    const third = await open(SSE, { at: small });
    expect(third.response.status).toBe(status);
    expect(third.response.headers.get("retry-after")).toBe(status === 429 ? "10" : null);
    await expect.poll(() => third.text).toContain(message);
    expect(second.response.status).toBe(200);
    first.leave();
    await expect.poll(async () => (await open(SSE, { at: small })).response.status).toBe(200);
  });
});

test("a page of a foreign origin opens no stream", async () => {
  await using closed = await createFixture({ allowedOrigins: ["https://tv.example"] });
  closed.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
  const statusFor = async (origin: string) =>
    (await open(SSE, { at: closed, headers: { origin } })).response.status;
  expect(await statusFor("https://evil.example")).toBe(403);
  expect(await statusFor("https://tv.example")).toBe(200);
});

test("a gateway that stops ends its streams one after the other, so that not all come back at once", async () => {
  const spreading = await createFixture({ limits: { drainSpreadMs: 600 } });
  spreading.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
  const streams = [await open(SSE, { at: spreading }), await open(SSE, { at: spreading })];
  for (const stream of streams) await expect.poll(() => stream.text).toContain(FIRST);
  const begun = performance.now();
  const endedAfter = streams.map(async (stream) => {
    await expect.poll(() => stream.hasEnded, { interval: 10, timeout: 5_000 }).toBe(true);
    return performance.now() - begun;
  });
  await spreading[Symbol.asyncDispose]();
  const times = (await Promise.all(endedAfter)).sort((left, right) => left - right);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(150);
  for (const { text } of streams) expect(text).not.toContain("event: complete");
});

describe("a subscription whose first answer is that its client may not", () => {
  const refusing = () =>
    createFixture({
      transport: {
        call: async () => ({
          data: { viewer: null },
          errors: [new GraphQLError("no", { extensions: { code: "FORBIDDEN" } })],
        }),
      },
    });

  test.each([SSE, MULTIPART])("ends over %s", async (accept) => {
    await using own = await refusing();
    const stream = await open(accept, { at: own });
    await expect.poll(() => stream.hasEnded).toBe(true);
    expect(stream.text).toContain("FORBIDDEN");
    expect(own.gateway.subscriptions()).toEqual(NOBODY);
  });

  test("ends over a WebSocket", async () => {
    await using own = await refusing();
    const results: unknown[] = [];
    for await (const result of own.client("ac_1").iterate({ query: STREAMS })) results.push(result);
    expect(results).toMatchObject([{ data: null, errors: [{ extensions: { code: "FORBIDDEN" } }] }]);
    expect(own.gateway.subscriptions()).toEqual(NOBODY);
  });
});

test("a client that reads slowly gets the newest state, not every one, and holds up nobody", async () => {
  const socket = connect(fixture.gateway.port, "127.0.0.1");
  const body = JSON.stringify({ query: "subscription { streamsChanged { version slots { id } } }" });
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: ${SSE}\r\nAuthorization: Bearer ac_1\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  await expect.poll(() => text).toContain(`"version":1`);
  socket.pause();
  const slots = [{ id: "x".repeat(200_000) }];
  for (let version = 2; version <= 200; version += 1) {
    fixture.live.publish("streams.ac_1", { inUse: 0, version, slots });
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.resume();
  await expect.poll(() => text.includes(`"version":200,`), { timeout: 10_000 }).toBe(true);
  expect(text.match(/"version":/g)?.length).toBeLessThan(190);
  socket.destroy();
});
