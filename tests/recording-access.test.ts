import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const HOUR_MS = 3_600_000;
const CHANNELS = `query ($from: DateTime!, $to: DateTime!) {
  channels(first: 500) { edges { node { entitlementTags schedule(from: $from, to: $to) { id start } } } } }`;
const RECORDINGS = `{ viewer { recordings(first: 10) { edges { node {
  id status access { entitled reason validUntil offers { id } } } } } } }`;

interface ChannelFound {
  readonly node: {
    readonly entitlementTags: string[];
    readonly schedule: { readonly id: string; readonly start: string }[];
  };
}

let test: TestHouse;
beforeAll(async () => {
  test = await startTestHouse();
}, 90_000);
afterAll(() => test[Symbol.asyncDispose]());

it("a recording says whether its household may watch it, and stays when its product ends", async () => {
  const { token } = await test.signIn("Living room");
  const now = test.clock.now();
  const instant = (hours: number) => new Date(now + hours * HOUR_MS).toISOString();
  const variables = { from: instant(6), to: instant(24) };
  const { data } = await test.ask(CHANNELS, { variables });
  const broadcastOf = (isWanted: (tags: readonly string[]) => boolean) =>
    data.channels.edges
      .filter(({ node }: ChannelFound) => isWanted(node.entitlementTags))
      .flatMap(({ node }: ChannelFound) => node.schedule)
      .find(({ start }: { start: string }) => start >= variables.from)?.id;
  const record = async (broadcastId: string) =>
    (
      await test.ask(
        `mutation ($id: ID!) { scheduleRecording(broadcastId: $id) {
          __typename ... on Recording { id status access { entitled reason } } ... on Problem { message } } }`,
        { token, variables: { id: broadcastId } },
      )
    ).data.scheduleRecording;
  const basic = await record(broadcastOf((tags) => tags.includes("basic")));
  // Also of a channel that recordings have not read yet: never taken for free.
  expect(basic).toMatchObject({ status: "SCHEDULED", access: { entitled: true, reason: "ENTITLED" } });
  const free = await record(broadcastOf((tags) => tags.length === 0));
  expect(free).toMatchObject({ status: "SCHEDULED", access: { entitled: true, reason: "FREE" } });

  const accountId = (await test.ask("{ viewer { id } }", { token })).data.viewer.id;
  const billing = await test.house.accounts.issueToken("billing", ["billing"], 60);
  const ended = await test.ask(
    `mutation ($accountId: ID!, $until: DateTime!) {
      setEntitlement(accountId: $accountId, productId: "basic", validUntil: $until, idempotencyKey: "end") {
        __typename } }`,
    { token: billing, variables: { accountId, until: instant(1) } },
  );
  expect(ended.data.setEntitlement.__typename).toBe("Entitlement");
  const seen = async (id: string, as: string) => {
    const { edges } = (await test.ask(RECORDINGS, { token: as })).data.viewer.recordings;
    return edges.find(({ node }: { node: { id: string } }) => node.id === id)?.node;
  };
  expect((await seen(basic.id, token)).access).toMatchObject({
    entitled: true,
    reason: "ENTITLED",
    validUntil: instant(1).replace(".000Z", "Z"),
  });
  test.clock.advance(HOUR_MS);
  const later = (await test.signIn("Living room")).token;
  expect(await seen(basic.id, later)).toEqual({
    id: basic.id,
    status: "SCHEDULED",
    access: { entitled: false, reason: "EXPIRED", validUntil: null, offers: expect.any(Array) },
  });
  expect((await seen(basic.id, later)).access.offers).toContainEqual({ id: "basic" });
  expect((await seen(free.id, later)).access).toMatchObject({ entitled: true, reason: "FREE" });
}, 90_000);
