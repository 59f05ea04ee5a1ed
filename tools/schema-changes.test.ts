import { buildSchema } from "graphql";
import { describe, expect, it } from "vitest";
import { hastyDeprecations } from "./deprecations.js";
import { compareSchemas, followsVersion } from "./schema-changes.js";

const PUBLISHED = buildSchema(`
  type Query { channels(first: Int, old: Int @deprecated(reason: "use first, gone from 2027-03-01")): [Channel!] }
  type Channel { id: ID! title: String! name: String @deprecated(reason: "use title, gone from 2027-03-01") kind: Kind }
  enum Kind { TV RADIO @deprecated(reason: "there is none, gone from 2027-03-01") }
`);
const GONE = Date.parse("2027-03-01");
const QUERY = "type Query { channels(first: Int, old: Int): [Channel!] }";
const CHANNEL = "type Channel { id: ID! title: String! name: String kind: Kind }";
const KIND = "enum Kind { TV RADIO }";
const compare = (text: string, changelog = "", now = GONE) =>
  compareSchemas(PUBLISHED, buildSchema(text), changelog, now);

describe("what partners use", () => {
  it("is told to be gone where nobody announced it", () => {
    const gone = "type Channel { id: ID! name: String kind: Kind }";
    expect(compare(`${QUERY} ${gone} ${KIND}`)).toEqual({
      step: "major",
      unannounced: ["Channel.title was removed."],
      announced: [],
    });
  });

  it("may go once its day has come, published as deprecated: a field, a value, an argument", () => {
    const text = `type Query { channels(first: Int): [Channel!] }
      type Channel { id: ID! title: String! kind: Kind } enum Kind { TV }`;
    const { unannounced, announced } = compare(text);
    expect(unannounced).toEqual([]);
    expect([...announced].sort()).toEqual([
      "Channel.name was removed.",
      "Query.channels arg old was removed.",
      "RADIO was removed from enum type Kind.",
    ]);
    expect(compare(text, "", GONE - 1).unannounced).toHaveLength(3);
  });

  it("is deprecated for ninety days at least, and says until when", () => {
    const published = buildSchema(`${QUERY} ${CHANNEL} ${KIND}`);
    const hasty = (reason: string) => {
      const deprecated = `type Channel { id: ID! title: String! name: String @deprecated(reason: "${reason}") kind: Kind }`;
      const current = buildSchema(`${QUERY} ${deprecated} ${KIND}`);
      return hastyDeprecations(published, current, Date.parse("2026-12-01T12:00:00Z"));
    };
    expect(hasty("use title, gone from 2027-03-01")).toEqual([]);
    const must = "Channel.name must say that it is gone from 2027-03-01 or later, got";
    expect(hasty("use title, gone from 2027-02-28")).toEqual([`${must} "use title, gone from 2027-02-28"`]);
    expect(hasty("use title")).toEqual([`${must} "use title"`]);
    expect(hastyDeprecations(PUBLISHED, PUBLISHED, GONE)).toEqual([]);
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
