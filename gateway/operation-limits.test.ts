import { buildSchema, getOperationAST, Kind, parse } from "graphql";
import { expect, test } from "vitest";
import { readFieldWeights } from "./field-weights.js";
import { DEFAULT_LIMITS } from "./limits.js";
import { measureOperation } from "./operation-limits.js";
import { createFixture } from "./testing/fixture.js";
import { SocketPeer } from "./testing/socket-peer.js";

const SCHEMA = buildSchema(`
  directive @cost(weight: String!) on FIELD_DEFINITION
  directive @listSize(
    assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true
  ) on FIELD_DEFINITION
  type Film { id: ID! title: String cast: [Film] @listSize(assumedSize: 3) trailer: Int @cost(weight: "5") all: [Film] }
  type Page { edges: [Edge] total: Int }
  type Edge { node: Film }
  type Query {
    film: Film
    films(first: Int = 20): [Film]
    page(first: Int!): Page
    sized(limit: Int): Page @listSize(slicingArguments: ["limit"], sizedFields: ["edges"])
  }
  type Mutation { save: Film }
`);

const WEIGHTS = readFieldWeights(SCHEMA);

function sizeOf(text: string, variables: Record<string, unknown> = {}) {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("the test has no operation");
  const found = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const fragments = new Map(found.map((each) => [each.name.value, each]));
  return measureOperation(SCHEMA, { operation, fragments, variables }, WEIGHTS);
}

test.each([
  ["an object", "{ film { id title } }", 1],
  ["a list by its default", "{ films { id } }", 20],
  ["a list by its argument", "{ films(first: 3) { id } }", 3],
  ["a list of which nothing is said", "{ film { all { id } } }", 11],
  ["lists within lists", "{ films(first: 3) { all { id } } }", 33],
  ["an assumed size", "{ film { cast { id } } }", 4],
  ["a connection", "{ page(first: 7) { edges { node { id } } } }", 15],
  ["sized fields", "{ sized(limit: 4) { edges { node { id } } } }", 9],
  ["a weight", "{ films(first: 2) { trailer } }", 12],
  ["a mutation", "mutation { save { id } }", 10],
  ["a size that is negative", "{ films(first: -5) { id } film { id } }", 1],
  ["what is left out", "{ film { id } films @skip(if: true) { id } }", 1],
  [
    "fragments wherever they are spread",
    "{ a: film { ...F } b: film { ...F } } fragment F on Film { all { id } }",
    22,
  ],
])("the cost counts %s", (_what, text, cost) => {
  expect(sizeOf(text).cost).toBe(cost);
});

test("a size in a variable counts", () => {
  expect(sizeOf("query ($n: Int) { films(first: $n) { id } }", { n: 42 }).cost).toBe(42);
});

const DEEP = "{ viewer { streams { slots { channel { title } } } } }";

test("a pyramid of fragments is measured at once", () => {
  const levels = Array.from({ length: 60 }, (_none, index) => {
    const spread = index < 59 ? `...F${index + 1} ...F${index + 1}` : "id";
    return `fragment F${index} on Film { a: all { ${spread} } }`;
  });
  expect(sizeOf(`{ film { ...F0 } } ${levels.join(" ")}`).cost).toBeGreaterThan(1e30);
});

test("what the planner writes out counts, though it costs nothing and conditions leave it out", () => {
  const levels = Array.from({ length: 12 }, (_none, index) => {
    const spread = index < 11 ? `film { ...F${index + 1} } next { ...F${index + 1} }` : "";
    return `fragment F${index} on Film { id title ${spread} }`;
  });
  const { selections, cost } = sizeOf(`{ film @skip(if: true) { ...F0 } } ${levels.join(" ")}`);
  // Two fields and their fragment, at each of the 2^12 - 1 places, and the field that each but the first is in.
  expect({ selections, cost }).toEqual({ selections: 4 * (2 ** 12 - 1), cost: 0 });
});

test.each([
  [
    "tokens",
    { operationTokens: 5 },
    "{ a: __typename }",
    { operationTokens: 4 },
    "tokens must be at most 4, got more",
  ],
  ["depth", { operationDepth: 5 }, DEEP, { operationDepth: 4 }, "depth must be at most 4, got 5"],
  [
    "aliases",
    { operationAliases: 2 },
    "{ a: __typename b: __typename }",
    { operationAliases: 1 },
    "aliases must be at most 1, got 2",
  ],
  [
    "root fields",
    { operationRootFields: 2 },
    "{ a: __typename b: __typename }",
    { operationRootFields: 1 },
    "root fields must be at most 1, got 2",
  ],
  [
    "selections",
    { operationSelections: 4 },
    "{ list { ...F } } fragment F on Channel { id title }",
    { operationSelections: 3 },
    "selections must be at most 3, got 4",
  ],
  [
    "cost",
    { operationCost: 30 },
    "{ list(first: 30) { title } }",
    { operationCost: 29 },
    "cost must be at most 29, got 30",
  ],
])(
  "an operation at the limit of %s runs, one above it is refused before any service is asked",
  async (_what, at, query, above, message) => {
    await using roomy = await createFixture({ limits: at });
    expect((await roomy.post(query)).status).toBe(200);
    await using tight = await createFixture({ limits: above });
    const { status, body } = await tight.post(query);
    expect(status).toBe(400);
    expect(body.errors?.[0]).toMatchObject({ message, extensions: { code: "OPERATION_TOO_LARGE" } });
    expect(tight.calls).toEqual([]);
  },
);

test("the default limits let a page of a hundred through, and not the whole of everything", () => {
  expect(sizeOf("{ films(first: 100) { all { id } } }").cost).toBeLessThan(DEFAULT_LIMITS.operationCost);
  expect(sizeOf("{ films(first: 100) { all { all { all { id } } } } }").cost).toBeGreaterThan(
    DEFAULT_LIMITS.operationCost,
  );
});

test("an operation whose fields are alike too often is refused before they are compared, over HTTP and WebSockets", async () => {
  await using fixture = await createFixture();
  const query = `{ list(first: 1) { ${"title ".repeat(317)} } }`;
  const { status, body } = await fixture.post(query);
  expect(status).toBe(400);
  const refusal = {
    message: "pairs of fields of one name must be at most 50000, got 50086",
    extensions: { code: "OPERATION_TOO_LARGE" },
  };
  expect(body.errors).toMatchObject([refusal]);
  const peer = new SocketPeer(fixture.gateway.webSocketUrl);
  await peer.send({ type: "connection_init" });
  expect(await peer.next()).toEqual({ type: "connection_ack" });
  await peer.send({ id: "1", type: "subscribe", payload: { query } });
  expect(await peer.next()).toMatchObject({ id: "1", type: "error", payload: [refusal] });
});
