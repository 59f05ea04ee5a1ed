import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { SignedIn } from "./support/test-client.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) { __typename ... on PlaySession { slotToken } } }`;
const BEAT = `mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive reason } }`;
const REMOVE = `mutation ($id: ID!) { removeDevice(id: $id) { __typename } }`;
const STREAMS = "{ viewer { concurrency { slots { device { id } } } } }";

describe("a device that is taken from its household", () => {
  let test: TestHouse;
  let phone: SignedIn;
  let contentId: string;

  beforeAll(async () => {
    test = await startTestHouse();
    phone = await test.signIn("Phone");
    const { data } = await test.ask("{ channels(first: 1) { edges { node { id } } } }");
    contentId = data.channels.edges[0].node.id;
  });
  afterAll(() => test[Symbol.asyncDispose]());

  /** What came of a start, or why the token was refused. */
  const start = async ({ token, deviceId }: SignedIn, clientRequestId: string) => {
    const variables = { input: { contentId, deviceId, clientRequestId } };
    const { data, errors } = await test.ask(START, { token, variables });
    return data?.startPlayout ?? errors?.[0]?.extensions.reason;
  };
  const remove = ({ deviceId }: SignedIn) =>
    test.ask(REMOVE, { token: phone.token, variables: { id: deviceId } });
  const playing = async (device: SignedIn) => {
    const { data } = await test.ask(STREAMS, { token: phone.token });
    return data.viewer.concurrency.slots.some((slot: { device: { id: string } | null }) =>
      // A device that is gone is nobody's any more: its stream would show none.
      slot.device === null ? true : slot.device.id === device.deviceId,
    );
  };

  it("stops playing, and its player hears why", async () => {
    const tv = await test.signIn("Living room");
    const { slotToken } = await start(tv, "evening");
    await remove(tv);
    await vi.waitFor(
      async () => {
        test.clock.advance(250);
        expect(await playing(tv)).toBe(false);
      },
      { timeout: 10_000 },
    );
    const { data } = await test.ask(BEAT, { variables: { input: { slotToken, sequence: 1 } } });
    expect(data.heartbeat).toEqual({ directive: "STOP", reason: "DEVICE_REMOVED" });
    // Its access token is worth nothing from now on, though it has not expired.
    expect(await start(tv, "again")).toBe("SESSION_ENDED");
  });

  it("has its socket closed, and the household's others go on", async () => {
    const tv = await test.signIn("Bedroom");
    const listen = async (token: string) => {
      const updates = test.subscribe(token, "subscription { concurrencyChanged { inUse } }");
      expect((await updates.next()).value.errors).toBeUndefined();
      return updates.next();
    };
    const closings: { phone?: unknown; tv?: unknown } = {};
    listen(phone.token).catch((error: unknown) => Object.assign(closings, { phone: error }));
    listen(tv.token).catch((error: unknown) => Object.assign(closings, { tv: error }));
    await expect.poll(() => test.house.gateway.subscriptions().subscribers).toBe(2);
    await remove(tv);
    await vi.waitFor(
      () => {
        test.clock.advance(250);
        expect(closings.tv).toMatchObject({ code: 4403 });
      },
      { timeout: 10_000 },
    );
    expect(test.house.gateway.subscriptions().subscribers).toBe(1);
    expect(closings).not.toHaveProperty("phone");
  });

  it("has no slot afterwards, whenever it was removed while it started", async () => {
    for (let round = 0; round < 4; round += 1) {
      // Who signs in too often is asked to wait.
      test.clock.advance(180_000);
      const tv = await test.signIn(`TV ${round}`);
      const [started] = await Promise.all([start(tv, `race-${round}`), remove(tv)]);
      expect(["PlaySession", "DeviceNotRegistered", "SESSION_ENDED"]).toContain(
        started.__typename ?? started,
      );
      await vi.waitFor(
        async () => {
          test.clock.advance(250);
          expect(await playing(tv)).toBe(false);
        },
        { timeout: 4_000 },
      );
    }
  });
});
