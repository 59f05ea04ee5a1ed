import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import {
  ApolloClient,
  HttpLink,
  InMemoryCache,
  type NormalizedCacheObject,
  split,
} from "@apollo/client/core";
import { createPersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { getMainDefinition } from "@apollo/client/utilities";
import {
  buildClientSchema,
  getIntrospectionQuery,
  type IntrospectionOptions,
  type IntrospectionQuery,
  parse,
  validateSchema,
} from "graphql";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readGatewayFiles } from "./gateway-files.js";
import { createFixture, type Fixture } from "./testing/fixture.js";

const PARTNER = "ac_1.schema:read";

describe("a partner in production reads the schema", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await createFixture({ ...(await readGatewayFiles()), introspection: false });
  });
  afterEach(() => fixture[Symbol.asyncDispose]());

  const everything: IntrospectionOptions = {
    descriptions: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  };

  test.each([
    ["the stock query", getIntrospectionQuery()],
    ["the stock query with all that it can ask for", getIntrospectionQuery(everything)],
    // As its useIntrospectionQuery asks, and what it falls back to.
    ["GraphiQL's query", getIntrospectionQuery({ inputValueDeprecation: false, schemaDescription: false })],
    [
      "GraphiQL's query without subscriptions",
      getIntrospectionQuery().replace("subscriptionType { name }", ""),
    ],
  ])("by %s", async (_what, query) => {
    const { status, body } = await fixture.post(query, { account: PARTNER });
    expect([status, body.errors]).toEqual([200, undefined]);
    const schema = buildClientSchema(body.data as unknown as IntrospectionQuery);
    expect(validateSchema(schema)).toEqual([]);
    expect(schema.getQueryType()?.getFields()).toHaveProperty("channels");
    expect(schema.getMutationType()?.getFields()).not.toHaveProperty("importGuide");
    expect(fixture.calls).toEqual([]);
  });

  test("by graphql-codegen, which makes types of it and of the partner's operations", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-codegen-"));
    const config = {
      schema: [{ [fixture.gateway.url]: { headers: { authorization: `Bearer ${PARTNER}` } } }],
      documents: path.join(folder, "*.graphql"),
      generates: {
        [path.join(folder, "types.ts")]: { plugins: ["typescript", "typescript-operations"] },
      },
    };
    await writeFile(path.join(folder, "codegen.json"), JSON.stringify(config));
    await writeFile(
      path.join(folder, "now.graphql"),
      "query Now { channels(first: 3) { edges { node { now { title } } } } }",
    );
    await promisify(execFile)(process.execPath, [
      path.resolve("node_modules/@graphql-codegen/cli/cjs/bin.js"),
      "--config",
      path.join(folder, "codegen.json"),
    ]);
    const types = await readFile(path.join(folder, "types.ts"), "utf8");
    await rm(folder, { recursive: true, force: true });
    expect(types).toContain("export type NowQuery =");
    expect(types).not.toMatch(/importGuide|ImportProblem/i);
  });
});

describe("Apollo Client in production", () => {
  let fixture: Fixture;
  let client: ApolloClient<NormalizedCacheObject>;
  /** Each request over HTTP: its method, and whether it brought the text. */
  let sent: string[];
  beforeEach(async () => {
    fixture = await createFixture({ introspection: false });
    fixture.states.set("ac_1", { inUse: 2, version: 1, slots: [] });
    sent = [];
    const http = new HttpLink({
      uri: fixture.gateway.url,
      fetch(url, options) {
        const brings = `${url}${options?.body ?? ""}`;
        sent.push(`${options?.method} ${/\bquery(=|":)/.test(brings) ? "text" : "hash"}`);
        return fetch(url, options);
      },
      headers: { authorization: `Bearer ${PARTNER}` },
    });
    const persisted = createPersistedQueryLink({
      sha256: (text: string) => createHash("sha256").update(text).digest("hex"),
      useGETForHashedQueries: true,
    });
    const sockets = new GraphQLWsLink(fixture.client("ac_1"));
    client = new ApolloClient({
      cache: new InMemoryCache({ possibleTypes: { Content: ["Channel", "Draft"] } }),
      link: split(
        ({ query, getContext }) => {
          const definition = getMainDefinition(query);
          const subscribes = "operation" in definition && definition.operation === "subscription";
          return subscribes && getContext()["overHttp"] !== true;
        },
        sockets,
        split(({ getContext }) => getContext()["overHttp"] === true, http, persisted.concat(http)),
      ),
    });
  });
  afterEach(async () => {
    client.stop();
    await fixture[Symbol.asyncDispose]();
  });

  const STREAMS = parse("subscription { streamsChanged { inUse } }");

  test("reads which types an interface has, as its documentation asks a schema for its cache", async () => {
    const query = parse("query { __schema { types { kind name possibleTypes { name } } } }");
    const { data } = await client.query({ query, context: { overHttp: true } });
    const possible = data.__schema.types.find(
      ({ name }: { name: string }) => name === "Content",
    ).possibleTypes;
    expect(possible.map(({ name }: { name: string }) => name)).toEqual(["Channel", "Draft"]);
  });

  test("queries by the hash of its operation, and once by its text", async () => {
    const query = parse(`query One($id: ID!) { channel(id: $id) { id title } }`);
    for (const id of ["ch_1", "ch_2"]) {
      const { data } = await client.query({ query, variables: { id } });
      expect(data).toMatchObject({ channel: { id, title: `title of ${id}` } });
    }
    expect(sent).toEqual(["GET hash", "POST text", "GET hash"]);
  });

  test("mutates", async () => {
    const { data } = await client.mutate({
      mutation: parse(`mutation { publish(id: "dr_1") { id title } }`),
    });
    expect(data).toMatchObject({ publish: { id: "dr_1" } });
  });

  test("gets what it may and an error for the rest", async () => {
    const query = parse("query { viewer { id } content { id ... on Draft { note } } }");
    const { data, errors } = await client.query({ query, errorPolicy: "all" });
    expect(data).toMatchObject({ viewer: { id: "ac_1" }, content: { note: null } });
    expect(errors?.[0]?.extensions?.["code"]).toBe("FORBIDDEN");
  });

  test.each([
    ["a WebSocket", {}],
    ["multipart HTTP", { overHttp: true }],
  ])("subscribes over %s", async (_what, context) => {
    const results: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      const subscription = client.subscribe({ query: STREAMS, context }).subscribe({
        next: ({ data }) => {
          results.push(data.streamsChanged.inUse);
          if (results.length === 1) {
            fixture.live.publish("streams.ac_1", { inUse: 5, version: 2, slots: [] });
            return;
          }
          subscription.unsubscribe();
          resolve();
        },
        error: reject,
      });
    });
    expect(results).toEqual([2, 5]);
  });
});
