import { buildSchema, getOperationAST, Kind, parse } from "graphql";
import { describe, expect, test } from "vitest";
import type { Viewer } from "../lib/viewer.js";
import { deniedCoordinates, deniedFields, policyRefusal, readPolicy } from "./policy.js";

const SCHEMA = buildSchema(`
  interface Content { id: ID! title: String }
  type Film implements Content { id: ID! title: String script: String mood: Mood }
  type Show implements Content { id: ID! title: String }
  type Vault { gold: Int }
  enum Mood { GLAD SAD }
  union Found = Film | Vault
  type Query { film: Film show: Show contents: [Content] found: [Found] vault: Vault open: Int }
  type Mutation { burn: Int }
  type Subscription { burned: Int }
`);

const RULES = {
  "Film.title": { authenticated: true },
  "Film.script": { scopes: [["edit", "review"], ["admin"]] },
  Mood: { scopes: [["mood"]] },
  Vault: { authenticated: true },
  "Mutation.burn": { authenticated: true },
  "Subscription.burned": { authenticated: true },
};
const POLICY = readPolicy(JSON.stringify(RULES), SCHEMA);

function denied(
  text: string,
  viewer: Viewer | null = null,
  variables: Record<string, unknown> = {},
): string[] {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("the test has no operation");
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const subject = {
    operation,
    variables,
    fragments: new Map(fragments.map((each) => [each.name.value, each])),
  };
  return [...deniedCoordinates(deniedFields(POLICY, SCHEMA, subject, viewer)).keys()];
}

function viewerWith(...scopes: string[]): Viewer {
  return { accountId: "ac_1", deviceId: null, profileId: null, sessionId: null, scopes, expiresAt: 0 };
}

describe("what nobody signed in may not select", () => {
  test.each([
    ["a guarded field", "{ film { title } }", ["Film.title"]],
    ["a field of a type that is not guarded", "{ show { title } open }", []],
    ["a guarded field under an alias", "{ open: film { id: title } }", ["Film.title"]],
    ["a guarded type", "{ vault { gold } }", ["Vault"]],
    ["a guarded mutation", "mutation { burn }", ["Mutation.burn"]],
    ["a guarded subscription", "subscription { burned }", ["Subscription.burned"]],
    ["a guarded field by its interface", "{ contents { title } }", ["Film.title"]],
    ["another field of the interface", "{ contents { id } }", []],
    ["the interface narrowed to another type", "{ contents { ... on Show { title } } }", []],
    ["the interface seen from another type", "{ show { ... on Content { title } } }", []],
    ["the interface seen from the type", "{ film { ... on Content { title } } }", ["Film.title"]],
    ["a member of a union", "{ found { ... on Vault { gold } } }", ["Vault"]],
    ["another member of the union", "{ found { ... on Film { id } } }", []],
    [
      "a guarded field in a fragment",
      "{ film { ...A } } fragment A on Film { ...B } fragment B on Film { title }",
      ["Film.title"],
    ],
    [
      "a fragment that is harmless at first",
      "{ show { ...A } film { ...A } } fragment A on Content { title }",
      ["Film.title"],
    ],
    ["a guarded enum", "{ film { mood } }", ["Mood"]],
  ])("%s", (_what, text, expected) => {
    expect(denied(text)).toEqual(expected);
  });

  test("what is left out is not selected", () => {
    const text = `query ($with: Boolean!) {
      film { title @include(if: $with) ... @skip(if: true) { script } ...Mood @include(if: $with) }
    }
    fragment Mood on Film { mood }`;
    expect(denied(text, null, { with: false })).toEqual([]);
    expect(denied(text, null, { with: true })).toEqual(["Film.title", "Mood"]);
  });

  test("a pyramid of fragments is looked at once", () => {
    const levels = Array.from({ length: 60 }, (_none, index) => {
      const spread = index < 59 ? `...F${index + 1} ...F${index + 1}` : "title";
      return `fragment F${index} on Film { a: id ... { ${spread} } }`;
    });
    expect(denied(`{ film { ...F0 } } ${levels.join(" ")}`)).toEqual(["Film.title"]);
  });
});

describe("scopes", () => {
  const text = "{ film { title script } }";

  test("all of one of the alternatives are needed", () => {
    expect(denied(text, viewerWith("edit"))).toEqual(["Film.script"]);
    expect(denied(text, viewerWith("edit", "review"))).toEqual([]);
    expect(denied(text, viewerWith("admin"))).toEqual([]);
  });

  test("the refusal says whether to sign in or which scopes are missing", () => {
    const rules = new Map([["Film.script", RULES["Film.script"]]]);
    expect(policyRefusal(rules, null)?.code).toBe("UNAUTHENTICATED");
    expect(policyRefusal(rules, viewerWith())).toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("admin"),
    });
    expect(policyRefusal(new Map(), null)).toBeNull();
  });
});

test.each([
  ["is not JSON", "{"],
  ["Film.title", `{ "Film.title": {} }`],
  ["Film.title", `{ "Film.title": { "scopes": [[]] } }`],
  ["Film.gone", `{ "Film.gone": { "authenticated": true } }`],
  ["Gone", `{ "Gone": { "authenticated": true } }`],
])("a policy that cannot be enforced is refused, naming %s", (named, text) => {
  expect(() => readPolicy(text, SCHEMA)).toThrow(named);
});
