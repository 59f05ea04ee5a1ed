import { buildSchema, type DocumentNode, type GraphQLSchema, getOperationAST, parse } from "graphql";
import { expect, it } from "vitest";
import { compileOperation } from "./compiled-operation.js";

const SCHEMA = `
  type Query { item(filter: Filter): Item items: [Item!] }
  type Mutation { first: Item second: Item! third: Item }
  type Item { id: ID! name(upper: Boolean = true): String }
  input Filter { name: String }
`;

/** A schema with resolvers, by `Type.field`. */
function schemaWith(resolvers: Readonly<Record<string, (...given: never[]) => unknown>>): GraphQLSchema {
  const schema = buildSchema(SCHEMA);
  for (const [coordinate, resolve] of Object.entries(resolvers)) {
    const [type = "", field = ""] = coordinate.split(".");
    const of = schema.getType(type) as ReturnType<GraphQLSchema["getQueryType"]>;
    const definition = of?.getFields()[field];
    if (!definition) throw new Error(`there is no ${coordinate}`);
    definition.resolve = resolve as never;
  }
  return schema;
}

function compiled(schema: GraphQLSchema, text: string) {
  const document: DocumentNode = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("there is no operation");
  return compileOperation(schema, document, operation);
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it("begins what a mutation changes second when the first is done, and nothing after what had to be had and failed", async () => {
  const happened: string[] = [];
  const schema = schemaWith({
    "Mutation.first": async () => {
      happened.push("first begins");
      await turn();
      happened.push("first ends");
      return { id: "1" };
    },
    "Mutation.second": async () => {
      happened.push("second begins");
      await turn();
      throw new Error("no");
    },
    "Mutation.third": () => void happened.push("third begins"),
  });
  const result = await compiled(schema, "mutation { first { id } second { id } third { id } }")?.run({}, {});
  expect(happened).toEqual(["first begins", "first ends", "second begins"]);
  expect(result).toMatchObject({ data: null, errors: [{ message: "no", path: ["second"] }] });
});

it("reads a field's arguments once, however many objects have it, and lets no resolver change them for the others", async () => {
  const given: object[] = [];
  const schema = schemaWith({
    "Query.items": () => [{ id: "1" }, { id: "2" }],
    "Item.name": (_source: object, args: { upper?: boolean }) => {
      given.push(args);
      args.upper = false;
      return "name";
    },
  });
  const result = await compiled(schema, "{ items { name } }")?.run({}, {});
  expect(given).toEqual([{ upper: true }, { upper: true }]);
  expect(new Set(given).size).toBe(1);
  expect(result?.errors?.map(({ path }) => path)).toEqual([
    ["items", 0, "name"],
    ["items", 1, "name"],
  ]);
});

it("leaves nothing behind that could end the process where the rest of a list is not wanted any more", async () => {
  const rejected: unknown[] = [];
  const note = (reason: unknown) => void rejected.push(reason);
  process.on("unhandledRejection", note);
  const schema = schemaWith({ "Query.items": () => [null, Promise.reject(new Error("nobody hears"))] });
  const result = await compiled(schema, "{ items { id } }")?.run({}, {});
  await turn();
  process.off("unhandledRejection", note);
  expect(result).toMatchObject({ data: { items: null }, errors: [{ path: ["items", 0] }] });
  expect(rejected).toEqual([]);
});

it.each([
  ["a key that JavaScript takes for an object's prototype", "{ __proto__: item { id } }", {}],
  ["a condition that is null", "query ($a: Boolean = true) { item @include(if: $a) { id } }", { a: null }],
  [
    "more conditions than are worth compiling each combination of",
    `query (${[..."abcdefg"].map((name) => `$${name}: Boolean!`)}) {
      ${[..."abcdefg"].map((name) => `${name}: item @include(if: $${name}) { id }`)} }`,
    {},
  ],
])("leaves %s to graphql-js", async (_what, text, variables) => {
  expect((await compiled(schemaWith({}), text)?.run({}, variables)) ?? null).toBeNull();
});
