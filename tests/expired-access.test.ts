import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
