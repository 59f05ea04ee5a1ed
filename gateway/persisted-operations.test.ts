import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client/core";
import { createPersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { getOperationAST, parse } from "graphql";
import { expect, test } from "vitest";
import { ManualClock } from "../lib/clock.js";
import { createLogger } from "../lib/logger.js";
import { readGatewayFiles } from "./gateway-files.js";
import { createPersistedOperations } from "./persisted-operations.js";
import { readSafelist } from "./safelist.js";
import { createFixture, FILES, type Fixture, START } from "./testing/fixture.js";

const QUERY = `query Title { channel(id: "ch_1") { title } }`;
const TICKS = `subscription Ticks { ticked(room: "r1") { count } }`;
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");
const byHash = (hash: string) => ({ persistedQuery: { version: 1, sha256Hash: hash } });

interface Sent {
  readonly body: { data?: unknown; errors?: { extensions: Record<string, unknown> }[] };
  readonly status: number;
}

async function send(fixture: Fixture, body: object, headers: Record<string, string> = {}): Promise<Sent> {
  const response = await fetch(fixture.gateway.url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Sent["body"] };
}

async function get(fixture: Fixture, hash: string, headers: Record<string, string> = {}): Promise<Response> {
  const url = new URL(fixture.gateway.url);
  url.searchParams.set("extensions", JSON.stringify(byHash(hash)));
  return fetch(url, { headers: { "apollo-require-preflight": "true", ...headers } });
}

const codeOf = ({ body }: Sent) => body.errors?.[0]?.extensions["code"];
const TITLE = { channel: { title: "title of ch_1" } };

test("a client sends an operation once, and from then on its hash alone", async () => {
  await using fixture = await createFixture();
  const extensions = byHash(hashOf(QUERY));
  expect(codeOf(await send(fixture, { extensions }))).toBe("PERSISTED_QUERY_NOT_FOUND");
  expect((await send(fixture, { query: QUERY, extensions })).body.data).toEqual(TITLE);
  expect((await send(fixture, { extensions })).body.data).toEqual(TITLE);
  const response = await get(fixture, hashOf(QUERY));
  expect([response.status, await response.json()]).toEqual([200, { data: TITLE }]);
});

test("a text under another's hash is refused, and not kept", async () => {
  await using fixture = await createFixture();
  const extensions = byHash(hashOf("{ __typename }"));
  expect((await send(fixture, { query: QUERY, extensions })).status).toBe(400);
  expect(codeOf(await send(fixture, { extensions }))).toBe("PERSISTED_QUERY_NOT_FOUND");
});

test("what is no valid operation is not kept", async () => {
  await using fixture = await createFixture();
  const query = "{ nothing }";
  const extensions = byHash(hashOf(query));
  expect((await send(fixture, { query, extensions })).status).toBe(400);
  expect(codeOf(await send(fixture, { extensions }))).toBe("PERSISTED_QUERY_NOT_FOUND");
});

test("a process keeps so many texts and no more, those used last", async () => {
  const clock = new ManualClock(START);
  const persisted = createPersistedOperations({ store: null, clock, log: createLogger("silent") });
  for (let index = 0; index < 1_000; index += 1) await persisted.keep(`h${index}`, "text");
  expect(await persisted.find("h0")).toBe("text");
  await persisted.keep("h1000", "text");
  expect([await persisted.find("h0"), await persisted.find("h1")]).toEqual(["text", undefined]);
  await persisted.keep("huge", "x".repeat(7_999_999));
  expect([await persisted.find("h0"), (await persisted.find("huge"))?.length]).toEqual([
    undefined,
    7_999_999,
  ]);
});

function manifestOf(...bodies: string[]): string {
  const operations = bodies.map((body, index) => ({
    id: hashOf(body),
    name: `Operation${index}`,
    type: body.startsWith("subscription") ? "subscription" : "query",
    body,
  }));
  return JSON.stringify({ format: "apollo-persisted-query-manifest", version: 1, operations });
}

const LISTED = { text: manifestOf(QUERY, TICKS), isBinding: true };
const REFUSED = { extensions: { code: "QUERY_NOT_IN_SAFELIST" } };

test("with a binding manifest listed operations run by hash or by text, and no others, over HTTP", async () => {
  await using fixture = await createFixture({ manifest: LISTED });
  expect((await send(fixture, { extensions: byHash(hashOf(QUERY)) })).body.data).toEqual(TITLE);
  expect((await (await get(fixture, hashOf(QUERY))).json()) as unknown).toEqual({ data: TITLE });
  const spaced = `# a comment\nquery Title {\n  channel(id: "ch_1"), { title }\n}`;
  expect((await send(fixture, { query: spaced })).body.data).toEqual(TITLE);
  const before = fixture.calls.length;
  const unlisted = `query Title { channel(id: "ch_2") { title } }`;
  const refused = await send(fixture, { query: unlisted, extensions: byHash(hashOf(unlisted)) });
  expect(refused.status).toBe(403);
  expect(refused.body.errors).toMatchObject([REFUSED]);
  expect(codeOf(await send(fixture, { extensions: byHash(hashOf(unlisted)) }))).toBe(
    "PERSISTED_QUERY_NOT_FOUND",
  );
  expect(fixture.calls.length).toBe(before);
});

test("with a binding manifest sockets and streams run listed operations alone, too", async () => {
  await using fixture = await createFixture({ manifest: LISTED });
  const client = fixture.client("ac_1");
  const ask = async (payload: { query: string; extensions?: Record<string, unknown> }) => {
    for await (const result of client.iterate(payload)) return result;
    return undefined;
  };
  expect(await ask({ query: "", extensions: byHash(hashOf(QUERY)) })).toMatchObject({ data: TITLE });
  expect(await ask({ query: QUERY })).toMatchObject({ data: TITLE });
  await expect(ask({ query: "{ __typename }" })).rejects.toMatchObject([REFUSED]);
  const accept = { accept: "text/event-stream" };
  const stream = await get(fixture, hashOf(TICKS), accept);
  expect(stream.headers.get("content-type")).toContain("text/event-stream");
  await stream.body?.cancel();
  const other = { query: TICKS.replace("r1", "r2") };
  expect(codeOf(await send(fixture, other, accept))).toBe("QUERY_NOT_IN_SAFELIST");
});

test("a state that a listed subscription begins with is read, though nobody listed that query", async () => {
  const query = "subscription S { streamsChanged { inUse } }";
  await using fixture = await createFixture({ manifest: { text: manifestOf(query), isBinding: true } });
  fixture.states.set("ac_1", { inUse: 3, version: 1, slots: [] });
  const { value } = await fixture.client("ac_1").iterate({ query }).next();
  expect(value).toEqual({ data: { streamsChanged: { inUse: 3 } } });
});

test("whoever holds the scope for it runs anything", async () => {
  await using fixture = await createFixture({ manifest: LISTED });
  const status = async (token: string) =>
    (await send(fixture, { query: "{ __typename }" }, { authorization: `Bearer ${token}` })).status;
  expect([await status("ac_1"), await status("ac_1.operations:any")]).toEqual([403, 200]);
  expect([await status("ac_1.billing"), await status("ac_1.ops")]).toEqual([403, 200]);
});

/**
 * As `generate-persisted-query-manifest` 1.4.0 (`@apollo/generate-persisted-query-manifest`, 98 MB with what it needs) wrote
 * it of client/operations.graphql, an operation a file, as the tool wants them:
 * `{ "documents": ["documents/*.graphql"], "output": "client-manifest.json" }`.
 */
const MADE_BY_APOLLO = new URL("./testing/client-manifest.json", import.meta.url);

test("what Apollo's tool makes of our client's operations is served to Apollo Client by their ids alone", async () => {
  const text = await readFile(MADE_BY_APOLLO, "utf8");
  const { operations } = JSON.parse(text) as { operations: { id: string; name: string; body: string }[] };
  const asked: string[] = [];
  await using fixture = await createFixture({
    ...(await readGatewayFiles()),
    manifest: { text, isBinding: true },
    transport: {
      async call(service, { query }) {
        asked.push(`${service} ${query.slice(0, query.indexOf("{"))}`);
        return { data: { endPlayout: true } };
      },
    },
  });
  const sent: { query?: string }[] = [];
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: createPersistedQueryLink({
      generateHash: (document) =>
        operations.find(({ name }) => name === getOperationAST(document)?.name?.value)?.id ?? "",
    }).concat(
      new HttpLink({
        uri: fixture.gateway.url,
        fetch: (url, init) => {
          sent.push(JSON.parse(String(init?.body)));
          return fetch(url, init);
        },
      }),
    ),
  });
  const mutation = parse(operations.find(({ name }) => name === "EndPlayout")?.body ?? "");
  const variables = { slotToken: "token", sequence: 2 };
  expect((await client.mutate({ mutation, variables })).data).toEqual({ endPlayout: true });
  client.stop();
  expect(sent.map(({ query }) => query)).toEqual([undefined]);
  expect(asked).toEqual([expect.stringMatching(/^playback mutation EndPlayout/)]);
  expect(operations).toHaveLength(9);
  for (const { id, body } of operations) {
    // They lack their variables, or are no operations for POST; but they are found, listed and valid.
    const expected = body.startsWith("subscription") ? "BAD_REQUEST" : "BAD_USER_INPUT";
    expect(codeOf(await send(fixture, { extensions: byHash(id) })), body).toBe(expected);
  }
  expect(codeOf(await send(fixture, { query: "{ __typename }" }))).toBe("QUERY_NOT_IN_SAFELIST");
});

test("a manifest that is not binding only spares texts", async () => {
  await using fixture = await createFixture({ manifest: { ...LISTED, isBinding: false } });
  expect((await send(fixture, { extensions: byHash(hashOf(QUERY)) })).body.data).toEqual(TITLE);
  expect((await send(fixture, { query: "{ __typename }" })).status).toBe(200);
});

test("a manifest of a new version of an app is in force without a restart", async () => {
  let manifest = LISTED;
  await using fixture = await createFixture({ manifest, reloadFrom: async () => ({ ...FILES, manifest }) });
  expect((await send(fixture, { query: "{ __typename }" })).status).toBe(403);
  manifest = { text: manifestOf("{ __typename }"), isBinding: true };
  expect(await fixture.gateway.reload()).toBe(true);
  expect((await send(fixture, { query: "{ __typename }" })).status).toBe(200);
});

test.each([
  ["no JSON", "{", "is not valid"],
  ["another format", `{"format":"other","version":1,"operations":[]}`, "format"],
  ["another version", `{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}`, "version"],
  [
    "an operation that is none",
    manifestOf("query {"),
    "the operation Operation0 in the manifest is no GraphQL",
  ],
  ["an id that comes twice", manifestOf(QUERY, QUERY), "two with the id"],
])("a manifest with %s is refused at the start, with the reason", (_what, text, reason) => {
  expect(() => readSafelist(text, true)).toThrow(reason);
});
