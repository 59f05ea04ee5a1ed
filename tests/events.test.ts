import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { DEMO } from "../launcher/demo.js";
import { START_RATE } from "../subgraphs/playback/device-rate.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

/** Not so often that the device would be held up for starting too fast. */
const SOON = { timeout: 10_000, interval: 500 };
const SPORT = {
  id: "sport",
  name: "Sport",
  description: null,
  entitlementTags: ["sport"],
  period: "P1M",
  amountMinor: 499,
  currency: "NZD",
  renews: true,
  concurrentStreams: 2,
  devices: 10,
  recordingSeconds: 0,
};

describe("what one service changes, the others know", () => {
  let test: TestHouse;
  let tv: Awaited<ReturnType<TestHouse["signIn"]>>;
  let accountId: string;
  let starts = 0;

  beforeAll(async () => {
    test = await startTestHouse();
    tv = await test.signIn("Living room");
    accountId = await test.house.accounts.createHousehold(DEMO);
    await test.house.accounts.upsertProduct(SPORT);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  /** What came of it, by its type; the code of what was refused before it was asked. */
  async function start(contentId: string, device = tv): Promise<string> {
    starts += 1;
    const input = { contentId, deviceId: device.deviceId, clientRequestId: `start ${starts}` };
    const { data, errors } = await test.ask(
      "mutation ($input: StartPlayoutInput!) { startPlayout(input: $input) { __typename } }",
      { token: device.token, variables: { input } },
    );
    return data?.startPlayout.__typename ?? errors?.[0]?.extensions?.["code"];
  }

  async function channel(xmltvId: string, entitlementTags: string[]): Promise<string> {
    const settings = { xmltvId, entitlementTags, countries: [] };
    const saved = await test.house.catalog.channels.upsert(settings);
    if (!("id" in saved)) throw new Error(saved.message);
    return saved.id;
  }

  it("a household that has just bought a product is never told that it is not entitled", async () => {
    for (let round = 0; round < 20; round += 1) {
      const product = { ...SPORT, id: `sport-${round}`, entitlementTags: [`sport-${round}`] };
      await test.house.accounts.upsertProduct(product);
      const channelId = await channel(`sport.${round}`, product.entitlementTags);
      expect(await start(channelId)).toBe("NotEntitled");
      await test.house.accounts.grantProduct(accountId, product);
      expect(await start(channelId)).toBe("PlaySession");
    }
  });

  it("a channel that asks for another product from now on does so within the minute that facts are kept", async () => {
    // What the device started before is not held against it.
    test.clock.advance(START_RATE.windowMs);
    const channelId = await channel("open.today", []);
    expect(await start(channelId)).toBe("PlaySession");
    await channel("open.today", ["gold"]);
    await vi.waitFor(async () => expect(await start(channelId)).toBe("NotEntitled"), SOON);
    await channel("open.today", []);
    await vi.waitFor(async () => expect(await start(channelId)).toBe("PlaySession"), SOON);
  });

  it("a device that was removed starts nothing any more, and signs in anew", async () => {
    const tablet = await test.signIn("Tablet");
    const channelId = await channel("for.everyone", []);
    expect(await start(channelId, tablet)).toBe("PlaySession");
    expect(await test.house.accounts.removeDevice(accountId, tablet.deviceId)).toBe(true);
    expect(await test.house.accounts.removeDevice(accountId, tablet.deviceId)).toBe(false);
    // Playback knows it from accounts at once; the gateway turns the token away as soon as it has heard of it.
    expect(["DeviceNotRegistered", "UNAUTHENTICATED"]).toContain(await start(channelId, tablet));
    await vi.waitFor(async () => expect(await start(channelId, tablet)).toBe("UNAUTHENTICATED"), SOON);
  });
});
