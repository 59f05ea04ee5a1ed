import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SignedIn } from "./support/test-client.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) { ... on PlaySession { slotToken } } }`;
const BEAT = `mutation ($input: HeartbeatInput!) { __typename heartbeat(input: $input) { directive } }`;
const END = `mutation ($token: String!) { endPlayout(slotToken: $token, sequence: 99) }`;
const MINUTE_MS = 60_000;

describe("a player whose access token has expired", () => {
  let test: TestHouse;
  let tv: SignedIn;
  let slotToken: string;

  beforeAll(async () => {
    test = await startTestHouse();
    tv = await test.signIn("Living room");
    const { data } = await test.ask("{ channels(first: 1) { edges { node { id } } } }");
    const input = {
      contentId: data.channels.edges[0].node.id,
      deviceId: tv.deviceId,
      clientRequestId: "evening",
    };
    slotToken = (await test.ask(START, { token: tv.token, variables: { input } })).data.startPlayout
      .slotToken;
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it("keeps its slot, beat by beat, though it still sends the token", async () => {
    for (let sequence = 1; sequence <= 20; sequence += 1) {
      test.clock.advance(MINUTE_MS);
      const input = { slotToken, sequence };
      const { data } = await test.ask(BEAT, { token: tv.token, variables: { input } });
      expect(data.heartbeat).toEqual({ directive: "CONTINUE" });
    }
  });

  it("gets nothing else by it: what needs a household is refused, alone and beside a heartbeat", async () => {
    const input = { slotToken, sequence: 21 };
    for (const query of [
      "{ viewer { id } }",
      "{ __typename }",
      `mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive } signOut }`,
    ]) {
      const { data, errors } = await test.ask(query, { token: tv.token, variables: { input } });
      expect(data).toBeUndefined();
      expect(errors?.[0]?.extensions).toMatchObject({ code: "UNAUTHENTICATED", reason: "TOKEN_EXPIRED" });
    }
  });

  it("ends its stream", async () => {
    expect((await test.ask(END, { token: tv.token, variables: { token: slotToken } })).data).toEqual({
      endPlayout: true,
    });
  });
});

describe("a start with an access token that has expired", () => {
  let test: TestHouse;
  let tv: SignedIn;
  let contentId: string;

  beforeEach(async () => {
    test = await startTestHouse();
    tv = await test.signIn("Living room");
    contentId = (await test.ask("{ channels(first: 1) { edges { node { id } } } }")).data.channels.edges[0]
      .node.id;
  });
  afterEach(() => test[Symbol.asyncDispose]());

  const NOW_AND_WHERE = `mutation ($input: StartPlayoutInput!) {
    __typename startPlayout(input: $input) { ... on PlaySession { slotToken slot { content { title } } } } }`;
  const start = async ({ token, deviceId }: SignedIn, query = START, itemId = contentId) => {
    const input = { contentId: itemId, deviceId, clientRequestId: "night" };
    return await test.ask(query, { token, variables: { input } });
  };
  const reasonOf = ({ errors }: Awaited<ReturnType<typeof start>>) => errors?.[0]?.extensions.reason;

  it("is refused as long as accounts is there to give a new one", async () => {
    test.clock.advance(16 * MINUTE_MS);
    expect(reasonOf(await start(tv))).toBe("TOKEN_EXPIRED");
  });

  it("is granted while accounts is away, with all that it plays, and kept by its beats", async () => {
    await test.house.takeAway("accounts");
    test.clock.advance(16 * MINUTE_MS);
    const { data } = await start(tv, NOW_AND_WHERE);
    const { slotToken, slot } = data.startPlayout;
    expect(slot.content).toEqual({ title: "TVNZ 1" });
    const variables = { input: { slotToken, sequence: 1 } };
    expect((await test.ask(BEAT, { token: tv.token, variables })).data.heartbeat).toEqual({
      directive: "CONTINUE",
    });
  });

  it("is granted for an hour, and not to another device of the household", async () => {
    await test.house.takeAway("accounts");
    test.clock.advance(74 * MINUTE_MS);
    const elsewhere = await start({ ...tv, deviceId: "dev_other" });
    expect(elsewhere.data.startPlayout.slotToken).toBeUndefined();
    expect((await start(tv)).data.startPlayout.slotToken).toEqual(expect.any(String));
    test.clock.advance(2 * MINUTE_MS);
    expect(reasonOf(await start(tv))).toBe("TOKEN_EXPIRED");
  });

  it("is refused where the session has ended, though an hour before", async () => {
    await test.ask("mutation { signOut }", { token: tv.token });
    test.clock.advance(60 * MINUTE_MS);
    await test.house.takeAway("accounts");
    expect((await start(tv)).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });

  it("opens nothing beside it, and no other field of the household", async () => {
    await test.house.takeAway("accounts");
    test.clock.advance(16 * MINUTE_MS);
    const beside = await start(
      tv,
      `mutation ($input: StartPlayoutInput!) { startPlayout(input: $input) { __typename } signOut }`,
    );
    expect(reasonOf(beside)).toBe("TOKEN_EXPIRED");
    expect(reasonOf(await test.ask("{ viewer { id } }", { token: tv.token }))).toBe("TOKEN_EXPIRED");
  });
});
