import { afterEach, beforeEach, expect, it } from "vitest";
import type { Accounts } from "../subgraphs/accounts/server.js";
import { startTestAccounts, type TestService } from "./support/test-service.js";

const DAY_SECONDS = 86_400;
const UPSERT = `mutation ($id: ID!) { upsertProduct(input: { id: $id, name: "", entitlementTags: [], period: "P1D",
  amountMinor: 0, currency: "NZD", renews: false, concurrentStreams: 1, devices: 1, recordingSeconds: 0 }) { id } }`;

let test: TestService<Accounts>;
beforeEach(async () => {
  test = await startTestAccounts();
});
afterEach(() => test[Symbol.asyncDispose]());

const kidOf = (token: string) =>
  JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid;
const kidsOf = async (accounts: Accounts) => (await accounts.publicKeys()).keys.map(({ kid }) => kid);

it("processes that start at once on an empty table sign with one key", async () => {
  await test.sql("DELETE FROM signing_key");
  const started = await Promise.all(Array.from({ length: 4 }, () => test.another()));
  expect(await test.sql("SELECT kid FROM signing_key")).toHaveLength(1);
  const kids = await Promise.all(started.map(async (one) => kidOf(await one.issueToken("billing", [], 60))));
  expect(new Set(kids).size).toBe(1);
});

it("keys rotate every 90 days while tokens live: the next is published an hour before it signs, the last until nothing that it signed is good", async () => {
  const other = await test.another();
  const [first] = await kidsOf(test.service);
  const issue = () => test.service.issueToken("billing", ["billing"], 365 * DAY_SECONDS);
  const isGood = async (token: string) =>
    (await test.ask(UPSERT, { id: "nothing" }, token)).errors?.[0]?.extensions.code !== "UNAUTHENTICATED";
  const yearly = await issue();
  test.clock.advance(90 * DAY_SECONDS * 1_000);
  // However many processes find that one is due, they make one.
  const published = await Promise.all([kidsOf(test.service), kidsOf(other)]);
  expect(await test.sql("SELECT kid FROM signing_key")).toHaveLength(2);
  for (const kids of published) expect(kids).toContain(first);
  expect(kidOf(await issue())).toBe(first);
  test.clock.advance(3_600_000);
  const [second] = await kidsOf(test.service);
  expect(kidOf(await issue())).toBe(second);
  expect(second).not.toBe(first);
  expect(await isGood(await issue())).toBe(true);
  expect(await isGood(yearly)).toBe(true);
  test.clock.advance(365 * DAY_SECONDS * 1_000);
  expect(await isGood(yearly)).toBe(false);
  test.clock.advance(2 * DAY_SECONDS * 1_000);
  expect(await kidsOf(other)).not.toContain(first);
});

it("publishes no private part of a key", async () => {
  const { keys } = await test.service.publicKeys();
  expect(keys).toHaveLength(1);
  expect(Object.keys(keys[0] ?? {}).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
});

it("goes on signing and publishing with the keys in hand while the database is away", async () => {
  const kids = await kidsOf(test.service);
  await test.sql("ALTER TABLE signing_key RENAME TO signing_key_away");
  test.clock.advance(60_000);
  expect(await kidsOf(test.service)).toEqual(kids);
  expect(kidOf(await test.service.issueToken("billing", [], 60))).toBe(kids[0]);
});
