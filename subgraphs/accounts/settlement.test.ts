import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createOutbox } from "../../lib/events/outbox.js";
import { randomIds } from "../../lib/ids.js";
import { createLogger } from "../../lib/logger.js";
import { createTestDatabase } from "../../tests/support/databases.js";
import { createDevelopmentPayments, type PaymentProvider } from "./payments.js";
import { createPurchases } from "./purchases.js";
import { createSettlement, LEFT_OPEN_MS } from "./settlement.js";
import { openAccountsStore } from "./store.js";

const DAY_MS = 86_400_000;
/** Tries of one instant, where the clock stands still, are told apart by a millisecond each. */
const LONG_AFTER_MS = LEFT_OPEN_MS + 1_000;
const AWAY = "the provider is away";

/** What becomes of a charge beside the money: nothing more, or its process dies before or after it, or while it gives. */
type Fault = "NONE" | "BEFORE" | "AFTER" | "GIVING";

const clock = new ManualClock("2026-11-21T09:00:00Z");
const log = createLogger("silent");
let own: Awaited<ReturnType<typeof createTestDatabase>>;
let store: Awaited<ReturnType<typeof openAccountsStore>>;
let households = 0;
let accountId: string;
let provider: PaymentProvider;
let charged: string[];
let fault: Fault;
/** Done while the provider answers what came of a charge, after it has looked. */
let meanwhile: (key: string) => Promise<void>;

beforeAll(async () => {
  own = await createTestDatabase("accounts");
  const carrier = { wake: () => undefined, [Symbol.asyncDispose]: async () => undefined };
  store = await openAccountsStore(own.url, undefined, createOutbox({ carrier, clock, ids: randomIds }));
  const product = { name: "", description: null, entitlementTags: [], period: "P1D", currency: "EUR" };
  const limits = { renews: false, concurrentStreams: 1, devices: 1, recordingSeconds: 0 };
  await store.saveProduct({ ...product, ...limits, id: "pass", amountMinor: 100 });
  await store.saveProduct({ ...product, ...limits, id: "refused", amountMinor: 113 });
  await store.saveProduct({ ...product, ...limits, id: "free", amountMinor: 0 });
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await own[Symbol.asyncDispose]();
});
beforeEach(newHousehold);

async function newHousehold() {
  households += 1;
  accountId = `ac_${households}`;
  await store.database.$executeRaw`
    INSERT INTO account (id, email, country, created_at, password_hash)
    VALUES (${accountId}, ${`${accountId}@example.org`}, 'AT', to_timestamp(0), 'none')`;
  provider = createDevelopmentPayments();
  charged = [];
  fault = "NONE";
  meanwhile = async () => undefined;
}

/** Of a process that fares as `fault` says when it charges. */
function paymentsOf(its: Fault): PaymentProvider {
  return {
    async charge(charge) {
      if (its === "BEFORE") throw new Error(AWAY);
      const outcome = await provider.charge(charge);
      charged.push(charge.idempotencyKey);
      if (its === "AFTER") throw new Error(AWAY);
      return outcome;
    },
    async outcomeOf(key) {
      const outcome = await provider.outcomeOf(key);
      await meanwhile(key);
      return outcome;
    },
  };
}

function processOf(its: Fault) {
  const payments = paymentsOf(its);
  const dying = { ...store, moveEntitlement: () => Promise.reject(new Error("the process died")) };
  const parts = { store: its === "GIVING" ? dying : store, payments, clock, ids: randomIds };
  const purchases = createPurchases(parts);
  return { purchases, settle: createSettlement({ store, payments, purchases, clock, log }) };
}

/** Whether it was answered: a client whose process died hears nothing. */
const buy = (key: string, its: Fault = fault, productId = "pass") =>
  processOf(its)
    .purchases.purchase(accountId, productId, key)
    .then(({ kind }) => kind)
    .catch(() => "NOTHING" as const);
const settle = () => processOf("NONE").settle();
const held = async () => (await store.entitlementsOf(accountId))[0];
const stateOf = async (key: string) => {
  const where = { accountId_key: { accountId, key } };
  return (await store.database.entitlementRequest.findUnique({ where }))?.state;
};

it.each([
  ["as soon as it had charged", "AFTER"],
  ["before it had given it", "GIVING"],
] as const)(
  "a household is given once what it paid for where its process died %s, whoever settles it",
  async (_when, when) => {
    expect(await buy("one", when)).toBe("NOTHING");
    clock.advance(LEFT_OPEN_MS - 1);
    await settle();
    expect(await held()).toBeUndefined();
    clock.advance(1);
    await Promise.all([settle(), settle(), buy("one"), settle(), buy("one")]);
    await settle();
    expect(await held()).toMatchObject({ validUntil: clock.now() + DAY_MS, renewals: 0 });
    expect(await buy("one")).toBe("Entitlement");
    expect(await held()).toMatchObject({ renewals: 0 });
  },
);

it("a household that was never charged is told so when it asks again, and is not charged then", async () => {
  expect(await buy("one", "BEFORE")).toBe("NOTHING");
  clock.advance(LEFT_OPEN_MS);
  await settle();
  expect(await stateOf("one")).toBe("DECLINED");
  expect(await buy("one")).toBe("PaymentDeclined");
  expect([charged, await held()]).toEqual([[], undefined]);
});

it("a household whose payment was declined, and whose process died, is given nothing", async () => {
  expect(await buy("one", "AFTER", "refused")).toBe("NOTHING");
  clock.advance(LEFT_OPEN_MS);
  await settle();
  expect([await stateOf("one"), await held()]).toEqual(["DECLINED", undefined]);
});

it("a household waits for a provider that cannot be asked, and for nobody else's purchase", async () => {
  expect([await buy("one", "AFTER"), await buy("two", "AFTER")]).toEqual(["NOTHING", "NOTHING"]);
  clock.advance(LEFT_OPEN_MS);
  meanwhile = async (key) => {
    if (key.endsWith("one")) throw new Error(AWAY);
  };
  await settle();
  expect([await stateOf("one"), await stateOf("two")]).toEqual(["OPEN", "DONE"]);
  meanwhile = async () => undefined;
  await settle();
  expect(await stateOf("one")).toBe("OPEN");
  clock.advance(LEFT_OPEN_MS);
  await settle();
  expect([await stateOf("one"), (await held())?.renewals]).toEqual(["DONE", 1]);
});

it("a household that tries again while its purchase is being declined is given what it pays for then", async () => {
  await buy("one", "BEFORE");
  clock.advance(LEFT_OPEN_MS);
  meanwhile = async () => {
    meanwhile = async () => undefined;
    expect(await buy("one", "AFTER")).toBe("NOTHING");
  };
  await settle();
  expect([await stateOf("one"), charged.length]).toEqual(["OPEN", 1]);
  clock.advance(LONG_AFTER_MS);
  await settle();
  expect([await stateOf("one"), (await held())?.renewals]).toEqual(["DONE", 0]);
});

it("what billing has said, and nobody pays for, is left alone", async () => {
  const said = { accountId, key: "one", fingerprint: '["bill"]', price: null };
  await store.openRequest(said, clock.now());
  clock.advance(LEFT_OPEN_MS);
  await settle();
  expect(await stateOf("one")).toBe("OPEN");
});

it("takes no more than so many at once, each once, and says whether there may be more", async () => {
  for (const key of ["one", "two", "three"]) await buy(key, "BEFORE");
  clock.advance(LEFT_OPEN_MS);
  const take = () => store.takeLeftOpen(clock.now(), clock.now() - LEFT_OPEN_MS, 2);
  const taken = [await take(), await take(), await take()];
  expect(taken.map(({ length }) => length)).toEqual([2, 1, 0]);
  expect(new Set(taken.flat().map(({ key }) => key)).size).toBe(3);
});

const deed = fc.oneof(
  fc.record({
    kind: fc.constant("buy" as const),
    key: fc.constantFrom("a", "b", "c"),
    its: fc.constantFrom<Fault>("NONE", "BEFORE", "AFTER", "GIVING"),
  }),
  fc.record({ kind: fc.constant("settle" as const) }),
);
const round = fc.record({
  minutes: fc.constantFrom(0, 1, 10, 11),
  deeds: fc.array(deed, { minLength: 1, maxLength: 4 }),
});

it("whatever dies, is tried again and is settled at once, a household has one period for each key that was paid", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 6 }), async (rounds) => {
      await newHousehold();
      // Long enough for others to come in between.
      meanwhile = async () => void (await store.products());
      for (const { minutes, deeds } of rounds) {
        clock.advance(minutes * 60_000);
        await Promise.all(deeds.map((done) => (done.kind === "buy" ? buy(done.key, done.its) : settle())));
      }
      clock.advance(LONG_AFTER_MS);
      await settle();
      const paid = [...new Set(charged)].sort();
      const requests = await store.database.entitlementRequest.findMany({ where: { accountId } });
      const done = requests.filter(({ state }) => state === "DONE").map(({ key }) => `${accountId}:${key}`);
      expect(done.sort()).toEqual(paid);
      expect(requests.filter(({ state }) => state === "OPEN")).toEqual([]);
      expect(((await held())?.renewals ?? -1) + 1).toBe(paid.length);
    }),
    { numRuns: 40 },
  );
}, 60_000);

it("a household is given what costs nothing, though nobody was asked to charge for it", async () => {
  expect(await buy("one", "BEFORE", "free")).toBe("NOTHING");
  clock.advance(LONG_AFTER_MS);
  await settle();
  expect([await stateOf("one"), (await held())?.product.id]).toEqual(["DONE", "free"]);
});
