import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) { __typename ... on PlaySession { slotToken } } }`;
const BEAT = `mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive reason } }`;
const SET = `mutation ($accountId: ID!, $validUntil: DateTime!, $status: EntitlementStatus!, $key: ID!) {
  setEntitlement(
    accountId: $accountId, productId: "basic", validUntil: $validUntil, status: $status, idempotencyKey: $key
  ) { __typename }
}`;

describe("a product that is suspended", () => {
  let test: TestHouse;
  let billing: string;
  let accountId: string;
  let tv: { token: string; deviceId: string };
  const ids = { basic: "", free: "" };

  beforeAll(async () => {
    test = await startTestHouse();
    tv = await test.signIn("TV");
    accountId = (await test.ask("{ viewer { id } }", { token: tv.token })).data.viewer.id;
    billing = await test.house.accounts.issueToken("billing", ["billing"], 3_600);
    const { data } = await test.ask("{ channels(first: 500) { edges { node { id entitlementTags } } } }");
    type Channel = { node: { id: string; entitlementTags: string[] } };
    const find = (isIt: (tags: string[]) => boolean) =>
      data.channels.edges.find(({ node }: Channel) => isIt(node.entitlementTags)).node.id;
    ids.basic = find((tags) => tags.includes("basic"));
    ids.free = find((tags) => tags.length === 0);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const start = async (contentId: string, clientRequestId: string) => {
    const input = { contentId, deviceId: tv.deviceId, clientRequestId };
    return (await test.ask(START, { token: tv.token, variables: { input } })).data.startPlayout;
  };
  let sequence = 0;
  const beat = async (slotToken: string) => {
    sequence += 1;
    return (await test.ask(BEAT, { variables: { input: { slotToken, sequence } } })).data.heartbeat;
  };
  const set = async (status: string) => {
    const variables = { accountId, validUntil: "2027-11-21T00:00:00Z", status, key: `${status} ${sequence}` };
    const { data, errors } = await test.ask(SET, { token: billing, variables });
    expect(errors).toBeUndefined();
    expect(data.setEntitlement.__typename).toBe("Entitlement");
  };

  it("ends what it opened, whose player hears why, and nothing that is free", async () => {
    const { slotToken } = await start(ids.basic, "1");
    expect(await beat(slotToken)).toEqual({ directive: "CONTINUE", reason: null });
    await set("SUSPENDED");
    await vi.waitFor(
      async () => {
        test.clock.advance(100);
        expect(await beat(slotToken)).toEqual({ directive: "STOP", reason: "ENTITLEMENT_ENDED" });
      },
      { timeout: 15_000 },
    );
    expect((await start(ids.basic, "2")).__typename).toBe("NotEntitled");
    const free = await start(ids.free, "3");
    expect(await beat(free.slotToken)).toEqual({ directive: "CONTINUE", reason: null });
    await set("ACTIVE");
    expect((await start(ids.basic, "4")).__typename).toBe("PlaySession");
  });
});
