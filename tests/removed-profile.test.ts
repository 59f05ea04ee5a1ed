import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openViewingStore } from "../subgraphs/viewing/store.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const SET = `mutation ($contentId: ID!) { setBookmark(contentId: $contentId, positionSeconds: 30) { id } }`;
const ADD = "mutation ($contentId: ID!) { addToWatchlist(contentId: $contentId) }";
const KEPT = `SELECT profile_id FROM viewing UNION SELECT profile_id FROM archived_viewing
  UNION SELECT profile_id FROM watchlist_item`;
const DAY_MS = 86_400_000;

let test: TestHouse;
beforeAll(async () => {
  test = await startTestHouse();
});
afterAll(() => test[Symbol.asyncDispose]());

const ask = async (query: string, token: string, variables: Record<string, unknown> = {}) => {
  const { data, errors } = await test.ask(query, { token, variables });
  expect(errors).toBeUndefined();
  return data;
};

it("a person who is taken out of a household takes along what they watched, and nothing of it comes back", async () => {
  const { token } = await test.signIn("Living room");
  const { id: accountId } = (await ask("{ viewer { id } }", token)).viewer;
  // Of two that were added at once either could be the first.
  test.clock.advance(1);
  const created = await ask(
    `mutation { createProfile(input: { name: "Mia" }) { ... on Profile { id } } }`,
    token,
  );
  const mia = created.createProfile.id as string;
  const { selectProfile: session } = await ask(
    "mutation ($id: ID!) { selectProfile(id: $id) { ... on Session { accessToken refreshToken } } }",
    (await test.signIn("Tablet")).token,
    { id: mia },
  );
  const found = await ask(
    `{ channels(first: 1) { edges { node {
      schedule(from: "2026-11-21T06:00:00Z", to: "2026-11-22T06:00:00Z") { id } } } } }`,
    token,
  );
  const [watched] = found.channels.edges[0].node.schedule;
  const variables = { contentId: watched.id };
  for (const as of [token, session.accessToken]) {
    await ask(SET, as, variables);
    await ask(ADD, as, variables);
  }
  const kept = async () => (await test.sql("viewing", KEPT)).map((row) => row["profile_id"]);
  expect(await kept()).toHaveLength(2);

  expect(await ask("mutation ($id: ID!) { deleteProfile(id: $id) }", token, { id: mia })).toEqual({
    deleteProfile: true,
  });
  await vi.waitFor(async () => {
    test.clock.advance(1_000);
    expect(await kept()).toHaveLength(1);
  }, 20_000);
  expect(await kept()).not.toContain(mia);

  // What was on its way, and what a player says that goes on.
  await using store = await openViewingStore(test.databaseUrls.viewing, undefined);
  const said = {
    accountId,
    profileId: mia,
    kind: "CONTENT" as const,
    itemId: watched.id,
    positionSeconds: 60,
    durationSeconds: null,
    finishedFromSeconds: null,
  };
  const now = test.clock.now();
  for (const watchedAt of [now - 60_000, now, now + DAY_MS]) await store.record([{ ...said, watchedAt }]);
  await store.addToWatchlist({ accountId, id: mia }, watched.id, now + DAY_MS);
  expect(await kept()).not.toContain(mia);
  expect(await store.addToWatchlist({ accountId, id: (await kept())[0] as string }, "mo_other", now)).toBe(
    "ADDED",
  );

  const refused = await test.ask("{ viewer { id } }", { token: session.accessToken });
  expect(refused.errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  const refresh = await test.ask(
    `mutation { refreshSession(refreshToken: "${session.refreshToken}") { __typename } }`,
  );
  expect(refresh.data.refreshSession.__typename).toBe("InvalidCredentials");
}, 60_000);

it("a person who stays, or is another household's, is told to nobody", async () => {
  const { token } = await test.signIn("Living room");
  const before = await test.sql("accounts", "SELECT id FROM outbox_event WHERE type = 'profile.removed'");
  const profiles = (await ask("{ viewer { profiles { id } } }", token)).viewer.profiles;
  expect(profiles).toHaveLength(1);
  for (const id of [profiles[0].id, "pr_of_others"]) {
    expect(await ask("mutation ($id: ID!) { deleteProfile(id: $id) }", token, { id })).toEqual({
      deleteProfile: false,
    });
  }
  const after = await test.sql("accounts", "SELECT id FROM outbox_event WHERE type = 'profile.removed'");
  expect(before).toEqual(expect.arrayContaining(after));
});
