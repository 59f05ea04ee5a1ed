import { afterEach, beforeEach, expect, it } from "vitest";
import type { Accounts } from "../subgraphs/accounts/server.js";
import { startTestAccounts, type TestService } from "./support/test-service.js";

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

it("a new key is published by every process at once, and signs within a minute", async () => {
  const [old] = await kidsOf(test.service);
  await test.sql(
    `INSERT INTO signing_key (kid, private_jwk, created_at)
     SELECT 'key_new', private_jwk, created_at + interval '1 day' FROM signing_key`,
  );
  expect(await kidsOf(test.service)).toEqual(["key_new", old]);
  test.clock.advance(60_000);
  expect(kidOf(await test.service.issueToken("billing", [], 60))).toBe("key_new");
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
