import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startGateway } from "./server.js";
import { createFixture, FILES, type Fixture } from "./testing/fixture.js";

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
});

afterEach(() => fixture[Symbol.asyncDispose]());

describe("queries", () => {
  test("a query that crosses services comes back whole", async () => {
    fixture.states.set("ac_1", { inUse: 1, version: 7, slots: [{ id: "slot_1", channel: { id: "ch_1" } }] });
    const { status, body } = await fixture.post(
      "{ viewer { streams { inUse slots { channel { title } } } } }",
      {
        account: "ac_1",
      },
    );
    expect(status).toBe(200);
    expect(body).toEqual({
      data: { viewer: { streams: { inUse: 1, slots: [{ channel: { title: "title of ch_1" } }] } } },
    });
  });

  test("a GET may ask, and may not change anything", async () => {
    const get = (query: string) =>
      fetch(`${fixture.gateway.url}?query=${encodeURIComponent(query)}`, {
        headers: { "apollo-require-preflight": "1" },
      });
    const asked = await get(`{ channel(id: "ch_1") { title } }`);
    expect(await asked.json()).toEqual({ data: { channel: { title: "title of ch_1" } } });
    expect((await get(`mutation { stop(slotId: "slot_1") }`)).status).toBe(405);
  });

  test("a form of a foreign page cannot ask in the viewer's name", async () => {
    const response = await fetch(`${fixture.gateway.url}?query={__typename}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("CSRF");
  });

  test("a service that is away costs its own fields and nothing else", async () => {
    fixture.states.set("ac_1", { inUse: 1, version: 7, slots: [{ id: "slot_1", channel: { id: "ch_1" } }] });
    fixture.away.add("titles");
    const { status, body } = await fixture.post(
      `{ viewer { id streams { slots { id channel { title } } } } channel(id: "ch_2") { title } }`,
      { account: "ac_1" },
    );
    expect(status).toBe(200);
    expect(body.data).toEqual({
      viewer: { id: "ac_1", streams: { slots: [{ id: "slot_1", channel: null }] } },
      channel: null,
    });
    expect(body.errors?.map((error) => error.extensions["code"])).toEqual([
      "SERVICE_UNAVAILABLE",
      "SERVICE_UNAVAILABLE",
    ]);
    expect(body.errors?.map((error) => error.extensions["service"])).toEqual(["titles", "titles"]);
  });

  test("a service that does not answer in time counts as away", async () => {
    let arrived = () => {};
    const isAsked = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await using slow = await createFixture({
      limits: { fetchMs: 5_000 },
      transport: {
        call: () => {
          arrived();
          return new Promise(() => undefined);
        },
      },
    });
    const answer = slow.post(`{ channel(id: "ch_1") { title } }`);
    await isAsked;
    slow.clock.advance(4_999);
    expect(await Promise.race([answer, new Promise((resolve) => setImmediate(resolve, "waits"))])).toBe(
      "waits",
    );
    slow.clock.advance(1);
    expect((await answer).body).toMatchObject({
      data: { channel: null },
      errors: [{ extensions: { code: "SERVICE_UNAVAILABLE" } }],
    });
  });

  test("the viewer's own token reaches every service", async () => {
    await fixture.post(`{ viewer { id } channel(id: "ch_1") { seenBy } }`, { account: "ac_1" });
    expect(fixture.calls.toSorted()).toEqual(["streams Bearer ac_1", "titles Bearer ac_1"]);
  });
});

describe("errors", () => {
  test("an unexpected failure shows its trace and nothing of itself", async () => {
    const { body, headers } = await fixture.post(`{ channel(id: "ch_1") { title broken } }`);
    const traceId = headers.get("x-trace-id");
    expect(body.data).toEqual({ channel: { title: "title of ch_1", broken: null } });
    expect(body.errors).toEqual([
      {
        message: expect.stringContaining(`${traceId}`),
        path: ["channel", "broken"],
        extensions: { code: "INTERNAL_SERVER_ERROR", traceId },
      },
    ]);
    expect(JSON.stringify(body)).not.toContain("hunter2");
  });

  test("a trace that the client began goes on", async () => {
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const { headers } = await fixture.post("{ __typename }", {
      headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    });
    expect(headers.get("x-trace-id")).toBe(traceId);
  });

  test("a token that is not valid is refused, and not taken for none", async () => {
    const { status, body } = await fixture.post("{ __typename }", { account: "forged" });
    expect(status).toBe(401);
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: "UNAUTHENTICATED",
      traceId: expect.any(String),
    });
  });

  test("what is no operation at all is told with the trace id of its answer", async () => {
    const { status, body, headers } = await fixture.post("");
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions).toEqual({
      code: "BAD_REQUEST",
      traceId: headers.get("x-trace-id"),
    });
  });

  test.each([
    ["a malformed query", "{ channel(", {}, 400, "GRAPHQL_PARSE_FAILED"],
    ["a field that does not exist", "{ chanel }", {}, 400, "GRAPHQL_VALIDATION_FAILED"],
    [
      "a variable of the wrong type",
      "query ($id: ID!) { channel(id: $id) { id } }",
      { id: {} },
      400,
      "BAD_USER_INPUT",
    ],
    [
      "a condition that is null",
      "query ($isWanted: Boolean = true) { __typename @include(if: $isWanted) }",
      { isWanted: null },
      400,
      "BAD_USER_INPUT",
    ],
    [
      "no operation of that name",
      "query A { __typename } query B { __typename }",
      {},
      400,
      "OPERATION_RESOLUTION_FAILURE",
    ],
    ["a subscription by POST", `subscription { ticked(room: "r") { count } }`, {}, 400, "BAD_REQUEST"],
  ])("%s is told as what it is", async (_what, query, variables, status, code) => {
    const posted = await fixture.post(query, { variables });
    expect(posted.status).toBe(status);
    expect(posted.body.data).toBeUndefined();
    expect(posted.body.errors?.[0]?.extensions).toEqual({ code, traceId: posted.headers.get("x-trace-id") });
    expect(fixture.calls).toEqual([]);
  });

  test("a body that is no JSON, and one that is too large, are refused", async () => {
    await using small = await createFixture({ limits: { messageBytes: 2_000 } });
    const send = (body: string) =>
      fetch(small.gateway.url, { method: "POST", headers: { "content-type": "application/json" }, body });
    expect((await send("{")).status).toBe(400);
    const sized = (bytes: number) => JSON.stringify({ query: `{ __typename } #${"x".repeat(bytes - 28)}` });
    expect((await send(sized(2_000))).status).toBe(200);
    const large = await send(sized(2_001));
    expect(large.status).toBe(413);
    expect(await large.json()).toMatchObject({
      errors: [{ message: "a request body has at most 2000 bytes", extensions: { code: "BODY_TOO_LARGE" } }],
    });
  });

  test("a body that grows too large without having said its length is refused", async () => {
    const large = await new Promise<string>((resolve, reject) => {
      const socket = connect(fixture.gateway.port, "127.0.0.1");
      const size = 300 * 1_024;
      socket.on("error", reject).on("data", (data) => resolve(String(data)));
      socket.write("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n");
      socket.write(`Transfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${"x".repeat(size)}\r\n`);
    });
    expect(large).toMatch(/^HTTP\/1.1 413 /);
  });
});

describe("policy", () => {
  test("nobody signed in, a missing scope and a sufficient one are told apart", async () => {
    const query = "{ drafts { note } }";
    const anonymous = await fixture.post(query);
    expect([anonymous.status, anonymous.body.errors?.[0]?.extensions["code"]]).toEqual([
      401,
      "UNAUTHENTICATED",
    ]);
    const reader = await fixture.post(query, { account: "ac_1.edit" });
    expect(reader.status).toBe(403);
    expect(reader.body.errors?.[0]).toMatchObject({
      message: "Draft.note needs a token with the scopes edit and review, or the scope admin",
      extensions: { code: "FORBIDDEN", scopes: [[["edit", "review"], ["admin"]]] },
    });
    expect(fixture.calls).toEqual([]);
    const reviewer = await fixture.post(query, { account: "ac_1.edit.review" });
    expect(reviewer.body).toEqual({ data: { drafts: [{ note: "not yet" }] } });
  });

  test("a mutation for households is refused to others before any service is asked", async () => {
    const mutation = `mutation { stop(slotId: "slot_1") }`;
    expect((await fixture.post(mutation)).status).toBe(401);
    expect(fixture.calls).toEqual([]);
    expect((await fixture.post(mutation, { account: "ac_1" })).body).toEqual({ data: { stop: true } });
  });
});

describe("standing and stopping", () => {
  test("readiness is what it was last told, and the rest of the port has nothing", async () => {
    const base = `http://127.0.0.1:${fixture.gateway.port}`;
    const statuses = async () =>
      Promise.all(["/live", "/ready", "/x"].map(async (p) => (await fetch(base + p)).status));
    expect(await statuses()).toEqual([200, 503, 404]);
    fixture.gateway.setReady(true);
    expect(await statuses()).toEqual([200, 200, 404]);
  });

  test("a port in use is told in a sentence that says what to do", async () => {
    const { port } = fixture.gateway;
    await expect(startGateway({ ...fixture.config, port })).rejects.toThrow(
      `port ${port} is in use: stop what listens there or set PORT`,
    );
  });

  test("without a policy, or with one for another schema, it does not start", async () => {
    const start = (policy: string) => startGateway({ ...fixture.config, policy });
    await expect(start("")).rejects.toThrow("the policy is not valid");
    await expect(start(`{ "Query.viewer": { "authenticated": false } }`)).rejects.toThrow("Query.viewer");
    await expect(start(`{ "Query.gone": { "authenticated": true } }`)).rejects.toThrow(/Query\.gone/);
  });

  test("with introspection off the schema is not told", async () => {
    await using closed = await createFixture({ introspection: false });
    const query = "{ __schema { types { name } } }";
    expect((await closed.post(query)).status).toBe(401);
    expect((await fixture.post(query)).status).toBe(200);
  });

  test("as many connections are open as there may be; the next is cut, and comes in when one is closed", async () => {
    await using small = await createFixture({ limits: { connections: 2 } });
    const open = async () => {
      const socket = connect(small.gateway.port, "127.0.0.1").setEncoding("utf8");
      socket.write("GET /live HTTP/1.1\r\nHost: x\r\n\r\n");
      const answered = new Promise<string>((resolve) => {
        socket.on("data", (data) => resolve(String(data))).on("error", () => undefined);
        socket.on("close", () => resolve("cut"));
      });
      return { socket, answer: (await answered).slice(0, 15) };
    };
    const sockets = [await open(), await open()];
    expect(sockets.map(({ answer }) => answer)).toEqual(["HTTP/1.1 200 OK", "HTTP/1.1 200 OK"]);
    expect((await open()).answer).toBe("cut");
    sockets[0]?.socket.destroy();
    await expect.poll(async () => (await open()).answer).toBe("HTTP/1.1 200 OK");
  });

  test("a request in flight is finished before the gateway stops, and the port is free afterwards", async () => {
    let release = () => {};
    fixture.hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    const answer = fixture.post(`{ channel(id: "ch_1") { title } }`);
    await expect.poll(() => fixture.calls.length).toBe(1);
    const stopped = fixture.gateway[Symbol.asyncDispose]();
    release();
    const { body, headers } = await answer;
    expect(body).toEqual({ data: { channel: { title: "title of ch_1" } } });
    await stopped;
    await expect(fetch(fixture.gateway.url)).rejects.toThrow();
    expect(headers.get("x-trace-id")).not.toBeNull();
  });

  test("the schema that clients read says nothing of where events come from", async () => {
    const { body } = await fixture.post("{ __schema { directives { name } } }");
    expect(FILES.supergraph).toContain("@event(");
    expect(JSON.stringify(body.data)).not.toContain("event");
  });
});
