import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { SETTLE_EVERY_MS } from "../subgraphs/accounts/duties.js";
import {
  type Charge,
  createDevelopmentPayments,
  type PaymentProvider,
} from "../subgraphs/accounts/payments.js";
import { PERIOD_ENDS_EVERY_MS } from "../subgraphs/accounts/period-ends.js";
import type { Accounts } from "../subgraphs/accounts/server.js";
import { LEFT_OPEN_MS } from "../subgraphs/accounts/settlement.js";
import { startTestAccounts, type TestService } from "./support/test-service.js";
import { rememberEvents } from "./support/told-events.js";

const DAY_MS = 86_400_000;
const PURCHASE = `mutation ($productId: ID!, $key: ID!) {
  purchase(productId: $productId, idempotencyKey: $key) { __typename ... on Entitlement { id } } }`;
const BILL = `mutation ($accountId: ID!, $productId: ID!, $until: DateTime!, $status: EntitlementStatus!, $key: ID!) {
  setEntitlement(accountId: $accountId, productId: $productId, validUntil: $until, status: $status,
    idempotencyKey: $key) { __typename } }`;
const HELD =
  "{ viewer { limits { concurrentStreams devices recordingSeconds } entitlements { product { id } } } }";
const CANCEL = "mutation ($id: ID!) { cancelEntitlement(id: $id) { __typename } }";
const SIGN_UP = `mutation ($email: String!) {
  signUp(email: $email, password: "correct horse", country: "NZ") { ... on Session { account { id } } } }`;
const UPSERT = `mutation ($input: ProductInput!) { upsertProduct(input: $input) { id } }`;

const charges: Charge[] = [];
/** Of the provider, who has charged. */
let isAnswerLost = false;
let test: TestService<Accounts>;
let billing: string;
let households = 0;

beforeAll(async () => {
  const provider = createDevelopmentPayments();
  const payments: PaymentProvider = {
    ...provider,
    async charge(charge) {
      charges.push(charge);
      const outcome = await provider.charge(charge);
      if (isAnswerLost) throw new Error("the provider's answer was lost");
      return outcome;
    },
  };
  test = await startTestAccounts({ payments });
  billing = await test.service.issueToken("billing", ["billing"], 10_000 * 86_400);
  await upsert("pass", "P1D", 100);
  await upsert("month", "P1M", 900);
});
afterAll(() => test[Symbol.asyncDispose]());

async function upsert(id: string, period: string, amountMinor: number) {
  const input = {
    id,
    name: id,
    entitlementTags: [id],
    period,
    amountMinor,
    currency: "NZD",
    renews: true,
    ...(LIMITS[id] ?? MINIMUM),
  };
  await test.ask(UPSERT, { input }, billing);
}

async function newHousehold() {
  households += 1;
  const { data } = await test.ask(SIGN_UP, { email: `h${households}@example.org` });
  const accountId: string = data.signUp.account.id;
  // For however long the test lets time pass.
  return { accountId, token: await test.service.issueToken(accountId, [], 10_000 * 86_400) };
}

const rows = (accountId: string) =>
  test.sql(
    `SELECT id, product_id, (extract(epoch FROM valid_until) * 1000)::float8 AS until FROM entitlement
     WHERE account_id = $1 ORDER BY product_id`,
    accountId,
  );

const productId = fc.constantFrom("pass", "month");
const LIMITS: Record<string, { concurrentStreams: number; devices: number; recordingSeconds: number }> = {
  pass: { concurrentStreams: 1, devices: 7, recordingSeconds: 60 },
  month: { concurrentStreams: 3, devices: 4, recordingSeconds: 7_200 },
};
const MINIMUM = { concurrentStreams: 1, devices: 2, recordingSeconds: 0 };
const status = fc.constantFrom("ACTIVE", "GRACE", "SUSPENDED", "CANCELLED");

const deed = fc.oneof(
  fc.record({ kind: fc.constant("buy" as const), productId, key: fc.integer({ min: 0, max: 5 }) }),
  fc.record({
    kind: fc.constant("bill" as const),
    productId,
    status,
    days: fc.integer({ min: -20, max: 40 }),
  }),
  fc.record({ kind: fc.constant("cancel" as const), productId }),
);
/** Deeds at once, and the hours that pass before them. */
const round = fc.record({
  hours: fc.integer({ min: 0, max: 400 }),
  deeds: fc.array(deed, { minLength: 1, maxLength: 3 }),
});

it("whatever is bought, billed and cancelled at once and whenever, a product has one row, which moves back by billing alone, and limits are the highest of what is valid", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { maxLength: 6 }), async (rounds) => {
      const { accountId, token } = await newHousehold();
      let bills = 0;
      for (const { hours, deeds } of rounds) {
        test.clock.advance(hours * 3_600_000);
        const before = await rows(accountId);
        await Promise.all(
          deeds.map((done) => {
            if (done.kind === "buy") {
              return test.ask(PURCHASE, { productId: done.productId, key: `key-${done.key}` }, token);
            }
            if (done.kind === "bill") {
              bills += 1;
              const until = new Date(test.clock.now() + done.days * DAY_MS).toISOString();
              const { productId, status } = done;
              const variables = { accountId, productId, until, status, key: `bill-${bills}` };
              return test.ask(BILL, variables, billing);
            }
            const held = before.find((row) => row["product_id"] === done.productId);
            return test.ask(CANCEL, { id: held?.["id"] ?? "en_none" }, token);
          }),
        );
        const after = await rows(accountId);
        expect(new Set(after.map((row) => row["product_id"])).size).toBe(after.length);
        for (const row of before) {
          const now = after.find(({ id }) => id === row["id"]);
          expect(now).toBeDefined();
          const wasBilled = deeds.some(
            (done) => done.kind === "bill" && done.productId === row["product_id"],
          );
          if (!wasBilled) expect(Number(now?.["until"])).toBeGreaterThanOrEqual(Number(row["until"]));
        }
        const { viewer } = (await test.ask(HELD, {}, token)).data;
        const valid = viewer.entitlements.map(
          ({ product }: { product: { id: string } }) => LIMITS[product.id],
        );
        expect(viewer.limits).toEqual(
          [MINIMUM, ...valid].reduce((highest, limits) => ({
            concurrentStreams: Math.max(highest.concurrentStreams, limits.concurrentStreams),
            devices: Math.max(highest.devices, limits.devices),
            recordingSeconds: Math.max(highest.recordingSeconds, limits.recordingSeconds),
          })),
        );
      }
    }),
    { numRuns: 15 },
  );
}, 60_000);

it("of fifty purchases with one key that come at once one is done, and fifty keys are fifty periods", async () => {
  const { accountId, token } = await newHousehold();
  charges.length = 0;
  const buy = (key: string) => test.ask(PURCHASE, { productId: "pass", key }, token);
  const answers = await Promise.all(Array.from({ length: 50 }, () => buy("one")));
  // Who waits for a busy database for too long hears so, and may send it again.
  const done = answers.filter(({ errors }) => !errors).map(({ data }) => data.purchase.id);
  expect(new Set(done).size).toBe(1);
  // The provider takes one key for one charge.
  expect(new Set(charges.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  expect((await rows(accountId))[0]?.["until"]).toBe(test.clock.now() + DAY_MS);
  const untilDone = async (key: string): Promise<void> => {
    if ((await buy(key)).errors) await untilDone(key);
  };
  await Promise.all(Array.from({ length: 50 }, (_, index) => untilDone(`key-${index}`)));
  expect(await rows(accountId)).toMatchObject([{ until: test.clock.now() + 51 * DAY_MS }]);
  const other = await test.ask(PURCHASE, { productId: "month", key: "one" }, token);
  expect(other.data.purchase.__typename).toBe("IdempotencyConflict");
});

it("of a period that ends by itself others are told once, however many processes look, and each time that it ends", async () => {
  await test.sql("DELETE FROM entitlement");
  const told = await rememberEvents(test);
  await Promise.all([test.another(), test.another()]);
  const homes = await Promise.all(Array.from({ length: 20 }, () => newHousehold()));
  await Promise.all(homes.map(({ token }) => test.ask(PURCHASE, { productId: "pass", key: "one" }, token)));
  const toldOf = async () => (await told("entitlements.changed")).length;
  expect(await toldOf()).toBe(20);
  /** All processes look, at the same time. */
  const look = async () => {
    test.clock.advance(PERIOD_ENDS_EVERY_MS);
    return toldOf();
  };
  for (let day = 1; day <= 2; day += 1) {
    const before = await toldOf();
    test.clock.advance(DAY_MS);
    await vi.waitFor(async () => expect(await look()).toBe(before + 20), { timeout: 8_000 });
    for (let again = 0; again < 3; again += 1) expect(await look()).toBe(before + 20);
    await Promise.all(
      homes.map(({ token }) => test.ask(PURCHASE, { productId: "pass", key: `day ${day}` }, token)),
    );
  }
});

it("a purchase that is tried again costs what it cost the first time, whatever the price is by now", async () => {
  const { token } = await newHousehold();
  await upsert("rising", "P1D", 400);
  await test.sql("ALTER TABLE entitlement RENAME TO entitlement_away");
  charges.length = 0;
  const buy = () => test.ask(PURCHASE, { productId: "rising", key: "one" }, token);
  expect((await buy()).errors).toHaveLength(1);
  await test.sql("ALTER TABLE entitlement_away RENAME TO entitlement");
  await upsert("rising", "P1D", 700);
  expect((await buy()).data.purchase.__typename).toBe("Entitlement");
  expect(charges.map(({ amountMinor }) => amountMinor)).toEqual([400, 400]);
  expect(new Set(charges.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
});

it("what was paid is given within minutes though its answer was lost and its client never came back", async () => {
  const { accountId, token } = await newHousehold();
  await test.another();
  isAnswerLost = true;
  expect((await test.ask(PURCHASE, { productId: "pass", key: "one" }, token)).errors).toHaveLength(1);
  isAnswerLost = false;
  expect(await rows(accountId)).toEqual([]);
  test.clock.advance(LEFT_OPEN_MS);
  const given = async () => {
    test.clock.advance(SETTLE_EVERY_MS);
    expect(await rows(accountId)).toHaveLength(1);
  };
  await vi.waitFor(given, { timeout: 10_000 });
  const [held] = await rows(accountId);
  const again = await test.ask(PURCHASE, { productId: "pass", key: "one" }, token);
  expect(again.data.purchase).toEqual({ __typename: "Entitlement", id: held?.["id"] });
  expect(await rows(accountId)).toEqual([held]);
});
