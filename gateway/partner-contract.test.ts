import { buildClientSchema, buildSchema, getIntrospectionQuery, type IntrospectionQuery } from "graphql";
import { afterEach, beforeEach, expect, test } from "vitest";
import { composeGatewayFiles } from "../tools/composition.js";
import { readRules } from "./generation.js";
import { DEFAULT_LIMITS } from "./limits.js";
import { createOperationChecker } from "./operations.js";
import { loadSupergraph } from "./supergraph.js";
import { createFixture, type Fixture } from "./testing/fixture.js";

let production: Fixture;

beforeEach(async () => {
  production = await createFixture({ introspection: false });
});

afterEach(() => production[Symbol.asyncDispose]());

const RENAMED = `rename(input: { id: "ch_1", manner: LOUD })`;
const RENAME = `mutation { ${RENAMED} }`;

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

const HIDDEN = [
  ["a field", RENAME],
  ["a field twice", `mutation { a: ${RENAMED} b: ${RENAMED} }`],
  ["a field without what it has to be given", "mutation { rename }"],
  ["a field with half of what it has to be given", `mutation { rename(input: { id: "ch_1" }) }`],
  ["a field with a selection that it cannot have", "mutation { rename(input: {}) { id } }"],
  ["an argument", `{ list(after: "ch_1") { id } }`],
  ["an argument of another type", "{ list(after: {}) { id } }"],
  ["a type", "query ($input: Renaming!) { __typename @skip(if: true) channel(id: $input) { id } }"],
] as const;

test.each(HIDDEN)(
  "to everybody else in production %s that is internal does not exist",
  async (_what, query) => {
    for (const account of ["", "ac_1.schema:read"]) {
      const { status, body } = await production.post(query, { account });
      expect([status, body.errors?.[0]?.extensions["code"]]).toEqual([400, "GRAPHQL_VALIDATION_FAILED"]);
      expectNothingInternal(body, query);
      const overSocket = await refusalOf(query, account);
      const traceless = (errors: unknown) => JSON.stringify(errors).replaceAll(/[\da-f]{32}/g, "(trace)");
      expect(traceless(overSocket)).toBe(traceless(body.errors));
    }
    expect(production.calls).toEqual([]);
  },
);

async function refusalOf(query: string, account: string): Promise<unknown> {
  try {
    for await (const answer of production.client(account).iterate({ query })) return answer;
  } catch (errors) {
    return errors;
  }
  return undefined;
}

/** No name of anything internal that the query has not, and not what is to be given to it or got from it. */
function expectNothingInternal(body: object, query: string): void {
  const said = JSON.stringify(body);
  for (const name of ["Renaming", "Manner", "manner", "Boolean"]) {
    if (!query.includes(name)) expect(said).not.toContain(name);
  }
  expect(said).not.toMatch(/required|subfields|selection|invalid value/);
}

test("what lacks only something internal is refused, and nobody is told what", () => {
  const schema = `type Query {
    rate(stars: Int!, of: ID! @tag(name: "internal")): Int @requiresScopes(scopes: [["rate"]])
  }`;
  const federated = `extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@tag", "@requiresScopes"])`;
  const { policy, supergraph } = composeGatewayFiles([{ name: "ratings", schema: `${federated} ${schema}` }]);
  const options = { introspection: false, limits: DEFAULT_LIMITS, safelist: null };
  const check = createOperationChecker(readRules(policy, loadSupergraph(supergraph), options));
  const refused = check({ query: "{ rate(stars: 5) }" }, { viewer: null });
  expect(refused).toMatchObject([
    { message: "the operation is not valid", extensions: { code: "GRAPHQL_VALIDATION_FAILED" } },
  ]);
});

test("an operator who may use what is internal is told what is wrong with an operation", async () => {
  const { body } = await production.post("mutation { rename }", { account: "ac_1.rename" });
  expect(body.errors?.[0]?.message).toContain('argument "input" of type "Renaming!" is required');
});

test("whoever sends an operation with several faults is told of each", async () => {
  const { body } = await production.post(`mutation { ${RENAMED} nothing }`);
  expect(body.errors?.map(({ message }) => message)).toEqual([
    'Cannot query field "rename" on type "Mutation".',
    'Cannot query field "nothing" on type "Mutation".',
  ]);
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
