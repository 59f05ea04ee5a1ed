import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const ENTITIES = `query ($r: [_Any!]!) { _entities(representations: $r) {
  ... on Content { access { entitled reason offers { id } } } ... on Collection { access { entitled reason offers { id } } }
  ... on Recording { access { entitled reason offers { id } } } } }`;

describe("access", () => {
  let test: TestHouse;
  let token: string;
  beforeAll(async () => {
    test = await startTestHouse();
    token = (await test.signIn("Living room")).token;
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const things = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      __typename: ["Content", "Collection", "Recording"][index % 3],
      id: `x_${index}`,
      entitlementTags: [[], ["basic"], ["premium"], ["unheard-of"]][index % 4],
    }));
  const ask = async (r: readonly object[], authorization?: string) => {
    test.statements();
    const { data, errors } = await test.house.accounts.subgraph.execute(
      { query: ENTITIES, variables: { r } },
      { traceId: "t", authorization },
    );
    expect(errors).toBeUndefined();
    const entities = JSON.parse(JSON.stringify(data?.["_entities"])) as { access: { reason: string } }[];
    return { entities, statements: test.statements().accounts };
  };

  it("of 400 things takes as many SQL statements as of one, whoever asks", async () => {
    const bearer = `Bearer ${token}`;
    const [, one] = things(2);
    // The first time connections are opened.
    await ask([one as object], bearer);
    const few = await ask([one as object], bearer);
    const many = await ask(things(400), bearer);
    expect(many.statements).toBe(few.statements);
    expect(few.statements).toBeGreaterThan(0);
    const anonymous = await ask([one as object]);
    expect((await ask(things(400))).statements).toBe(anonymous.statements);
  });

  it("is told alike of contents, of sections and of recordings, with what would open them", async () => {
    const { entities } = await ask(things(4), `Bearer ${token}`);
    expect(entities.map(({ access }) => access)).toEqual([
      { entitled: true, reason: "FREE", offers: [] },
      { entitled: true, reason: "ENTITLED", offers: [] },
      { entitled: false, reason: "NOT_ENTITLED", offers: [{ id: "premium" }] },
      { entitled: false, reason: "NOT_ENTITLED", offers: [] },
    ]);
    const anonymous = await ask(things(4));
    expect(anonymous.entities[2]?.access).toEqual({
      entitled: false,
      reason: "ANONYMOUS",
      offers: [{ id: "premium" }],
    });
  });

  it("of a whole section is asked at once", async () => {
    const isEntitled = async (tags: string[]) =>
      (
        await test.ask("query ($tags: [String!]!) { viewer { isEntitled(tags: $tags) } }", {
          token,
          variables: { tags },
        })
      ).data.viewer.isEntitled;
    expect(await isEntitled(["premium", "basic"])).toBe(true);
    expect(await isEntitled(["premium"])).toBe(false);
    expect(await isEntitled([])).toBe(true);
  });
});
