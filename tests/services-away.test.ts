import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const EVERYTHING = `{
  channels(first: 3) { edges { node { title access { reason } } } }
  products { id }
  viewer { id concurrency { inUse } devices { name nowPlaying { id } } }
}`;

describe("one service away costs its own fields only", () => {
  let test: TestHouse;
  let token: string;

  beforeEach(async () => {
    test = await startTestHouse();
    token = (await test.signIn("Living room")).token;
  });
  afterEach(() => test[Symbol.asyncDispose]());

  it("without the catalog: no channels, but the household and its streams", async () => {
    await test.house.takeAway("catalog");
    const { data, errors } = await test.ask(EVERYTHING, { token });
    expect(data.channels).toBeNull();
    expect(data.products).toHaveLength(2);
    expect(data.viewer.concurrency).toEqual({ inUse: 0 });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(["SERVICE_UNAVAILABLE"]);
  });

  it("without accounts: the guide, but nobody's access to it", async () => {
    await test.house.takeAway("accounts");
    const { data, errors } = await test.ask(
      "{ channels(first: 3) { edges { node { title access { reason } } } } products { id } }",
      {
        token,
      },
    );
    expect(data.channels.edges).toHaveLength(3);
    expect(data.channels.edges[0].node).toEqual({ title: "TVNZ 1", access: null });
    expect(data.products).toBeNull();
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(
      new Set(["SERVICE_UNAVAILABLE"]),
    );
  });

  it("without playback: the guide and the household, but not its streams", async () => {
    await test.house.takeAway("playback");
    const { data } = await test.ask(EVERYTHING, { token });
    expect(data.channels.edges[0].node.access).toEqual({ reason: "FREE" });
    expect(data.viewer.devices).toEqual([{ name: "Living room", nowPlaying: null }]);
    expect(data.viewer.concurrency).toBeNull();
  });

  it.each([
    ["recordings", { recordingQuota: null, profiles: [{ viewHistory: { edges: [] } }] }],
    ["viewing", { recordingQuota: { usedSeconds: 0 }, profiles: [{ viewHistory: null }] }],
  ] as const)("without %s: all else that is asked with it", async (service, household) => {
    await test.house.takeAway(service);
    const { data, errors } = await test.ask(
      `{ channels(first: 1) { edges { node { title now { recording { id } bookmark { positionSeconds } } } } }
        viewer { recordingQuota { usedSeconds } profiles { viewHistory { edges { cursor } } } concurrency { inUse } } }`,
      { token },
    );
    const { title, now } = data.channels.edges[0].node;
    expect({ title, now }).toEqual({ title: "TVNZ 1", now: { recording: null, bookmark: null } });
    expect(data.viewer).toEqual({ ...household, concurrency: { inUse: 0 } });
    expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(
      new Set(["SERVICE_UNAVAILABLE"]),
    );
  });
});
