import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMemoryMailer, type Mail, type Mailer } from "../subgraphs/accounts/mailer.js";
import type { Accounts } from "../subgraphs/accounts/server.js";
import { startTestAccounts, type TestService } from "./support/test-service.js";

const SESSION = "__typename ... on Session { accessToken refreshToken account { id emailVerified } }";
const REFUSALS =
  "... on InvalidCredentials { message } ... on InvalidInput { field message } ... on Throttled { retryAfterSeconds }";
const SIGN_UP = `mutation ($email: String!) {
  signUp(email: $email, password: "correct horse", country: "NZ") { ${SESSION} } }`;
const SIGN_IN = `mutation ($email: String!, $password: String!) {
  signIn(email: $email, password: $password) { ${SESSION} } }`;
const ASK_RESET = "mutation ($email: String!) { requestPasswordReset(email: $email) }";
const RESET = `mutation ($code: String!, $newPassword: String = "battery staple") {
  resetPassword(code: $code, newPassword: $newPassword) { ${SESSION} ${REFUSALS} } }`;
const CHANGE = `mutation ($current: String!, $newPassword: String = "battery staple") {
  changePassword(current: $current, newPassword: $newPassword) { ${SESSION} ${REFUSALS} } }`;
const VERIFY = "mutation ($code: String!) { verifyEmail(code: $code) }";
const REFRESH = "mutation ($token: String!) { refreshSession(refreshToken: $token) { __typename } }";
const HOUR_MS = 3_600_000;

describe("codes by mail", () => {
  let test: TestService<Accounts>;
  let memory: ReturnType<typeof createMemoryMailer>;
  let failures = 0;
  beforeEach(async () => {
    memory = createMemoryMailer();
    failures = 0;
    const mailer: Mailer = {
      async send(mail) {
        failures -= 1;
        if (failures >= 0) throw new Error("the mail server is away");
        await memory.send(mail);
      },
      async [Symbol.asyncDispose]() {},
    };
    test = await startTestAccounts({ mailer });
  });
  afterEach(() => test[Symbol.asyncDispose]());

  const codeIn = ({ text }: Mail) => /^ {4}([\w-]{22})$/m.exec(text)?.[1] ?? "";
  /** The newest mail, once there are as many as that. */
  async function mailed(count: number): Promise<Mail> {
    await vi.waitFor(() => expect(memory.sent).toHaveLength(count), { timeout: 5_000 });
    return memory.sent.at(-1) as Mail;
  }
  const signUp = async (email = "one@example.org") => (await test.ask(SIGN_UP, { email })).data.signUp;
  const reset = async (code: string, newPassword?: string) =>
    (await test.ask(RESET, { code, ...(newPassword && { newPassword }) })).data.resetPassword;
  const refreshed = async (token: string) =>
    (await test.ask(REFRESH, { token })).data.refreshSession.__typename;

  it("prove the address of whoever signed up, once", async () => {
    const { account } = await signUp();
    expect(account.emailVerified).toBe(false);
    const mail = await mailed(1);
    expect(mail.to).toBe("one@example.org");
    expect((await test.ask(VERIFY, { code: "x".repeat(22) })).data).toEqual({ verifyEmail: false });
    const verify = async () => (await test.ask(VERIFY, { code: codeIn(mail) })).data.verifyEmail;
    // Of several that use it at once, one does.
    const answers = await Promise.all(Array.from({ length: 8 }, verify));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await verify()).toBe(false);
    const signedIn = await test.ask(SIGN_IN, { email: "one@example.org", password: "correct horse" });
    expect(signedIn.data.signIn.account.emailVerified).toBe(true);
  });

  it("give a new password once, and end every session", async () => {
    const before = await signUp();
    expect((await test.ask(ASK_RESET, { email: " One@example.org" })).data).toEqual({
      requestPasswordReset: true,
    });
    const code = codeIn(await mailed(2));
    expect(await reset(code, "short")).toMatchObject({
      __typename: "InvalidInput",
      message: "newPassword must be 8..200 characters, got 5",
    });
    // Of several that use it at once, one does.
    const answers = await Promise.all([reset(code), reset(code), reset(code)]);
    const kinds = answers.map(({ __typename }) => __typename).sort();
    expect(kinds).toEqual(["InvalidCredentials", "InvalidCredentials", "Session"]);
    expect(await refreshed(before.refreshToken)).toBe("InvalidCredentials");
    const { refreshToken } = answers.find(({ __typename }) => __typename === "Session");
    expect(await refreshed(refreshToken)).toBe("Session");
    const signIn = async (password: string) =>
      (await test.ask(SIGN_IN, { email: "one@example.org", password })).data.signIn.__typename;
    expect(await signIn("correct horse")).toBe("InvalidCredentials");
    expect(await signIn("battery staple")).toBe("Session");
  });

  it("expire, give way to newer ones, and are good for one thing", async () => {
    await signUp();
    const verification = codeIn(await mailed(1));
    expect((await reset(verification)).__typename).toBe("InvalidCredentials");
    await test.ask(ASK_RESET, { email: "one@example.org" });
    const first = codeIn(await mailed(2));
    test.clock.advance(1_000);
    await test.ask(ASK_RESET, { email: "one@example.org" });
    const second = codeIn(await mailed(3));
    expect((await reset(first)).__typename).toBe("InvalidCredentials");
    test.clock.advance(HOUR_MS);
    expect((await reset(second)).__typename).toBe("InvalidCredentials");
    expect((await test.ask(VERIFY, { code: verification })).data).toEqual({ verifyEmail: true });
  });

  it("are stored as hashes alone", async () => {
    await signUp();
    const code = codeIn(await mailed(1));
    const rows = JSON.stringify([
      await test.sql("SELECT * FROM account_code"),
      await test.sql("SELECT * FROM mail_request"),
    ]);
    expect(rows).toContain("VERIFY_EMAIL");
    expect(rows).not.toContain(code);
  });

  it("are asked for with the same answer and the same work, whether a household has the address or not", async () => {
    await signUp();
    await mailed(1);
    test.clock.advance(1_000);
    const known = await test.ask(ASK_RESET, { email: "one@example.org" });
    const unknown = await test.ask(ASK_RESET, { email: "nobody@example.org" });
    expect(unknown).toEqual(known);
    await mailed(2);
    // Nothing goes to an address that no household has, and nothing of it stays.
    await vi.waitFor(async () => expect(await test.sql("SELECT * FROM mail_request")).toEqual([]));
    expect(memory.sent.map(({ to }) => to)).toEqual(["one@example.org", "one@example.org"]);
  });

  it("go to one address three times an hour", async () => {
    await signUp();
    await mailed(1);
    for (let count = 0; count < 5; count += 1) {
      expect((await test.ask(ASK_RESET, { email: "one@example.org" })).data).toEqual({
        requestPasswordReset: true,
      });
      await mailed(Math.min(4, 2 + count));
      test.clock.advance(1_000);
    }
    await vi.waitFor(async () => expect(await test.sql("SELECT * FROM mail_request")).toEqual([]));
    expect(memory.sent).toHaveLength(4);
  });

  it("reach the address also when the mail server was away, and when the process ended in between", async () => {
    failures = 2;
    await signUp();
    await vi.waitFor(() => expect(failures).toBeLessThan(2));
    expect(memory.sent).toEqual([]);
    await test.another();
    await vi.waitFor(() => {
      test.clock.advance(5_000);
      expect(memory.sent).toHaveLength(1);
    });
    expect((await test.ask(VERIFY, { code: codeIn(await mailed(1)) })).data).toEqual({ verifyEmail: true });
  });

  it("wait for nobody's: an address that the mail server refuses holds up no other, and each code works", async () => {
    failures = Number.POSITIVE_INFINITY;
    const emails = ["one", "two", "three", "four"].map((name) => `${name}@example.org`);
    for (const email of emails) await signUp(email);
    failures = 1;
    await vi.waitFor(
      () => {
        test.clock.advance(5_000);
        expect(memory.sent.map((mail) => mail.to).toSorted()).toEqual(emails.toSorted());
      },
      { timeout: 5_000 },
    );
    for (const mail of memory.sent) {
      expect((await test.ask(VERIFY, { code: codeIn(mail) })).data).toEqual({ verifyEmail: true });
    }
  });

  it("are not needed to change a password: whoever knows it keeps this session and ends the others", async () => {
    const one = await signUp();
    const other = (await test.ask(SIGN_IN, { email: "one@example.org", password: "correct horse" })).data
      .signIn;
    const change = async (current: string) =>
      (await test.ask(CHANGE, { current }, one.accessToken)).data.changePassword;
    expect((await change("wrong horse")).__typename).toBe("InvalidCredentials");
    const changed = await change("correct horse");
    expect(changed.__typename).toBe("Session");
    expect(await refreshed(other.refreshToken)).toBe("InvalidCredentials");
    expect(await refreshed(changed.refreshToken)).toBe("Session");
    for (let count = 0; count < 4; count += 1) await change("wrong horse");
    expect(await change("battery staple")).toMatchObject({ __typename: "Throttled" });
  });
});
