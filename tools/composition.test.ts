import { parse } from "graphql";
import { describe, expect, test } from "vitest";
import { composeGatewayFiles } from "./composition.js";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5",
  import: ["@key", "@authenticated", "@requiresScopes"])`;

const ONE = `${LINK}
  type Item @key(fields: "id") { id: ID! secret: String @authenticated }
  type Vault @requiresScopes(scopes: [["open"]]) { gold: Int @authenticated @requiresScopes(scopes: [["a", "b"], ["c"]]) }
  type Query { item: Item vault: Vault }`;
const TWO = `${LINK} type Item @key(fields: "id") { id: ID! price: Int }`;

describe("composing", () => {
  const files = composeGatewayFiles([
    { name: "two", schema: TWO },
    { name: "one", schema: ONE },
  ]);

  test("takes the security directives out of the supergraph and nothing else", () => {
    expect(files.supergraph).not.toMatch(/authenticated|requiresScopes/);
    expect(parse(files.supergraph).definitions.length).toBeGreaterThan(0);
    expect(files.supergraph).toContain("secret: String");
    expect(files.supergraph).toContain("@join__type(graph: TWO");
  });

  test("writes what they asked for, in order; scopes imply a signed-in viewer", () => {
    expect(Object.entries(JSON.parse(files.policy))).toEqual([
      ["Item.secret", { authenticated: true }],
      ["Vault", { scopes: [["open"]] }],
      ["Vault.gold", { scopes: [["a", "b"], ["c"]] }],
    ]);
  });

  test("gives the same whatever the order of the subgraphs", () => {
    expect(
      composeGatewayFiles([
        { name: "one", schema: ONE },
        { name: "two", schema: TWO },
      ]),
    ).toEqual(files);
  });

  test("says what does not compose", () => {
    const clash = `${LINK} type Item @key(fields: "id") { id: ID! price: String }`;
    const all = [ONE, TWO, clash].map((schema, index) => ({ name: `s${index}`, schema }));
    expect(() => composeGatewayFiles(all)).toThrow(/do not compose:\n {2}.*Item\.price/);
  });

  test("refuses a guard that the gateway does not enforce", () => {
    const schema = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@policy"])
      type Query { a: Int @policy(policies: [["p"]]) }`;
    expect(() => composeGatewayFiles([{ name: "one", schema }])).toThrow("@policy is not enforced");
  });
});
