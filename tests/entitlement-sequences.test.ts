import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Charge, developmentPayments } from "../subgraphs/accounts/payments.js";
import type { Accounts } from "../subgraphs/accounts/server.js";
import { startTestAccounts, type TestService } from "./support/test-service.js";

const DAY_MS = 86_400_000;
const PURCHASE = `mutation ($productId: ID!, $key: ID!) {
  purchase(productId: $productId, idempotencyKey: $key) { __typename ... on Entitlement { id } } }`;
const BILL = `mutation ($accountId: ID!, $productId: ID!, $until: DateTime!, $key: ID!) {
  setEntitlement(accountId: $accountId, productId: $productId, validUntil: $until, idempotencyKey: $key) { __typename } }`;
const CANCEL = "mutation ($id: ID!) { cancelEntitlement(id: $id) { __typename } }";
const SIGN_UP = `mutation ($email: String!) {
  signUp(email: $email, password: "correct horse", country: "NZ") { ... on Session { accessToken account { id } } } }`;
const UPSERT = `mutation ($input: ProductInput!) { upsertProduct(input: $input) { id } }`;

const charges: Charge[] = [];
let test: TestService<Accounts>;
let billing: string;
let households = 0;

beforeAll(async () => {
  const payments = {
    charge(charge: Charge) {
      charges.push(charge);
      return developmentPayments.charge(charge);
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
    ...{ id, name: id, entitlementTags: [id], period, amountMinor, currency: "NZD", renews: true },
    ...{ concurrentStreams: 1, devices: 1, recordingSeconds: 0 },
  };
  await test.ask(UPSERT, { input }, billing);
}

async function newHousehold() {
  households += 1;
  const { data } = await test.ask(SIGN_UP, { email: `h${households}@example.org` });
  const { account } = data.signUp;
  // The token of the household itself, for however long the test lets time pass.
  return { accountId: account.id as string, token: data.signUp.accessToken as string };
}

const rows = (accountId: string) =>
  test.sql(
    `SELECT id, product_id, (extract(epoch FROM valid_until) * 1000)::float8 AS until FROM entitlement
     WHERE account_id = $1 ORDER BY product_id`,
    accountId,
  );

const productId = fc.constantFrom("pass", "month");
const deed = fc.oneof(
  fc.record({ kind: fc.constant("buy" as const), productId, key: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ kind: fc.constant("bill" as const), productId, days: fc.integer({ min: -20, max: 40 }) }),
  fc.record({ kind: fc.constant("cancel" as const), productId }),
);

it("whatever is bought, billed and cancelled at once, a product has one row, which moves back by billing alone", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(deed, { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
      async (rounds) => {
        const { accountId, token } = await newHousehold();
        let bills = 0;
        for (const round of rounds) {
          const before = await rows(accountId);
          await Promise.all(
            round.map((done) => {
              if (done.kind === "buy") {
                return test.ask(PURCHASE, { productId: done.productId, key: `key-${done.key}` }, token);
              }
              if (done.kind === "bill") {
                bills += 1;
                const until = new Date(test.clock.now() + done.days * DAY_MS).toISOString();
                const variables = { accountId, productId: done.productId, until, key: `bill-${bills}` };
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
            const wasBilled = round.some(
              (done) => done.kind === "bill" && done.productId === row["product_id"],
            );
            if (!wasBilled) expect(Number(now?.["until"])).toBeGreaterThanOrEqual(Number(row["until"]));
          }
        }
      },
    ),
    { numRuns: 25 },
  );
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
