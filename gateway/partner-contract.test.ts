import { buildClientSchema, buildSchema, getIntrospectionQuery, type IntrospectionQuery } from "graphql";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFixture, type Fixture } from "./testing/fixture.js";

let production: Fixture;

beforeEach(async () => {
  production = await createFixture({ introspection: false });
});

afterEach(() => production[Symbol.asyncDispose]());

const RENAME = `mutation { rename(input: { id: "ch_1", manner: LOUD }) }`;

async function introspected(fixture: Fixture, account?: string) {
  const { body } = await fixture.post(getIntrospectionQuery(), account ? { account } : {});
  expect(body.errors).toBeUndefined();
  return buildClientSchema(body.data as unknown as IntrospectionQuery);
}

test("a partner reads a schema without what is internal, and without the types only that needs", async () => {
  const schema = await introspected(production, "ac_1.schema:read");
  expect(schema.getMutationType()?.getFields()).not.toHaveProperty("rename");
  expect(schema.getMutationType()?.getFields()).toHaveProperty("publish");
  expect([schema.getType("Renaming"), schema.getType("Manner")]).toEqual([undefined, undefined]);
  expect(
    schema
      .getQueryType()
      ?.getFields()
      ["list"]?.args.map(({ name }) => name),
  ).toEqual(["first"]);
});

test("an operator who may use what is internal reads and runs it", async () => {
  const schema = await introspected(production, "ac_1.schema:read.rename");
  expect(schema.getMutationType()?.getFields()).toHaveProperty("rename");
  expect((await production.post(RENAME, { account: "ac_1.rename" })).body).toEqual({
    data: { rename: true },
  });
});

test.each([
  ["a field", RENAME],
  ["an argument", `{ list(after: "ch_1") { id } }`],
  ["a type", "query ($input: Renaming!) { __typename @skip(if: true) channel(id: $input) { id } }"],
])("to everybody else in production %s that is internal does not exist", async (_what, query) => {
  const { status, body } = await production.post(query, { account: "ac_1.schema:read" });
  expect([status, body.errors?.[0]?.extensions["code"]]).toEqual([400, "GRAPHQL_VALIDATION_FAILED"]);
  expect(production.calls).toEqual([]);
});

test("no suggestion gives an internal name away", async () => {
  const { body } = await production.post(`mutation { renam(input: {}) }`);
  expect(body.errors?.[0]?.message).toMatch(/^Cannot query field "renam"/);
  expect(JSON.stringify(body)).not.toContain("rename");
});

test("the schema is read with the scope schema:read in production, and by all in development", async () => {
  const query = "{ __schema { queryType { name } } }";
  expect((await production.post(query)).status).toBe(401);
  expect((await production.post(query, { account: "ac_1" })).status).toBe(403);
  expect((await production.post(query, { account: "ac_1.schema:read" })).status).toBe(200);
  await using development = await createFixture();
  expect((await introspected(development)).getMutationType()?.getFields()).toHaveProperty("rename");
});

test("GET /schema.graphql is the partner contract, for whoever may read it", async () => {
  const get = (fixture: Fixture, account?: string) =>
    fetch(`http://127.0.0.1:${fixture.gateway.port}/schema.graphql`, {
      headers: account ? { authorization: `Bearer ${account}` } : {},
    });
  expect((await get(production)).status).toBe(401);
  expect((await get(production, "ac_1")).status).toBe(403);
  const schema = buildSchema(await (await get(production, "ac_1.schema:read")).text());
  expect(schema.getMutationType()?.getFields()).not.toHaveProperty("rename");
  expect(schema.getType("Draft")).toBeDefined();
  await using development = await createFixture();
  expect((await get(development)).status).toBe(200);
});
