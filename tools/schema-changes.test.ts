import { buildSchema } from "graphql";
import { describe, expect, it } from "vitest";
import { compareSchemas, followsVersion } from "./schema-changes.js";

const PUBLISHED = buildSchema(`
  type Query { channels(first: Int, old: Int @deprecated(reason: "use first")): [Channel!] }
  type Channel { id: ID! title: String! name: String @deprecated(reason: "use title") kind: Kind }
  enum Kind { TV RADIO @deprecated(reason: "there is none") }
`);
const QUERY = "type Query { channels(first: Int, old: Int): [Channel!] }";
const CHANNEL = "type Channel { id: ID! title: String! name: String kind: Kind }";
const KIND = "enum Kind { TV RADIO }";
const compare = (text: string, changelog = "") => compareSchemas(PUBLISHED, buildSchema(text), changelog);

describe("what partners use", () => {
  it("is told to be gone where nobody announced it", () => {
    const gone = "type Channel { id: ID! name: String kind: Kind }";
    expect(compare(`${QUERY} ${gone} ${KIND}`)).toEqual({
      ...{ step: "major", unannounced: ["Channel.title was removed."], announced: [] },
    });
  });

  it("may go once it was published as deprecated: a field, a value, an argument", () => {
    const text = `type Query { channels(first: Int): [Channel!] }
      type Channel { id: ID! title: String! kind: Kind } enum Kind { TV }`;
    const { unannounced, announced } = compare(text);
    expect(unannounced).toEqual([]);
    expect([...announced].sort()).toEqual([
      "Channel.name was removed.",
      "Query.channels arg old was removed.",
      "RADIO was removed from enum type Kind.",
    ]);
  });

  it("may change where the changelog says so, however its lines are wrapped", () => {
    const text = `${QUERY} ${KIND} type Channel { id: ID! title: String name: String kind: Kind }`;
    expect(compare(text, "- `Channel.title` may be null.").unannounced).toHaveLength(1);
    const sentence = "Channel.title changed type\n  from String! to String.";
    expect(compare(text, `- ${sentence}`)).toMatchObject({ unannounced: [], step: "major" });
  });

  it("is a minor step where something was added, and none where nothing was", () => {
    const added = "type Channel { id: ID! title: String! name: String kind: Kind number: Int }";
    expect(compare(`${QUERY} ${added} ${KIND}`)).toMatchObject({ step: "minor", unannounced: [] });
    expect(compare(`${QUERY} ${CHANNEL} ${KIND}`)).toMatchObject({ step: "none" });
  });
});

it.each([
  ["1.2.0", "1.2.1", "none", true],
  ["1.2.0", "1.2.0", "none", true],
  ["1.2.0", "1.2.1", "minor", false],
  ["1.2.0", "1.3.0", "minor", true],
  ["1.2.0", "1.3.0", "major", false],
  ["1.2.0", "2.0.0", "major", true],
  ["0.2.0", "0.3.0", "major", true],
  ["2.0.0", "1.9.0", "none", false],
] as const)("a version after %s may be %s for a step of %s: %s", (published, next, step, isRight) => {
  expect(followsVersion(published, next, step)).toBe(isRight);
});

it("what is no version is refused with what it is", () => {
  expect(() => followsVersion("1.2", "1.3.0", "none")).toThrow(
    'a version must be MAJOR.MINOR.PATCH, got "1.2"',
  );
});
