import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { revocationHash } from "../lib/revocations.js";
import type { Accounts } from "../subgraphs/accounts/server.js";
import { startTestAccounts, type TestService } from "./support/test-service.js";

const SIGN_UP = `mutation ($email: String!) { signUp(email: $email, password: "correct horse", country: "NZ") {
  ... on Session { accessToken account { profiles { id } } } } }`;
const CREATE = `mutation { createProfile(input: { name: "Mia" }) { ... on Profile { id } } }`;
const SELECT = `mutation ($id: ID!) { selectProfile(id: $id) { ... on Session { accessToken } } }`;
const PASSWORD = `mutation { changePassword(current: "correct horse", newPassword: "battery staple") { __typename } }`;

describe("a session that another of its device took the place of", () => {
  let test: TestService<Accounts>;
  let households = 0;
  let first: string;
  const profiles = { home: "", mia: "" };

  beforeAll(async () => {
    test = await startTestAccounts();
  });
  afterAll(() => test[Symbol.asyncDispose]());
  beforeEach(async () => {
    households += 1;
    const { data } = await test.ask(SIGN_UP, { email: `h${households}@example.org` });
    first = data.signUp.accessToken;
    profiles.home = data.signUp.account.profiles[0].id;
    profiles.mia = (await test.ask(CREATE, {}, first)).data.createProfile.id;
  });

  const select = async (id: string, token: string) => {
    const { data, errors } = await test.ask(SELECT, { id }, token);
    return errors
      ? { refused: errors[0]?.extensions.code }
      : { token: data.selectProfile.accessToken as string };
  };
  const selected = async (id: string, token: string) => (await select(id, token)).token ?? "";
  /** Whether every process is told to refuse it. */
  const isTakenBack = async (token: string) =>
    (await test.service.revoked()).includes(revocationHash(String(decodeJwt(token)["sid"])));

  it("lets its client, who lost the answer, choose again for ten seconds, and has requests under way go on", async () => {
    await selected(profiles.mia, first);
    test.clock.advance(10_000);
    expect(await select(profiles.mia, first)).toEqual({ token: expect.any(String) });
    test.clock.advance(1);
    expect(await select(profiles.mia, first)).toEqual({ refused: "UNAUTHENTICATED" });
    expect(await isTakenBack(first)).toBe(false);
  });

  const endings: [string, (token: string) => Promise<unknown>][] = [
    ["signs out everywhere", (token) => test.ask("mutation { signOut(everywhere: true) }", {}, token)],
    ["changes the password", (token) => test.ask(PASSWORD, {}, token)],
  ];
  it.each(endings)("ends for good when the household %s, and opens no other", async (_how, end) => {
    const second = await selected(profiles.mia, first);
    const third = await selected(profiles.home, second);
    test.clock.advance(60_000);
    await end(third);
    expect(await Promise.all([first, second].map(isTakenBack))).toEqual([true, true]);
    expect(await select(profiles.mia, second)).toEqual({ refused: "UNAUTHENTICATED" });
  });

  it("opens no other within its ten seconds, once the household has signed out everywhere", async () => {
    const second = await selected(profiles.mia, first);
    await test.ask("mutation { signOut(everywhere: true) }", {}, second);
    expect(await select(profiles.mia, first)).toEqual({ refused: "UNAUTHENTICATED" });
    expect(await select(profiles.home, second)).toEqual({ refused: "UNAUTHENTICATED" });
  });

  it("ends with the profile that it was bound to", async () => {
    const second = await selected(profiles.mia, first);
    const third = await selected(profiles.home, second);
    await test.ask("mutation ($id: ID!) { deleteProfile(id: $id) }", { id: profiles.mia }, third);
    expect(await isTakenBack(second)).toBe(true);
    expect(await isTakenBack(third)).toBe(false);
  });
});
