import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { SignedIn } from "./support/test-client.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const DAY_MS = 86_400_000;
const CHANGED = `subscription { entitlementsChanged {
  entitlementTags entitlements(activeOnly: true) { product { id } status } concurrency { inUse } } }`;
const DAY_PASS = {
  id: "day-pass",
  name: "Day pass",
  description: null,
  entitlementTags: ["sport"],
  period: "P1D",
  amountMinor: 500,
  currency: "NZD",
  renews: false,
  concurrentStreams: 1,
  devices: 1,
  recordingSeconds: 0,
};

describe("a second screen that listens to what the household holds", () => {
  let test: TestHouse;
  let tv: SignedIn;

  beforeAll(async () => {
    test = await startTestHouse();
    await test.house.accounts.upsertProduct(DAY_PASS);
    tv = await test.signIn("Living room");
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it("hears it at once, after a purchase, and when a product ends by itself", async () => {
    const updates = test.subscribe(tv.token, CHANGED);
    const next = async () => (await updates.next()).value.data.entitlementsChanged;
    expect(await next()).toEqual({
      entitlementTags: ["basic"],
      entitlements: [{ product: { id: "basic" }, status: "ACTIVE" }],
      concurrency: { inUse: 0 },
    });
    const bought = await test.ask(
      `mutation { purchase(productId: "day-pass", idempotencyKey: "p1") { __typename } }`,
      { token: tv.token },
    );
    expect(bought.data.purchase.__typename).toBe("Entitlement");
    expect((await next()).entitlementTags).toEqual(["basic", "sport"]);
    await updates.return?.();
  });

  it("hears that a product it holds opens something else, once billing has changed it", async () => {
    const { token } = await test.signIn("Kitchen");
    const updates = test.subscribe(token, CHANGED);
    const next = async () => (await updates.next()).value.data.entitlementsChanged;
    expect((await next()).entitlementTags).toEqual(["basic", "sport"]);
    const heard = next();
    const { accounts } = test.house;
    await accounts.upsertProduct({ ...DAY_PASS, name: "A day" });
    await accounts.upsertProduct({ ...DAY_PASS, entitlementTags: ["sport", "sport-uhd"] });
    test.clock.advance(5_000);
    expect((await heard).entitlementTags).toEqual(["basic", "sport", "sport-uhd"]);
    await accounts.upsertProduct(DAY_PASS);
    test.clock.advance(5_000);
    expect((await next()).entitlementTags).toEqual(["basic", "sport"]);
    await updates.return?.();
  });

  it("hears the end of a product that nobody renewed", async () => {
    test.clock.advance(DAY_MS - 60_000);
    const { token } = await test.signIn("Tablet");
    const updates = test.subscribe(token, CHANGED);
    const next = async () => (await updates.next()).value.data.entitlementsChanged;
    expect((await next()).entitlementTags).toEqual(["basic", "sport"]);
    let heard: { entitlementTags: string[] } | undefined;
    next().then((update) => {
      heard = update;
    });
    // The end is looked for every 15 s; a slow machine has time to hear of it before the token expires.
    const step = () => {
      test.clock.advance(15_000);
      expect(heard?.entitlementTags).toEqual(["basic"]);
    };
    await vi.waitFor(step, { timeout: 12_000, interval: 300 });
    await updates.return?.();
  });
});
