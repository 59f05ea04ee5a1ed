import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Charge, createDevelopmentPayments } from "../subgraphs/accounts/payments.js";
import type { SignedIn } from "./support/test-client.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const DAY_MS = 86_400_000;
const OUTCOME = `__typename
  ... on Entitlement { id validUntil renewals status product { id } }
  ... on InvalidInput { field message }
  ... on PaymentDeclined { message }
  ... on IdempotencyConflict { message }
  ... on NotFound { message }`;
const PURCHASE = `mutation ($productId: ID!, $key: ID!) {
  purchase(productId: $productId, idempotencyKey: $key) { ${OUTCOME} } }`;
const CANCEL = `mutation ($id: ID!) { cancelEntitlement(id: $id) { ${OUTCOME} } }`;
const BILL = `mutation ($accountId: ID!, $productId: ID!, $until: DateTime!, $status: EntitlementStatus, $key: ID!) {
  setEntitlement(accountId: $accountId, productId: $productId, validUntil: $until, status: $status,
    idempotencyKey: $key) { ${OUTCOME} } }`;
const HELD = "{ viewer { id entitlementTags limits { concurrentStreams } entitlements { id } } }";

describe("buying and billing", () => {
  const charges: Charge[] = [];
  let test: TestHouse;
  let tv: SignedIn;
  let billing: string;
  let accountId: string;

  beforeAll(async () => {
    const payments = createDevelopmentPayments();
    test = await startTestHouse({
      ...payments,
      charge(charge) {
        charges.push(charge);
        return payments.charge(charge);
      },
    });
    tv = await test.signIn("Living room");
    billing = await test.house.accounts.issueToken("billing", ["billing"], 86_400);
    accountId = (await held()).id;
    await upsert({ id: "refused", amountMinor: 513, entitlementTags: ["refused"] });
    await upsert({ id: "cinema", amountMinor: 500, entitlementTags: ["cinema"], concurrentStreams: 6 });
    await upsert({ id: "day-pass", period: "P1D", entitlementTags: ["sport"] });
  });
  afterAll(() => test[Symbol.asyncDispose]());

  async function upsert(more: Record<string, unknown>) {
    const input = {
      name: "A product",
      entitlementTags: [],
      period: "P1M",
      amountMinor: 100,
      currency: "NZD",
      renews: true,
      concurrentStreams: 1,
      devices: 1,
      recordingSeconds: 0,
      ...more,
    };
    return test.ask("mutation ($input: ProductInput!) { upsertProduct(input: $input) { id } }", {
      variables: { input },
      token: billing,
    });
  }
  const held = async () => (await test.ask(HELD, { token: tv.token })).data.viewer;
  const buy = async (productId: string, key: string) =>
    (await test.ask(PURCHASE, { variables: { productId, key }, token: tv.token })).data.purchase;
  const bill = async (variables: Record<string, unknown>, token = billing) =>
    test.ask(BILL, {
      variables: { accountId, key: `key-${JSON.stringify(variables)}`, ...variables },
      token,
    });
  const inDays = (days: number) => new Date(test.clock.now() + days * DAY_MS).toISOString();

  it("opens what was bought at once, with its higher limits", async () => {
    const bought = await buy("cinema", "cinema-1");
    expect(bought).toMatchObject({ __typename: "Entitlement", status: "ACTIVE", renewals: 0 });
    expect(bought.validUntil).toBe("2026-12-21T09:00:00Z");
    expect(await held()).toMatchObject({
      entitlementTags: ["basic", "cinema"],
      limits: { concurrentStreams: 6 },
    });
  });

  it("charges and extends once for one key, however often it is sent at once", async () => {
    const before = charges.length;
    const answers = await Promise.all(Array.from({ length: 8 }, () => buy("day-pass", "pass-1")));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ validUntil: "2026-11-22T09:00:00Z", renewals: 0 });
    // The provider takes one key for one charge, so that all that matters is that it is one.
    expect(new Set(charges.slice(before).map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    const afterwards = charges.length;
    expect(await buy("day-pass", "pass-1")).toEqual(answers[0]);
    expect(charges).toHaveLength(afterwards);
  });

  it("adds one period for each of several keys sent at once, to one row", async () => {
    await Promise.all(["pass-2", "pass-3", "pass-4"].map((key) => buy("day-pass", key)));
    const last = await buy("day-pass", "pass-4");
    expect(last).toMatchObject({ validUntil: "2026-11-25T09:00:00Z", renewals: 3 });
    expect((await held()).entitlements).toHaveLength(3);
  });

  it("refuses a key that was used for something else", async () => {
    expect(await buy("cinema", "pass-1")).toMatchObject({ __typename: "IdempotencyConflict" });
  });

  it("gives nothing for a payment that was declined, also when it is sent again", async () => {
    const declined = await buy("refused", "refused-1");
    expect(declined).toMatchObject({
      __typename: "PaymentDeclined",
      message: expect.stringContaining("declined"),
    });
    expect((await buy("refused", "refused-1")).__typename).toBe("PaymentDeclined");
    expect((await held()).entitlementTags).not.toContain("refused");
  });

  it("says what is wrong with a product or a key", async () => {
    expect(await buy("unknown", "x")).toEqual({
      __typename: "NotFound",
      message: "the product unknown does not exist here",
    });
    expect(await buy("cinema", "k".repeat(201))).toMatchObject({
      field: "idempotencyKey",
      message: "idempotencyKey must be 1..200 characters, got 201",
    });
    const { errors } = await upsert({ id: "bad", period: "P0D" });
    expect(errors?.[0]?.message).toContain("period must be P<1..999>D, W, M or Y");
  });

  it("lets a cancelled product run to its end", async () => {
    const { id, validUntil } = await buy("cinema", "cinema-1");
    const cancelled = (await test.ask(CANCEL, { variables: { id }, token: tv.token })).data.cancelEntitlement;
    expect(cancelled).toMatchObject({ status: "CANCELLED", validUntil });
    expect((await held()).entitlementTags).toContain("cinema");
  });

  it("leaves what billing has suspended closed when the household cancels it", async () => {
    await upsert({ id: "kino", entitlementTags: ["kino"] });
    const { id } = await buy("kino", "kino-1");
    await bill({ productId: "kino", until: inDays(20), status: "SUSPENDED" });
    const cancelled = (await test.ask(CANCEL, { variables: { id }, token: tv.token })).data.cancelEntitlement;
    expect(cancelled).toMatchObject({ __typename: "Entitlement", status: "SUSPENDED" });
    expect((await held()).entitlementTags).not.toContain("kino");
  });

  it("never shows or moves what another household holds", async () => {
    const { id } = await buy("cinema", "cinema-1");
    const { data } = await test.ask(
      `mutation { signUp(email: "other@example.org", password: "correct horse", country: "NZ") {
        ... on Session { accessToken } } }`,
    );
    const token = data.signUp.accessToken;
    const answer = (await test.ask(CANCEL, { variables: { id }, token })).data.cancelEntitlement;
    expect(answer).toMatchObject({ __typename: "NotFound" });
    const bought = await test.ask(PURCHASE, { variables: { productId: "cinema", key: "cinema-1" }, token });
    expect(bought.data.purchase.id).not.toBe(id);
  });

  it("lets billing alone suspend, resume and shorten, and says what it may not set", async () => {
    const refused = await bill({ productId: "cinema", until: inDays(1) }, tv.token);
    expect(refused.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    const suspended = await bill({ productId: "cinema", until: inDays(2), status: "SUSPENDED" });
    expect(suspended.data.setEntitlement).toMatchObject({
      status: "SUSPENDED",
      validUntil: "2026-11-23T09:00:00Z",
    });
    expect((await held()).entitlementTags).not.toContain("cinema");
    await bill({ productId: "cinema", until: inDays(2), status: "ACTIVE" });
    expect((await held()).entitlementTags).toContain("cinema");
    // In grace it is open past its period, for as long as billing waits.
    const inGrace = await bill({ productId: "cinema", until: inDays(-1), status: "GRACE" });
    expect(inGrace.data.setEntitlement).toMatchObject({
      status: "GRACE",
      validUntil: "2026-11-20T09:00:00Z",
    });
    expect((await held()).entitlementTags).toContain("cinema");
    await bill({ productId: "cinema", until: inDays(-1), status: "ACTIVE" });
    expect((await held()).entitlementTags).not.toContain("cinema");
    const expired = await bill({ productId: "cinema", until: inDays(2), status: "EXPIRED" });
    expect(expired.data.setEntitlement).toMatchObject({ __typename: "InvalidInput", field: "status" });
    const nobody = await bill({ productId: "cinema", until: inDays(2), accountId: "ac_nobody" });
    expect(nobody.data.setEntitlement).toMatchObject({ __typename: "NotFound" });
  });
});

describe("devices", () => {
  let test: TestHouse;
  beforeAll(async () => {
    test = await startTestHouse();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const REGISTER = `mutation ($input: DeviceInput!) { registerDevice(input: $input) {
    __typename ... on Device { id name } ... on DeviceLimitReached { limit } ... on InvalidInput { field message } } }`;
  const REMOVE = `mutation ($id: ID!) { removeDevice(id: $id) {
    __typename ... on Device { id } ... on InvalidInput { field } } }`;

  it("are registered up to the household's limit, and renamed", async () => {
    const { token, deviceId } = await test.signIn("Living room");
    const register = async (name: string, id?: string) =>
      (await test.ask(REGISTER, { variables: { input: { id, name, family: "TABLET" } }, token })).data
        .registerDevice;
    expect(await register("Den", deviceId)).toEqual({ __typename: "Device", id: deviceId, name: "Den" });
    expect(await register("")).toMatchObject({ __typename: "InvalidInput", field: "device.name" });
    for (let count = 1; count < 10; count += 1) await register(`Tablet ${count}`);
    expect(await register("One too many")).toEqual({ __typename: "DeviceLimitReached", limit: 10 });
  });

  it("that are removed can refresh no session, and are nobody else's to remove", async () => {
    const { data } = await test.ask(
      `mutation { signUp(email: "three@example.org", password: "correct horse", country: "NZ",
        device: { name: "Phone", family: MOBILE }) {
        ... on Session { accessToken refreshToken account { devices { id } } } } }`,
    );
    const { accessToken: token, refreshToken, account } = data.signUp;
    const [{ id }] = account.devices;
    const others = await test.ask(
      `mutation { signUp(email: "four@example.org", password: "correct horse", country: "NZ") {
        ... on Session { accessToken } } }`,
    );
    const stranger = others.data.signUp.accessToken;
    const tried = await test.ask(REMOVE, { variables: { id }, token: stranger });
    expect(tried.data.removeDevice).toEqual({ __typename: "InvalidInput", field: "id" });
    const removed = await test.ask(REMOVE, { variables: { id }, token });
    expect(removed.data.removeDevice).toEqual({ __typename: "Device", id });
    const refreshed = await test.ask(
      "mutation ($token: String!) { refreshSession(refreshToken: $token) { __typename } }",
      { variables: { token: refreshToken } },
    );
    expect(refreshed.data.refreshSession.__typename).toBe("InvalidCredentials");
  });
});
