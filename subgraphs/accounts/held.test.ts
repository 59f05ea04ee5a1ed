import { expect, it } from "vitest";
import { startTestAccounts } from "../../tests/support/test-service.js";

it("what a household holds is said as of what the service that asks has heard of, also by a clock that is behind", async () => {
  await using test = await startTestAccounts();
  const end = test.clock.now() + 2_000;
  await test.sql(`
    INSERT INTO product (id, name, entitlement_tags, period, amount_minor, currency, renews, concurrent_streams, devices,
      recording_seconds)
    VALUES ('sport', 'Sport', '{sport}', 'P1M', 1, 'EUR', true, 1, 1, 3600)`);
  await test.sql(`
    INSERT INTO account (id, email, country, created_at, password_hash)
    VALUES ('ac_1', 'one@example.org', 'AT', to_timestamp(0), 'none')`);
  await test.sql(
    `INSERT INTO entitlement (id, account_id, product_id, valid_from, valid_until, standing)
     VALUES ('en_1', 'ac_1', 'sport', to_timestamp(0), to_timestamp($1::float8 / 1000), 'ACTIVE')`,
    end,
  );
  const held = async (at?: number) => {
    const query =
      'query ($at: Float) { heldByHousehold(accountId: "ac_1", at: $at) { entitlementTags recordingSeconds } }';
    const request = { query, variables: { at }, isInner: true };
    const { data, errors } = await test.service.subgraph.execute(request, { traceId: "test" });
    expect(errors).toBeUndefined();
    return data?.["heldByHousehold"];
  };
  const all = { entitlementTags: ["sport"], recordingSeconds: 3_600 };
  const nothing = { entitlementTags: [], recordingSeconds: 0 };
  expect([await held(), await held(end - 1), await held(end)]).toEqual([all, all, nothing]);
  // Nor does it go back to what was: who asks may be behind as well.
  test.clock.advance(3_000);
  expect(await held(end - 1)).toEqual(nothing);
});
