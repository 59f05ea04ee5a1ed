import { describe, expect, test } from "vitest";
import { DEFAULT_RATES, type RateLimits } from "./rates/classes.js";
import { createFixture } from "./testing/fixture.js";

const THREE: RateLimits = { ...DEFAULT_RATES, general: { household: 3, address: 1_000 } };
const HASH = { persistedQuery: { version: 1, sha256Hash: "0".repeat(64) } };
const REFUSED = { extensions: { code: "RATE_LIMITED", retryAfterSeconds: 20 } };

test("over HTTP a household at its rate is answered, and one above it told when to come back", async () => {
  await using fixture = await createFixture({ rates: THREE });
  for (let asked = 0; asked < 3; asked += 1) {
    expect((await fixture.post("{ __typename }", { account: "ac_1" })).status).toBe(200);
  }
  const { status, headers, body } = await fixture.post("{ viewer { id } }", { account: "ac_1" });
  expect([status, headers.get("retry-after")]).toEqual([429, "20"]);
  expect(body.errors?.[0]).toMatchObject(REFUSED);
  expect(fixture.calls).toEqual([]);
  fixture.clock.advance(20_000);
  expect((await fixture.post("{ __typename }", { account: "ac_1" })).status).toBe(200);
});

test("what a household asks over a WebSocket and as a stream counts with what it asks over HTTP", async () => {
  await using fixture = await createFixture({ rates: THREE });
  fixture.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
  const client = fixture.client("ac_1");
  const ask = async (query: string) => {
    for await (const result of client.iterate({ query })) return result;
    return undefined;
  };
  expect(await ask("{ __typename }")).toMatchObject({ data: { __typename: "Query" } });
  // A subscription reads its state with a query of the gateway's own, which is not counted.
  expect(await ask("subscription { streamsChanged { inUse } }")).toHaveProperty(
    "data.streamsChanged.inUse",
    0,
  );
  expect((await fixture.post("{ __typename }", { account: "ac_1" })).status).toBe(200);
  await expect(ask("{ __typename }")).rejects.toMatchObject([REFUSED]);
  const stream = await fetch(fixture.gateway.url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream",
      authorization: "Bearer ac_1",
    },
    body: JSON.stringify({ query: "subscription { streamsChanged { inUse } }" }),
  });
  expect([stream.status, stream.headers.get("retry-after")]).toEqual([429, "20"]);
});

describe("what holds no operation that may run counts as a request", () => {
  const rates: RateLimits = { ...DEFAULT_RATES, general: { household: 2, address: 1_000 } };
  const headers = { "content-type": "application/json", authorization: "Bearer ac_1" };

  test.each([
    ["no JSON", "{", 400],
    ["no operation", JSON.stringify({ query: "{ channel(" }), 400],
    ["no valid one", JSON.stringify({ query: "{ nothing }" }), 400],
    ["none at all", "{}", 400],
    ["one of too many tokens", JSON.stringify({ query: `{ ${"__typename ".repeat(10_000)} }` }), 400],
    ["one that may not run", JSON.stringify({ query: "{ drafts { title } }" }), 403],
    ["a hash that nobody knows", JSON.stringify({ extensions: HASH }), 200],
  ])("over HTTP: %s", async (_what, body, status) => {
    await using fixture = await createFixture({ rates });
    const send = () => fetch(fixture.gateway.url, { method: "POST", headers, body });
    const [first, second] = [await send(), await send()];
    expect([first.status, second.status]).toEqual([status, status]);
    const third = await send();
    expect([third.status, third.headers.get("retry-after")]).toEqual([429, "30"]);
    expect(await third.json()).toMatchObject({ errors: [{ extensions: { code: "RATE_LIMITED" } }] });
    expect((await fixture.post("{ __typename }", { account: "ac_1" })).status).toBe(429);
    expect((await fixture.post("{ __typename }", { account: "ac_2" })).status).toBe(200);
  });

  test("over a WebSocket and as a stream", async () => {
    await using fixture = await createFixture({ rates });
    const query = "subscription {";
    const codeOfSocket = () =>
      fixture
        .client("ac_1")
        .iterate({ query })
        .next()
        .catch(([{ extensions }]) => extensions.code);
    const codeOfStream = async () => {
      const accepting = { ...headers, accept: "text/event-stream" };
      const body = JSON.stringify({ query });
      const response = await fetch(fixture.gateway.url, { method: "POST", headers: accepting, body });
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
      return errors[0]?.extensions.code;
    };
    expect([await codeOfSocket(), await codeOfStream()]).toEqual(Array(2).fill("GRAPHQL_PARSE_FAILED"));
    expect([await codeOfSocket(), await codeOfStream()]).toEqual(Array(2).fill("RATE_LIMITED"));
  });
});

const TWO_AN_ADDRESS: RateLimits = { ...DEFAULT_RATES, general: { household: 1_000, address: 2 } };

test("clients behind a proxy that we trust are counted apart", async () => {
  await using fixture = await createFixture({ rates: TWO_AN_ADDRESS, trustedProxies: ["127.0.0.0/8"] });
  const statusFrom = async (address: string) =>
    (await fixture.post("{ __typename }", { headers: { "x-forwarded-for": address } })).status;
  expect([await statusFrom("203.0.113.1"), await statusFrom("203.0.113.1")]).toEqual([200, 200]);
  expect([await statusFrom("203.0.113.1"), await statusFrom("203.0.113.2")]).toEqual([429, 200]);
});

test("a client that makes up where it comes from is not believed", async () => {
  await using fixture = await createFixture({ rates: TWO_AN_ADDRESS });
  const statuses = [];
  for (const address of ["203.0.113.1", "203.0.113.2", "203.0.113.3"]) {
    statuses.push((await fixture.post("{ __typename }", { headers: { "x-forwarded-for": address } })).status);
  }
  expect(statuses).toEqual([200, 200, 429]);
});

test("who reads the schema again and again is told to come back, whatever token comes along", async () => {
  await using fixture = await createFixture({ rates: TWO_AN_ADDRESS });
  const read = (account: string) =>
    fetch(`http://127.0.0.1:${fixture.gateway.port}/schema.graphql`, {
      headers: { authorization: `Bearer ${account}` },
    });
  expect([(await read("ac_1")).status, (await read("ac_2")).status]).toEqual([200, 200]);
  const refused = await read("ac_3");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "30"]);
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: "RATE_LIMITED" } }] });
});

test("services are told where the client is", async () => {
  const told: unknown[] = [];
  await using fixture = await createFixture({
    trustedProxies: ["127.0.0.1"],
    transport: {
      call: async (_service, _request, headers) => {
        told.push(headers.clientAddress);
        return { data: { channel: { title: "One" } } };
      },
    },
  });
  const headers = { "x-forwarded-for": "203.0.113.9" };
  await fixture.post(`{ channel(id: "ch_1") { title } }`, { headers });
  await fixture.post(`{ channel(id: "ch_1") { title } }`, {
    headers: { "x-playhead-client-address": "198.51.100.1" },
  });
  expect(told).toEqual(["203.0.113.9", "127.0.0.1"]);
});
