import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { SignedIn } from "./support/test-client.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) { __typename ... on PlaySession { slotToken } } }`;
const BEAT = "mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { directive reason } }";
const STOPPED = "STOPPED";

describe("a right that is withdrawn while somebody watches", () => {
  let test: TestHouse;
  let tv: SignedIn;
  let phone: SignedIn;
  let starts = 0;

  beforeAll(async () => {
    test = await startTestHouse();
    tv = await test.signIn("Living room");
    phone = await test.signIn("Phone");
    await open("north");
    await open("south");
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const channels = () => test.house.catalog.channels;
  const open = (xmltvId: string) => channels().upsert({ xmltvId, entitlementTags: [], pauseLive: true });
  /** Opens it again, and waits until playback has heard. */
  const openAgain = async (xmltvId: string) => {
    await open(xmltvId);
    const isOpen = async () => {
      test.clock.advance(5_000);
      const { __typename, slotToken } = await start(xmltvId);
      expect(__typename).toBe("PlaySession");
      await test.ask("mutation ($t: String!) { endPlayout(slotToken: $t, sequence: 1) }", {
        variables: { t: slotToken },
      });
    };
    await vi.waitFor(isOpen, { timeout: 10_000 });
  };
  const start = async (xmltvId: string, { token, deviceId } = tv) => {
    const { data: found } = await test.ask("query ($x: String) { channel(xmltvId: $x) { id } }", {
      variables: { x: xmltvId },
    });
    starts += 1;
    const input = { contentId: found.channel.id, deviceId, clientRequestId: `start ${starts}` };
    const { data } = await test.ask(START, { token, variables: { input } });
    return data.startPlayout as { __typename: string; slotToken: string };
  };
  const beat = async (slotToken: string, sequence: number, event = "HEARTBEAT") => {
    const { data } = await test.ask(BEAT, { variables: { input: { slotToken, sequence, event } } });
    return data.heartbeat;
  };
  /** What the household's players were stopped at, from now on. */
  const stops = async () => {
    const updates = test.subscribe(
      tv.token,
      "subscription { playoutChanged { event slot { device { id } } } }",
    );
    const devices: string[] = [];
    const first = updates.next();
    const collect = async () => {
      for (let { value, done } = await first; !done; { value, done } = await updates.next()) {
        const { event, slot } = value.data.playoutChanged;
        if (event === STOPPED) devices.push(slot.device.id);
      }
    };
    void collect().catch(() => undefined);
    return { devices, leave: () => updates.return?.() };
  };
  const stopped = async (heard: { devices: string[] }, deviceId: string) => {
    const check = async () => {
      test.clock.advance(250);
      expect(heard.devices).toContain(deviceId);
    };
    await vi.waitFor(check, { timeout: 10_000 });
  };

  it("ends what nobody's product opens any more, at once, and nothing on other channels", async () => {
    const heard = await stops();
    const [north, south] = [await start("north"), await start("south", phone)];
    await channels().upsert({ xmltvId: "north", entitlementTags: ["nobody-has-this"] });
    await stopped(heard, tv.deviceId);
    expect(await beat(north.slotToken, 1)).toEqual({ directive: "STOP", reason: "ENTITLEMENT_ENDED" });
    expect(await beat(south.slotToken, 1)).toEqual({ directive: "CONTINUE", reason: null });
    await openAgain("north");
    await heard.leave();
  });

  it("ends live that was paused, and leaves live that was not", async () => {
    const heard = await stops();
    const [paused, live] = [await start("north"), await start("north", phone)];
    await beat(paused.slotToken, 1, "PAUSE");
    await channels().changeRights({ by: "channel", xmltvId: "north" }, { pauseLive: false });
    await stopped(heard, tv.deviceId);
    expect(await beat(paused.slotToken, 2)).toEqual({ directive: "STOP", reason: "CONTENT_WITHDRAWN" });
    expect(await beat(live.slotToken, 1)).toEqual({ directive: "CONTINUE", reason: null });
    await openAgain("north");
    await heard.leave();
  });

  it("ends what may not be watched in the viewer's country any more, and nothing elsewhere", async () => {
    const heard = await stops();
    const [north, south] = [await start("north"), await start("south", phone)];
    await channels().changeRights({ by: "channel", xmltvId: "north" }, { countries: ["DE"] });
    await stopped(heard, tv.deviceId);
    expect(await beat(north.slotToken, 1)).toEqual({ directive: "STOP", reason: "CONTENT_WITHDRAWN" });
    expect(await beat(south.slotToken, 1)).toEqual({ directive: "CONTINUE", reason: null });
    await channels().changeRights({ by: "channel", xmltvId: "north" }, { countries: [] });
    await openAgain("north");
    await heard.leave();
  });

  it("leaves no stream behind, whenever it was withdrawn while the stream began", async () => {
    for (let round = 0; round < 4; round += 1) {
      const withdraw = () => channels().upsert({ xmltvId: "north", entitlementTags: ["nobody-has-this"] });
      const [started] = await Promise.all([start("north"), withdraw()]);
      expect(["PlaySession", "NotEntitled"]).toContain(started.__typename);
      const gone = async () => {
        test.clock.advance(250);
        const { data } = await test.ask("{ viewer { concurrency { slots { device { id } } } } }", tv);
        const playing = data.viewer.concurrency.slots.map(
          ({ device }: { device: { id: string } }) => device.id,
        );
        expect(playing).not.toContain(tv.deviceId);
      };
      await vi.waitFor(gone, { timeout: 10_000 });
      await openAgain("north");
    }
  });
});
