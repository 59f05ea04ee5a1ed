import { getOperationAST, parse } from "graphql";
import { expect, test } from "vitest";
import { actualCost } from "./actual-cost.js";
import { readFieldWeights } from "./field-weights.js";
import { readGatewayFiles } from "./gateway-files.js";
import { DEFAULT_LIMITS } from "./limits.js";
import { measureOperation, sizeRefusal } from "./operation-limits.js";
import { loadSupergraph } from "./supergraph.js";
import { createFixture } from "./testing/fixture.js";

const { apiSchema, fullSchema } = loadSupergraph((await readGatewayFiles()).supergraph);
const weights = readFieldWeights(fullSchema);

function subjectOf(text: string, variables: Record<string, unknown> = {}) {
  const operation = getOperationAST(parse(text));
  if (!operation) throw new Error("the test has no operation");
  return { operation, fragments: new Map(), variables };
}

function sizeOf(text: string, variables?: Record<string, unknown>) {
  return measureOperation(apiSchema, subjectOf(text, variables), weights);
}

const GRID = `query Grid($from: DateTime!, $to: DateTime!) {
  channels(first: 200) {
    edges { node { number title images { url }
      schedule(from: $from, to: $to) { id title start stop images { url } } } }
  }
}`;
const FROM = "2026-11-21T00:00:00Z";

test("a day of two hundred channels may be asked for", () => {
  const size = sizeOf(GRID, { from: FROM, to: "2026-11-22T00:00:00Z" });
  expect(sizeRefusal(size, DEFAULT_LIMITS)).toBeNull();
  expect(size.cost).toBe(1 + 200 * (1 + 1 + 2 + 48 * (1 + 2)));
});

test("a longer window costs as many days as it begins", () => {
  const size = sizeOf(GRID, { from: FROM, to: "2026-11-23T00:00:01Z" });
  expect(size.cost).toBe(1 + 200 * (1 + 1 + 2 + 3 * 48 * (1 + 2)));
  expect(sizeRefusal(size, DEFAULT_LIMITS)?.message).toMatch(/^cost must be at most 50000, got /);
});

test.each([
  ["turned around", "2026-11-20T00:00:00Z"],
  ["no time at all", "tomorrow"],
])("a window that is %s is for the catalog to refuse, and costs a day", (_what, to) => {
  expect(sizeOf(GRID, { from: FROM, to }).cost).toBe(
    sizeOf(GRID, { from: FROM, to: "2026-11-22T00:00:00Z" }).cost,
  );
});

test("lists within lists within lists are refused", () => {
  const bomb = `query ($from: DateTime!, $to: DateTime!) { channels(first: 500) { edges { node {
    schedule(from: $from, to: $to) { channel { schedule(from: $from, to: $to) { title } } } } } } }`;
  const refusal = sizeRefusal(sizeOf(bomb, { from: FROM, to: "2026-11-22T00:00:00Z" }), DEFAULT_LIMITS);
  expect(refusal?.extensions).toMatchObject({ code: "OPERATION_TOO_LARGE", limit: "cost" });
});

test("a list that is asked for through an interface costs what it does on its types", () => {
  const asked = (type: string) =>
    sizeOf(`{ content(id: "br_1") { ... on ${type} { images { url } } } }`).cost;
  expect(asked("Content")).toBe(asked("Broadcast"));
});

test("the actual cost counts what is there, each once however often it was written", () => {
  const query = `{ a: channels(first: 200) { edges { node { images { url } ... on Channel { images { url width } } } } edges { cursor } } }`;
  const node = { images: [{ url: "1" }, { url: "2" }] };
  const data = {
    a: {
      edges: [
        { node, cursor: "x" },
        { node: { images: [] }, cursor: "y" },
      ],
    },
  };
  expect(actualCost(apiSchema, subjectOf(query), weights, data)).toBe(1 + 2 + 2 + 2);
  expect(actualCost(apiSchema, subjectOf(query), weights, { a: null })).toBe(0);
  expect(actualCost(apiSchema, subjectOf(query), weights, null)).toBe(0);
});

test("whoever asks for it is told what an operation was estimated to cost, and what it did", async () => {
  await using fixture = await createFixture({ limits: { operationCost: 77 } });
  const query = "{ list(first: 7) { title } contents { id title } }";
  const asked = await fixture.post(query, { headers: { "x-playhead-cost": "1" } });
  expect(asked.body).toMatchObject({ extensions: { cost: { estimated: 17, actual: 8, most: 77 } } });
  expect((await fixture.post(query)).body).not.toHaveProperty("extensions");
});

test("the actual cost is told of the part that may be seen, too", async () => {
  await using fixture = await createFixture();
  const query = "{ list(first: 3) { title } drafts { id } }";
  const { body } = await fixture.post(query, { headers: { "x-playhead-cost": "1" } });
  expect(body.errors).toHaveLength(1);
  expect(body).toMatchObject({ extensions: { cost: { actual: 3 } } });
});
