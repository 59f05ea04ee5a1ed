import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFixture, type Fixture, type Posted } from "./testing/fixture.js";

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
});

afterEach(() => fixture[Symbol.asyncDispose]());

const errorsOf = ({ body }: Posted) =>
  body.errors?.map(({ path, extensions }) => [path?.join("."), extensions["code"]]);

describe("a viewer who may see some of what was asked", () => {
  test("gets that, and null with an error where the rest would be", async () => {
    const posted = await fixture.post(
      `{ contents { id ... on Draft { note } } channel(id: "ch_1") { title } }`,
    );
    expect(posted.status).toBe(200);
    expect(posted.body.data).toEqual({
      contents: [{ id: "dr_1", note: null }],
      channel: { title: "title of ch_1" },
    });
    expect(errorsOf(posted)).toEqual([["contents.0.note", "UNAUTHENTICATED"]]);
    expect(posted.body.errors?.[0]?.message).toContain("Draft.note");
  });

  test("is told FORBIDDEN when signed in, with the scopes that are missing", async () => {
    const posted = await fixture.post("{ drafts { id note } }", { account: "ac_1.edit" });
    expect(posted.body.data).toEqual({ drafts: [{ id: "dr_1", note: null }] });
    expect(posted.body.errors?.[0]?.extensions).toMatchObject({
      code: "FORBIDDEN",
      scopes: [[["edit", "review"], ["admin"]]],
    });
  });

  test("loses the object around a field that may not be null, and no more", async () => {
    const posted = await fixture.post(
      "{ contents { id } drafts { id } viewer { id } content { ...W } } fragment W on Draft { id wordCount }",
    );
    expect(posted.body.data).toEqual({
      contents: [{ id: "dr_1" }],
      drafts: null,
      viewer: null,
      content: null,
    });
    expect(errorsOf(posted)?.toSorted()).toEqual([
      ["content.wordCount", "UNAUTHENTICATED"],
      ["drafts", "UNAUTHENTICATED"],
    ]);
  });

  test("gets aliases, variables and fragments answered as ever", async () => {
    const query = `query Both($id: ID!, $with: Boolean!) {
      one: channel(id: $id) { ...Names } all: drafts { id } off: drafts @include(if: $with) { id }
    }
    fragment Names on Content { __typename name: title ... on Draft { note } }`;
    const { body } = await fixture.post(query, { variables: { id: "ch_1", with: false } });
    expect(body.data).toEqual({ one: { __typename: "Channel", name: "title of ch_1" }, all: null });
  });

  test("the service is not asked for what is denied, and a viewer with the scope is not given the other's plan", async () => {
    const query = `{ contents { id ... on Draft { note } } }`;
    await fixture.post(query);
    const reviewer = await fixture.post(query, { account: "ac_1.admin" });
    expect(reviewer.body).toEqual({ data: { contents: [{ id: "dr_1", note: "not yet" }] } });
    expect((await fixture.post(query)).body.data).toEqual({ contents: [{ id: "dr_1", note: null }] });
    await fixture.post(`{ viewer { id } drafts { id } }`);
    expect(fixture.calls.slice(3)).toEqual(["streams nobody"]);
  });

  test("a WebSocket answers the same", async () => {
    const results: unknown[] = [];
    for await (const result of fixture.client().iterate({ query: "{ contents { id } drafts { id } }" })) {
      results.push(result);
    }
    expect(results).toMatchObject([
      { data: { contents: [{ id: "dr_1" }], drafts: null }, errors: [{ path: ["drafts"] }] },
    ]);
  });
});

describe("an operation of which nothing is left", () => {
  test.each([
    ["one field", "{ drafts { id } }"],
    ["an object with nothing allowed in it", "{ firstDraft { wordCount } }"],
    ["a field in fragments", "{ ...A } fragment A on Query { ... { drafts { id } } }"],
    ["a mutation", `mutation { shred(id: "dr_1") }`],
  ])("is refused as a whole: %s", async (_what, query) => {
    const posted = await fixture.post(query);
    expect(posted.status).toBe(401);
    expect(posted.body.data).toBeUndefined();
    expect(fixture.calls).toEqual([]);
  });
});

describe("mutations", () => {
  test("one that is denied never runs, the others do", async () => {
    const query = `mutation { shred(id: "dr_1") publish(id: "dr_1") { id } }`;
    const posted = await fixture.post(query, { account: "ac_1" });
    expect(posted.body.data).toEqual({ shred: null, publish: { id: "dr_1" } });
    expect(errorsOf(posted)).toEqual([["shred", "FORBIDDEN"]]);
    expect(fixture.calls).toHaveLength(1);
  });

  test("none runs where the denial would leave no answer to say what ran", async () => {
    const query = (field: string) => `mutation { publish(id: "dr_1") { id } ${field} }`;
    expect((await fixture.post(query(`stop(slotId: "s")`))).status).toBe(401);
    expect((await fixture.post(query(`print(id: "dr_1") { id wordCount }`))).status).toBe(401);
    expect(fixture.calls).toEqual([]);
    expect((await fixture.post(query(`print(id: "dr_1") { id note }`))).body.data).toEqual({
      publish: { id: "dr_1" },
      print: { id: "dr_1", note: null },
    });
  });
});
