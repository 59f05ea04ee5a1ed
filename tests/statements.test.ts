import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

let test: TestHouse;
beforeAll(async () => {
  test = await startTestHouse();
  await test.quiet();
});
afterAll(() => test[Symbol.asyncDispose]());

it("the grid of 60 channels takes as many SQL statements as that of 6", async () => {
  const { token } = await test.signIn("Living room");
  const counted = async (first: number) => {
    test.statements();
    const { data, errors } = await test.ask(
      `query ($first: Int!) { channels(first: $first) { edges { node {
        title now { title rights { startOver } } next { title entitlementTags }
        schedule(from: "2026-11-21T06:00:00Z", to: "2026-11-22T06:00:00Z") { title access { reason } }
        access { reason } } } } }`,
      { variables: { first }, token },
    );
    expect(errors).toBeUndefined();
    expect(data.channels.edges).toHaveLength(first);
    return test.statements();
  };
  await counted(2);
  const few = await counted(6);
  expect(await counted(60)).toEqual(few);
  expect(few.catalog).toBeGreaterThan(0);
  expect(few.accounts).toBeGreaterThan(0);
});

it("what is known of the works of 60 channels takes as many SQL statements as of 6", async () => {
  const counted = async (first: number) => {
    test.statements();
    const { data, errors } = await test.ask(
      `query ($first: Int!) { channels(first: $first) { edges { node { timeshiftOf { title }
        now { alsoShowing(first: 3) { title } series { title seasons
          upcoming(first: 2) { edges { node { title } } } episodes(first: 2) { edges { node { title } } } } } } } } }`,
      { variables: { first } },
    );
    expect(errors).toBeUndefined();
    expect(data.channels.edges).toHaveLength(first);
    return test.statements().catalog;
  };
  await counted(2);
  const few = await counted(6);
  expect(await counted(60)).toBe(few);
});

it("a search takes as many SQL statements for 60 hits as for 6", async () => {
  const counted = async (first: number) => {
    test.statements();
    const { data, errors } = await test.ask(
      `query ($first: Int!) { search(text: "the", filter: { kind: BROADCAST }, first: $first) { totalCount edges { node {
        title entitlementTags ... on Broadcast { channel { title } series { title } rights { startOver } } } } } }`,
      { variables: { first } },
    );
    expect(errors).toBeUndefined();
    expect(data.search.edges).toHaveLength(first);
    return test.statements().catalog;
  };
  await counted(2);
  const few = await counted(6);
  expect(await counted(60)).toBe(few);
});

it("a start takes one SQL statement of accounts", async () => {
  const { token, deviceId } = await test.signIn("Bedroom");
  const { data } = await test.ask("{ channels(first: 1) { edges { node { id } } } }");
  const input = { deviceId, contentId: data.channels.edges[0].node.id };
  const start = async (clientRequestId: string) => {
    // What changed in the same instant as it was asked for is asked again.
    test.clock.advance(1);
    test.statements();
    const started = await test.ask(
      "mutation ($input: StartPlayoutInput!) { startPlayout(input: $input) { __typename } }",
      { variables: { input: { ...input, clientRequestId } }, token },
    );
    expect(started.data.startPlayout.__typename).toBe("PlaySession");
    return test.statements();
  };
  await start("the first");
  expect(await start("the next")).toMatchObject({ accounts: 1, playback: 0, catalog: 0 });
});

it("a refresh takes two SQL statements of accounts", async () => {
  let { refreshToken } = await test.signIn("Kitchen");
  const refresh = async () => {
    test.statements();
    const { data } = await test.ask(
      "mutation ($token: String!) { refreshSession(refreshToken: $token) { ... on Session { refreshToken } } }",
      { variables: { token: refreshToken } },
    );
    refreshToken = data.refreshSession.refreshToken;
    expect(refreshToken).toBeTypeOf("string");
    return test.statements();
  };
  await refresh();
  expect(await refresh()).toMatchObject({ accounts: 2, playback: 0, catalog: 0 });
});
