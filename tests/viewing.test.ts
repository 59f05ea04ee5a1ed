import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

let test: TestHouse;
let token: string;
let me: string;
let stranger: { token: string; profileId: string };
let broadcasts: string[];
let channelId: string;

beforeAll(async () => {
  test = await startTestHouse();
  token = (await test.signIn("Living room")).token;
  me = (await ask("{ viewer { profiles { id } } }")).data.viewer.profiles[0].id;
  const { data } = await test.ask(
    `mutation { signUp(email: "stranger@example.org", password: "correct horse", country: "NZ") {
      ... on Session { accessToken account { profiles { id } } } } }`,
  );
  stranger = { token: data.signUp.accessToken, profileId: data.signUp.account.profiles[0].id };
  const guide = await test.ask(
    `{ channels(first: 1) { edges { node { id
      schedule(from: "2026-11-21T06:00:00Z", to: "2026-11-22T06:00:00Z") { id } } } } }`,
  );
  const channel = guide.data.channels.edges[0].node;
  channelId = channel.id;
  broadcasts = channel.schedule.map(({ id }: { id: string }) => id);
});
afterAll(() => test[Symbol.asyncDispose]());

const ask = (query: string, variables: Record<string, unknown> = {}, as: string | undefined = token) =>
  test.ask(query, { variables, token: as });
const SET = `mutation ($contentId: ID, $recordingId: ID, $profileId: ID, $position: Int!) {
  setBookmark(contentId: $contentId, recordingId: $recordingId, profileId: $profileId, positionSeconds: $position) {
    id content { id title } recording { id } positionSeconds durationSeconds finished playCount } }`;
const set = (contentId: string | undefined, position: number, profileId?: string, as = token) =>
  ask(SET, { contentId, position, profileId }, as);
const ADD =
  "mutation ($contentId: ID!, $profileId: ID) { addToWatchlist(contentId: $contentId, profileId: $profileId) }";
const DROP =
  "mutation ($contentId: ID!, $profileId: ID) { removeFromWatchlist(contentId: $contentId, profileId: $profileId) }";
const LISTS = `query ($id: ID!) { viewer { profile(id: $id) { id name
  viewHistory { edges { node { content { id title } } } } continueWatching { content { title } }
  watchlist { edges { addedAt node { id title } } } } } }`;

describe("a bookmark", () => {
  it("is set with the length that the guide tells, and read where the content is", async () => {
    const contentId = broadcasts[0] ?? "";
    const { data } = await set(contentId, 60);
    expect(data.setBookmark).toMatchObject({
      content: { id: contentId },
      positionSeconds: 60,
      finished: false,
    });
    expect(data.setBookmark.durationSeconds).toBeGreaterThan(60);
    const end = await set(contentId, data.setBookmark.durationSeconds);
    expect(end.data.setBookmark).toMatchObject({ id: data.setBookmark.id, finished: true, playCount: 1 });
    expect((await set(contentId, 5)).data.setBookmark).toMatchObject({ playCount: 2, finished: false });
  });

  it("says what is wrong with what it is given", async () => {
    const refusals = await Promise.all([
      set(broadcasts[0], -1),
      set(channelId, 5),
      set(undefined, 5),
      set("br_nothing", 5),
      set(broadcasts[0], 5, "pr_nobody"),
      ask(SET, { recordingId: broadcasts[0], position: 5 }),
    ]);
    expect(refusals.map(({ errors }) => errors?.[0]?.message)).toEqual([
      "positionSeconds must be 0..315360000, got -1",
      `contentId must be the id of a Broadcast, Movie or Episode, got "${channelId}"`,
      "contentId or recordingId must be given, and not both, got {}",
      'contentId must be in the catalog, got "br_nothing"',
      'profileId must be a profile of the household, got "pr_nobody"',
      `recordingId must be the id of a Recording, got "${broadcasts[0]}"`,
    ]);
  });

  it("costs as many statements for a whole schedule as for one programme", async () => {
    const counted = async (first: number, profileId?: string) => {
      // Who belongs to the household has to be asked for again; and nothing else is due.
      test.clock.step(61_000);
      test.statements();
      const { data, errors } = await ask(
        `query ($first: Int!, $profileId: ID) { channels(first: $first) { edges { node {
          inWatchlist schedule(from: "2026-11-21T06:00:00Z", to: "2026-11-22T06:00:00Z") { title
            bookmark(profileId: $profileId) { positionSeconds content { title } }
            inWatchlist(profileId: $profileId) } } } } }`,
        { first, profileId },
      );
      expect(errors).toBeUndefined();
      const shown = data.channels.edges.flatMap(
        ({ node }: { node: { schedule: object[] } }) => node.schedule,
      );
      expect(shown.filter(({ bookmark }: { bookmark: unknown }) => bookmark)).toHaveLength(1);
      const { viewing, accounts } = test.statements();
      return { viewing, accounts };
    };
    await set(broadcasts[0], 30);
    const few = await counted(1);
    expect(Math.min(few.viewing, few.accounts)).toBeGreaterThan(0);
    expect(await counted(20)).toEqual(few);
    expect(await counted(20, me)).toEqual(await counted(1, me));
  });
});

describe("a person's lists", () => {
  it("hold what was watched and what is to be watched, with titles from the catalog", async () => {
    const contentId = broadcasts[1] ?? "";
    expect((await ask(ADD, { contentId })).data.addToWatchlist).toBe(true);
    expect((await ask(ADD, { contentId })).data.addToWatchlist).toBe(false);
    test.clock.advance(1_000);
    await set(contentId, 10);
    const { data, errors } = await ask(LISTS, { id: me });
    expect(errors).toBeUndefined();
    const { profile } = data.viewer;
    expect(profile.name).toBe("Home");
    expect(profile.viewHistory.edges[0].node.content).toMatchObject({
      id: contentId,
      title: expect.any(String),
    });
    expect(profile.continueWatching[0].content.title).toBe(profile.viewHistory.edges[0].node.content.title);
    expect(profile.watchlist.edges).toEqual([
      { addedAt: expect.any(String), node: profile.viewHistory.edges[0].node.content },
    ]);
    expect((await ask(DROP, { contentId })).data.removeFromWatchlist).toBe(true);
    expect((await ask(DROP, { contentId })).data.removeFromWatchlist).toBe(false);
  });

  it("are the session's own person's where nobody is named, else the household's first's", async () => {
    const { data } = await ask(
      `mutation { createProfile(input: { name: "Mia" }) { ... on Profile { id } } }`,
    );
    const mia = data.createProfile.id;
    const session = await ask(
      `mutation ($id: ID!) { selectProfile(id: $id) { ... on Session { accessToken } } }`,
      { id: mia },
    );
    const asMia = session.data.selectProfile.accessToken;
    const contentId = broadcasts[2] ?? "";
    await set(contentId, 77, undefined, asMia);
    token = (await test.signIn("Living room")).token;
    const bookmarks = `query ($id: ID!, $mia: ID!) { content(id: $id) {
      own: bookmark { positionSeconds } mias: bookmark(profileId: $mia) { positionSeconds } } }`;
    const read = async (as: string) => (await ask(bookmarks, { id: contentId, mia }, as)).data.content;
    expect(await read(asMia)).toEqual({ own: { positionSeconds: 77 }, mias: { positionSeconds: 77 } });
    expect(await read(token)).toEqual({ own: null, mias: { positionSeconds: 77 } });
  });
});

describe("another household's people and items are never read or written", () => {
  it("by no mutation", async () => {
    const contentId = broadcasts[3] ?? "";
    await set(contentId, 33);
    await ask(ADD, { contentId });
    const profileId = me;
    const answers = await Promise.all([
      set(contentId, 1, profileId, stranger.token),
      ask(ADD, { contentId, profileId }, stranger.token),
      ask(DROP, { contentId, profileId }, stranger.token),
      ask(
        "mutation ($profileId: ID) { clearViewHistory(profileId: $profileId) }",
        { profileId },
        stranger.token,
      ),
      ask(
        "mutation ($contentId: ID, $profileId: ID) { removeFromHistory(contentId: $contentId, profileId: $profileId) }",
        { contentId, profileId },
        stranger.token,
      ),
    ]);
    for (const { errors } of answers) {
      expect(errors?.[0]?.message).toBe(`profileId must be a profile of the household, got "${me}"`);
    }
    // Without naming anybody they are the stranger's own.
    expect((await ask("mutation { clearViewHistory }", {}, stranger.token)).data.clearViewHistory).toBe(0);
    expect((await ask(DROP, { contentId }, stranger.token)).data.removeFromWatchlist).toBe(false);
    const kept = await ask(
      "query ($id: ID!) { content(id: $id) { bookmark { positionSeconds } inWatchlist } }",
      { id: contentId },
    );
    expect(kept.data.content).toEqual({ bookmark: { positionSeconds: 33 }, inWatchlist: true });
  });

  it("by no query", async () => {
    const contentId = broadcasts[3] ?? "";
    const lists = await ask(LISTS, { id: me }, stranger.token);
    expect(lists.data.viewer.profile).toBeNull();
    const content = `query ($id: ID!, $profileId: ID) { content(id: $id) {
      own: bookmark { id } named: bookmark(profileId: $profileId) { id }
      ownList: inWatchlist namedList: inWatchlist(profileId: $profileId) } }`;
    const read = async (as: string | undefined) =>
      (await test.ask(content, { variables: { id: contentId, profileId: me }, token: as })).data.content;
    expect(await read(stranger.token)).toEqual({ own: null, named: null, ownList: false, namedList: null });
    expect(await read(undefined)).toEqual({ own: null, named: null, ownList: null, namedList: null });
    const { data } = await ask(
      "{ viewer { profiles { id viewHistory { edges { node { id } } } } } }",
      {},
      stranger.token,
    );
    expect(data.viewer.profiles).toEqual([{ id: stranger.profileId, viewHistory: { edges: [] } }]);
  });

  it("nor by what services ask each other: clients cannot even name it", async () => {
    const answers = await Promise.all([
      ask("mutation { recordProgress(progress: []) }"),
      ask(`{ resumePositionSeconds(itemId: "${broadcasts[3]}") }`),
    ]);
    for (const { errors } of answers) expect(errors?.[0]?.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
    const schema = await ask("{ __schema { types { name fields { name } inputFields { name } } } }");
    expect(JSON.stringify(schema.data)).not.toMatch(/recordProgress|ProgressInput/);
    const queries = schema.data.__schema.types.find(({ name }: { name: string }) => name === "Query");
    expect(JSON.stringify(queries)).not.toContain("resumePositionSeconds");
  });
});

describe("without viewing", () => {
  it("the guide, the household and its streams go on", async () => {
    await test.house.takeAway("viewing");
    const { data, errors } = await ask(
      `{ channels(first: 1) { edges { node { title } } } viewer { concurrency { inUse }
         profiles { name viewHistory { edges { cursor } } } } }`,
    );
    expect(data.channels.edges).toHaveLength(1);
    expect(data.viewer.concurrency).toEqual({ inUse: 0 });
    expect(data.viewer.profiles[0]).toMatchObject({ name: "Home", viewHistory: null });
    expect(errors?.[0]?.extensions.code).toBe("SERVICE_UNAVAILABLE");
  });
});
