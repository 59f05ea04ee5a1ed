import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it, vi } from "vitest";
import { startTestHouse } from "../tests/support/test-house.js";

const run = promisify(execFile);

// Each command is a process of its own, on a machine that may be busy.
it("operators create, serve, show and erase a household beside a house that runs, and let services in", async () => {
  await using test = await startTestHouse();
  const command = async (...args: string[]) => {
    const env = {
      ...process.env,
      DATABASE_URL_ACCOUNTS: test.databaseUrls.accounts,
      ACCOUNT_PASSWORD: "correct horse",
    };
    const settled = await run(process.execPath, ["dist/tools/accounts.js", ...args], { env }).catch(
      (error: { stderr: string }) => ({ stdout: "", stderr: error.stderr }),
    );
    // What succeeds has nothing to warn of.
    if (settled.stdout) expect(settled.stderr).toBe("");
    return settled.stdout.trim() || settled.stderr.trim();
  };
  const id = await command("create", "one@example.org", "--country", "NZ");
  expect(id).toMatch(/^ac_\w{22}$/);
  const signIn = `mutation { signIn(email: "one@example.org", password: "correct horse") { ... on Session { accessToken } } }`;
  const { accessToken } = (await test.ask(signIn)).data.signIn;
  const updates = test.subscribe(accessToken, "subscription { entitlementsChanged { entitlementTags } }");
  const heard = async () => (await updates.next()).value.data.entitlementsChanged.entitlementTags;
  expect(await heard()).toEqual([]);
  await command("grant", "one@example.org", "premium", "--until", "2027-06-01T00:00:00Z");
  let told: string[] = [];
  void heard().then((tags) => (told = tags));
  // The house looks for what others have committed every few seconds.
  const looked = () => {
    test.clock.advance(1_000);
    expect(told).toEqual(["basic", "premium"]);
  };
  await vi.waitFor(looked, { timeout: 30_000, interval: 200 });
  await updates.return?.();
  for (const wrong of ["June 1", "2027-06-01T00:00", "06/01/2027"]) {
    const refused = await command("grant", "one@example.org", "premium", "--until", wrong);
    expect(refused).toBe(`--until must be an ISO 8601 instant with offset, got "${wrong}"`);
  }
  const shown = JSON.parse(await command("show", id));
  expect(shown).toMatchObject({
    email: "one@example.org",
    entitlements: [{ productId: "premium", validUntil: "2027-06-01T00:00:00.000Z" }],
  });
  expect(JSON.stringify(shown)).not.toContain("argon2");

  const token = await command("token", "crm", "--scopes", "billing", "--days", "2");
  const bill = `mutation { setEntitlement(accountId: "${id}", productId: "basic", validUntil: "2027-01-01T00:00:00Z", idempotencyKey: "k") { __typename } }`;
  // The command lives by the machine's clock, which is behind the house's or ahead of it.
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  test.clock.step(claims.iat * 1_000 - test.clock.now());
  expect((await test.ask(bill, { token })).data.setEntitlement.__typename).toBe("Entitlement");

  expect(await command("erase", id, "--yes")).toMatch(/is gone here/);
  expect(await command("show", id)).toMatch(/no household/);
}, 300_000);
