import { buildClientSchema, getIntrospectionQuery } from "graphql";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  foreignIdCases,
  type Household,
  idArguments,
  type Known,
  LISTENED,
  NOBODYS,
} from "./support/foreign-ids.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const SIGN_UP = `mutation ($email: String!) {
  signUp(email: $email, password: "correct horse", country: "NZ", device: { name: "TV", family: TV }) {
    ... on Session { accessToken account { id devices { id } profiles { id } } } } }`;
/** All that a household has, as it sees it itself. */
const ALL = `{ viewer { id devices { id name nowPlaying { id state } } profiles { id name
    viewHistory(first: 10) { edges { node { id } } } watchlist(first: 10) { edges { node { id } } } }
  entitlements(activeOnly: false) { id status renewals } recordingRules { id }
  recordings(first: 10) { edges { node { id status protected padding { beforeSeconds } } } } } }`;

let test: TestHouse;
let known: Known;
let mine: Household;
let theirs: Household;

beforeAll(async () => {
  test = await startTestHouse();
  known = await learnContents();
  mine = await newHousehold("mine@example.org");
  theirs = await newHousehold("theirs@example.org");
  // What a player is told is looked at only where there is one.
  void test
    .subscribe(mine.token, `subscription { remoteCommands(deviceId: "${mine.deviceId}") { id } }`)
    .next();
  await vi.waitFor(async () => {
    const { viewer } = await ask("{ viewer { devices { acceptsRemote } } }", mine.token);
    expect(viewer.devices).toEqual([{ acceptsRemote: true }]);
  });
}, 90_000);
afterAll(() => test[Symbol.asyncDispose]());

async function ask(query: string, token: string, variables = {}) {
  const { data, errors } = await test.ask(query, { token, variables });
  expect(errors).toBeUndefined();
  return data;
}

async function learnContents(): Promise<Known> {
  const at = (hours: number) => new Date(test.clock.now() + hours * 3_600_000).toISOString();
  const { data } = await test.ask(`{
    channel(xmltvId: "tv.9") { id schedule(from: "${at(3)}", to: "${at(12)}") { id start } }
    collections { items { edges { node { id ... on Series { episodes(first: 1) { edges { node { id } } } } } } } } }`);
  const items = data.collections.flatMap(({ items }: { items: { edges: { node: { id: string } }[] } }) =>
    items.edges.map(({ node }) => node),
  );
  const of = (prefix: string) => items.find(({ id }: { id: string }) => id.startsWith(prefix));
  return {
    channel: data.channel.id,
    broadcast: data.channel.schedule.find(({ start }: { start: string }) => start >= at(3)).id,
    movie: of("mo_").id,
    series: of("se_").id,
    episode: of("se_").episodes.edges[0].node.id,
  };
}

async function newHousehold(email: string): Promise<Household> {
  const { signUp } = (await test.ask(SIGN_UP, { variables: { email } })).data;
  const { accessToken: token, account } = signUp;
  const bought = await ask(
    `mutation { purchase(productId: "premium", idempotencyKey: "k") { ... on Entitlement { id } }
      requestDataExport { ... on DataExport { id } }
      scheduleRecording(broadcastId: "${known.broadcast}") { ... on Recording { id } }
      createRecordingRule(input: { kind: TITLE, titleMatch: "nothing at all" }) { ... on RecordingRule { id } }
      addToWatchlist(contentId: "${known.channel}") setBookmark(contentId: "${known.movie}", positionSeconds: 60) { id }
    }`,
    token,
  );
  const input = { contentId: known.channel, deviceId: account.devices[0].id, clientRequestId: "1" };
  const started = await ask(
    `mutation ($input: StartPlayoutInput!) { startPlayout(input: $input) { ... on PlaySession { slot { id } } } }`,
    token,
    { input },
  );
  return {
    token,
    accountId: account.id,
    deviceId: account.devices[0].id,
    profileId: account.profiles[0].id,
    entitlementId: bought.purchase.id,
    exportId: bought.requestDataExport.id,
    recordingId: bought.scheduleRecording.id,
    ruleId: bought.createRecordingRule.id,
    slotId: started.startPlayout.slot.id,
  };
}

describe("another household's id", () => {
  it("is tried in every place that takes one: a new one belongs into the table", async () => {
    const { data } = await test.ask(getIntrospectionQuery());
    const tried = foreignIdCases(mine, known).map(({ at }) => at);
    expect(idArguments(buildClientSchema(data))).toEqual([...tried, ...LISTENED, ...NOBODYS].sort());
  });

  it("finds nothing and changes nothing, wherever it is given", async () => {
    const before = await ask(ALL, theirs.token);
    for (const { at, operation, id, answer } of foreignIdCases(mine, known)) {
      const { data, errors } = await test.ask(operation, {
        token: mine.token,
        variables: { id: theirs[id] },
      });
      const it = data?.it;
      expect(errors?.[0]?.extensions.code ?? it?.__typename ?? it, at).toEqual(answer);
      expect(await ask(ALL, theirs.token), at).toEqual(before);
    }
  });

  it("is heard of by nobody else", async () => {
    const commands = test.subscribe(
      mine.token,
      `subscription { remoteCommands(deviceId: "${theirs.deviceId}") { id } }`,
    );
    await expect(commands.next()).rejects.toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    const heard: unknown[] = [];
    const players = test.subscribe(
      mine.token,
      `subscription { playoutChanged(deviceId: "${theirs.deviceId}") { slot { id } } }`,
    );
    const next = players.next().then(({ value }) => heard.push(value));
    await ask(`mutation { stopPlayout(slotId: "${theirs.slotId}") }`, theirs.token);
    await ask(`mutation { stopPlayout(slotId: "${mine.slotId}") }`, mine.token);
    expect(heard).toEqual([]);
    await players.return?.();
    await next.catch(() => undefined);
  });

  it("finds nothing as a reference from another subgraph", async () => {
    const representations = [
      { __typename: "Account", id: theirs.accountId },
      { __typename: "Profile", id: theirs.profileId },
      { __typename: "Device", id: theirs.deviceId },
      { __typename: "Entitlement", id: theirs.entitlementId },
      { __typename: "DataExport", id: theirs.exportId },
    ];
    const text = "query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }";
    const entitiesFor = async (token: string) =>
      (
        await test.house.accounts.subgraph.execute(
          { query: text, variables: { r: representations } },
          { traceId: "t", authorization: `Bearer ${token}` },
        )
      ).data?.["_entities"];
    expect(await entitiesFor(mine.token)).toEqual([null, null, null, null, null]);
    expect(await entitiesFor(theirs.token)).toHaveLength(5);
    expect(await entitiesFor(theirs.token)).not.toContain(null);
  });
});
