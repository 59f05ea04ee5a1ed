import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createMetrics } from "../lib/telemetry/metrics.js";
import { createFixture, type Fixture } from "./testing/fixture.js";

/*
 * An operation that was answered before is answered without Apollo's server in between. Nobody can tell: each request is
 * sent three times, the first to a gateway that knows nothing yet, and all three are answered alike.
 */

interface Sent {
  readonly method?: string;
  readonly search?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

const LIST = `query List($first: Int, $names: Boolean = true) {
  list(first: $first) { __typename id title @include(if: $names) broken seenBy }
}`;
const AS_JSON = { "content-type": "application/json" };
const AS_VIEWER = { ...AS_JSON, authorization: "Bearer ac_1" };
const asked = (query: string, more: object = {}, headers: Record<string, string> = AS_VIEWER): Sent => ({
  headers,
  body: { query, ...more },
});
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
const persisted = (text: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(text) } },
});

let fixture: Fixture;
const metrics = createMetrics();

beforeEach(async () => {
  fixture = await createFixture({ metrics, introspection: false });
});
afterEach(() => fixture[Symbol.asyncDispose]());

async function send({ method = "POST", search = "", headers = {}, body }: Sent) {
  const response = await fetch(`${fixture.gateway.url}${search}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const { date: _date, "x-trace-id": traceId = "", ...rest } = Object.fromEntries(response.headers);
  const text = (await response.text()).replaceAll(traceId, "(trace)");
  return { status: response.status, headers: rest, text };
}

test.each<[string, Sent, number]>([
  ["a query", asked(LIST, { variables: { first: 2 } }), 200],
  ["a query with a condition", asked(LIST, { variables: { first: 2, names: false } }), 200],
  ["a query of which a part is denied", asked(`{ contents { id ... on Draft { wordCount } } }`), 200],
  ["a query that is denied", asked(`{ drafts { id } }`), 403],
  ["a query that needs a viewer, of nobody", asked(`mutation { stop(slotId: "1") }`, {}, AS_JSON), 401],
  ["a query with a token that is none", asked(LIST, {}, { ...AS_JSON, authorization: "Bearer x" }), 401],
  ["variables that do not fit", asked(LIST, { variables: { first: "two" } }), 400],
  ["variables that are a text", asked(LIST, { variables: "{}" }), 400],
  ["an operation of a name that the text has not", asked(LIST, { operationName: "Grid" }), 400],
  ["a list that is too long", asked(LIST, { variables: { first: 1_000_000 } }), 400],
  ["a mutation", asked(`mutation { publish(id: "dr_1") { id title } }`), 200],
  ["the schema", asked("{ __schema { queryType { name } } }"), 403],
  ["a text that is none", asked("{ list {"), 400],
  ["what a client wants to know the cost of", asked(LIST, {}, { ...AS_VIEWER, "x-playhead-cost": "1" }), 200],
  ["no JSON", { headers: AS_JSON, body: "{" }, 400],
  ["a simple type of body", { headers: { "content-type": "text/plain" }, body: { query: LIST } }, 400],
  ["GET", { method: "GET", headers: AS_VIEWER, search: `?query=${encodeURIComponent(LIST)}` }, 200],
  [
    "another type of answer",
    asked(LIST, {}, { ...AS_VIEWER, accept: "application/graphql-response+json" }),
    200,
  ],
  ["a type of answer that there is not", asked(LIST, {}, { ...AS_VIEWER, accept: "image/png" }), 406],
  ["a text that comes with its hash", asked(LIST, persisted(LIST)), 200],
  ["a text that comes with a wrong hash", asked(LIST, persisted("{ list { id } }")), 400],
])("%s is answered the same the second time", async (_what, request, status) => {
  const answers = [await send(request), await send(request), await send(request)];
  expect(answers[0]?.status, answers[0]?.text).toBe(status);
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});

test("a known operation is checked anew for each viewer, and for each variable that its size depends on", async () => {
  const drafts = "query Drafts($first: Int) { list(first: $first) { id } drafts { id } }";
  const variables = { first: 1 };
  expect(
    await send(asked(drafts, { variables }, { ...AS_JSON, authorization: "Bearer ac_1.edit" })),
  ).toMatchObject({ status: 200, text: expect.not.stringContaining("errors") });
  for (let time = 0; time < 2; time += 1) {
    const denied = await send(asked(drafts, { variables }));
    expect(denied.text).toContain('"drafts":null');
    expect(denied.text).toContain("FORBIDDEN");
    const large = await send(
      asked(drafts, { variables: { first: 900_000 } }, { ...AS_JSON, authorization: "Bearer ac_1.edit" }),
    );
    expect(large.text).toContain("OPERATION_TOO_LARGE");
  }
});

test("a hash alone is enough for a text that was sent with it", async () => {
  await send(asked(LIST, persisted(LIST)));
  const whole = await send(asked(LIST));
  const byHash = { headers: AS_VIEWER, body: persisted(LIST) };
  await expect.poll(async () => (await send(byHash)).text).toBe(whole.text);
  expect(await send({ headers: AS_VIEWER, body: persisted("{ list { title } }") })).toMatchObject({
    text: expect.stringContaining("PERSISTED_QUERY_NOT_FOUND"),
  });
});

test("a service that goes away is told of in a known operation as in any", async () => {
  await send(asked(LIST));
  fixture.away.add("titles");
  const answers = [await send(asked(LIST)), await send(asked(LIST))];
  expect(answers[0]?.text).toContain("SERVICE_UNAVAILABLE");
  expect(answers[1]).toEqual(answers[0]);
});

test("a known operation that takes too long is given up like any", async () => {
  await send(asked(LIST));
  fixture.hold = new Promise(() => undefined);
  const before = fixture.calls.length;
  const answer = send(asked(LIST));
  await expect.poll(() => fixture.calls.length).toBeGreaterThan(before);
  fixture.clock.advance(30_000);
  expect(await answer).toMatchObject({ status: 504, text: expect.stringContaining("REQUEST_TIMED_OUT") });
});

test("an operator counts known operations like all others", async () => {
  const query = `query Counted { channel(id: "ch_1") { id } }`;
  for (let time = 0; time < 3; time += 1) await send(asked(query));
  const { text } = await metrics.scrape();
  expect(text).toContain('playhead_gateway_requests_total{operation="Counted",kind="query",outcome="ok"} 3');
});

test.each([
  ["a query", LIST, { first: 2 }],
  ["a mutation", `mutation { publish(id: "dr_1") { id title } }`, {}],
  ["a query of which a part is denied", `{ contents { id ... on Draft { wordCount } } }`, {}],
])(
  "%s is answered the same over a socket as over HTTP, the first time and later",
  async (_what, query, variables) => {
    await using other = await createFixture({ introspection: false });
    const { text } = await send(asked(query, { variables }));
    const traceless = (said: string) => said.replaceAll(/\b[\da-f]{32}\b/g, "(trace)");
    const clients = [other.client("ac_1"), other.client("ac_1"), fixture.client("ac_1")];
    for (const client of clients) {
      for await (const answer of client.iterate({ query, variables })) {
        expect(JSON.parse(traceless(JSON.stringify(answer)))).toEqual(JSON.parse(text));
      }
    }
  },
);

test("who reads again because something has changed is never given what was under way before", async () => {
  const known = `query { channel(id: "ch_1") { title } }`;
  const client = fixture.client("ac_1");
  for await (const _answer of client.iterate({ query: known })) break;
  let release = () => {};
  fixture.hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  const before = fixture.calls.length;
  const both = [1, 2].map(async () => {
    for await (const answer of client.iterate({ query: known })) return answer;
    return undefined;
  });
  await expect.poll(() => fixture.calls.length).toBe(before + 2);
  release();
  expect(await Promise.all(both)).toEqual([
    { data: { channel: { title: "title of ch_1" } } },
    { data: { channel: { title: "title of ch_1" } } },
  ]);
});
