import { getIntrospectionQuery, parse } from "graphql";
import { expect, it } from "vitest";
import { pairsRefusal, textRefusal } from "./field-pairs.js";

const titles = (count: number) => parse(`{ films { ${"title ".repeat(count)} } }`);

it("lets an operation through whose fields are alike as often as is meant for", () => {
  expect(pairsRefusal(titles(316))).toBeNull();
  expect(pairsRefusal(parse(getIntrospectionQuery()))).toBeNull();
});

it.each([
  ["in one place", titles(317), 50_086],
  ["under an alias", parse(`{ films { ${"a: id ".repeat(400)} } }`), 79_800],
  ["in fragments", parse(`{ ...F0 } ${fragments(400)}`), 79_800],
  ["in fragments without a name", parse(`{ ${"... { title } ".repeat(400)} }`), 79_800],
])(
  "refuses one whose fields are alike too often, %s, before anybody compares them",
  (_where, document, got) => {
    expect(pairsRefusal(document)).toMatchObject({
      message: `pairs of fields of one name must be at most 50000, got ${got}`,
      extensions: { code: "OPERATION_TOO_LARGE" },
    });
  },
);

it("refuses a text of too many tokens without having read all of it", () => {
  expect(textRefusal(`{ films { ${"title ".repeat(4_000)} } }`, 3_000)).toMatchObject({
    message: "tokens must be at most 3000, got more",
    extensions: { code: "OPERATION_TOO_LARGE" },
  });
  expect(textRefusal(`{ films { ${"title ".repeat(4_000)} } `, 5_000)).toBeNull();
});

function fragments(count: number): string {
  const each = (_: unknown, number: number) => `fragment F${number} on Query { title }`;
  return Array.from({ length: count }, each).join(" ");
}
