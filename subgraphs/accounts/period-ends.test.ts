import { expect, it, vi } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createOutbox } from "../../lib/events/outbox.js";
import { randomIds } from "../../lib/ids.js";
import { createLogger } from "../../lib/logger.js";
import { createTestDatabase } from "../../tests/support/databases.js";
import { watchPeriodEnds } from "./period-ends.js";
import { openAccountsStore } from "./store.js";

const HOUSEHOLDS = 400;

it("all products that end at midnight are told of then, in one look, also where households have two of them", async () => {
  const clock = new ManualClock("2026-11-30T23:59:50Z");
  await using own = await createTestDatabase("accounts");
  const carrier = { wake: () => undefined, [Symbol.asyncDispose]: async () => undefined };
  const outbox = createOutbox({ carrier, clock, ids: randomIds });
  await using store = await openAccountsStore(own.url, undefined, outbox);
  const midnight = clock.now() + 10_000;
  await store.database.$executeRaw`
    INSERT INTO product (id, name, entitlement_tags, period, amount_minor, currency, renews, concurrent_streams, devices)
    SELECT id, id, '{}', 'P1M', 1, 'EUR', true, 1, 1 FROM unnest(ARRAY['basic', 'sport']) AS id`;
  await store.database.$executeRaw`
    INSERT INTO account (id, email, country, created_at, password_hash)
    SELECT 'ac_' || n, n || '@example.org', 'AT', to_timestamp(0), 'none'
    FROM generate_series(1, ${HOUSEHOLDS}::int) AS n`;
  await store.database.$executeRaw`
    INSERT INTO entitlement (id, account_id, product_id, valid_from, valid_until, standing)
    SELECT account.id || product.id, account.id, product.id, to_timestamp(0),
      to_timestamp(${midnight}::float8 / 1000), 'ACTIVE'
    FROM account, product`;
  await using _watch = watchPeriodEnds({ store, clock, log: createLogger("silent") });
  const untold = () => store.database.entitlement.count({ where: { toldUntil: null } });
  clock.advance(9_000);
  expect(await untold()).toBe(2 * HOUSEHOLDS);
  clock.advance(1_000);
  const shortly = async () => {
    clock.advance(1);
    expect(await untold()).toBe(0);
  };
  await vi.waitFor(shortly, { timeout: 8_000 });
});
