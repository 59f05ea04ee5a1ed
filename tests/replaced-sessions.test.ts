import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { revocationHash } from "../lib/revocations.js";
import type { Accounts } from "../subgraphs/accounts/server.js";
import { startTestAccounts, type TestService } from "./support/test-service.js";

const SIGN_UP = `mutation ($email: String!) { signUp(email: $email, password: "correct horse", country: "NZ") {
  ... on Session { accessToken refreshToken account { profiles { id } } } } }`;
const CREATE = `mutation { createProfile(input: { name: "Mia" }) { ... on Profile { id } } }`;
const SELECT = `mutation ($id: ID!) { selectProfile(id: $id) { ... on Session { accessToken } } }`;
const PASSWORD = `mutation { changePassword(current: "correct horse", newPassword: "battery staple") {
  __typename ... on Session { accessToken refreshToken } } }`;
const REFRESH = `mutation ($token: String!) { refreshSession(refreshToken: $token) {
  __typename ... on Session { accessToken refreshToken } } }`;

describe("a session that another of its device took the place of", () => {
  let test: TestService<Accounts>;
  let households = 0;
  let first: string;
  let refreshToken: string;
  const profiles = { home: "", mia: "" };

  beforeAll(async () => {
    test = await startTestAccounts();
  });
  afterAll(() => test[Symbol.asyncDispose]());
  beforeEach(async () => {
    households += 1;
    const { data } = await test.ask(SIGN_UP, { email: `h${households}@example.org` });
    first = data.signUp.accessToken;
    refreshToken = data.signUp.refreshToken;
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

  it("lets no television in once the household has signed out everywhere, though nobody was told yet", async () => {
    const start = `mutation { startDevicePairing(device: { name: "Den", family: TV }) { userCode } }`;
    const approve = `mutation ($code: String!) { approveDevicePairing(userCode: $code) { __typename } }`;
    const code = async () => (await test.ask(start)).data.startDevicePairing.userCode as string;
    const approved = async (token: string) =>
      (await test.ask(approve, { code: await code() }, token)).data.approveDevicePairing.__typename;
    const second = await selected(profiles.mia, first);
    expect(await approved(first)).toBe("Device");
    await test.ask("mutation { signOut(everywhere: true) }", {}, second);
    expect(await approved(second)).toBe("InvalidInput");
    expect(await approved(first)).toBe("InvalidInput");
  });

  const refresh = async (token: string) =>
    (await test.ask(REFRESH, { token })).data.refreshSession as { __typename: string; accessToken: string };

  it("takes those that took its place along when its refresh token turns out to be known to two", async () => {
    const stolen = await refresh(refreshToken);
    const thiefs = await selected(profiles.home, await selected(profiles.mia, stolen.accessToken));
    test.clock.advance(60_000);
    expect((await refresh(refreshToken)).__typename).toBe("InvalidCredentials");
    expect(await isTakenBack(thiefs)).toBe(true);
    expect(await select(profiles.mia, thiefs)).toEqual({ refused: "UNAUTHENTICATED" });
  });

  it("takes them along though one of those between them ended with its profile", async () => {
    const stolen = await refresh(refreshToken);
    const between = await selected(profiles.mia, stolen.accessToken);
    const thiefs = await selected(profiles.home, between);
    const { data } = await test.ask(
      "mutation ($id: ID!) { deleteProfile(id: $id) }",
      { id: profiles.mia },
      thiefs,
    );
    expect(data.deleteProfile).toBe(true);
    test.clock.advance(60_000);
    expect((await refresh(refreshToken)).__typename).toBe("InvalidCredentials");
    expect(await isTakenBack(thiefs)).toBe(true);
  });

  it("leaves those that took its place alone when its client shows what it had not used", async () => {
    const second = await selected(profiles.mia, first);
    test.clock.advance(60_000);
    expect((await refresh(refreshToken)).__typename).toBe("InvalidCredentials");
    expect(await isTakenBack(second)).toBe(false);
  });

  it("changes the password for its client, which is given a session that goes on", async () => {
    const second = await selected(profiles.mia, first);
    const { data } = await test.ask(PASSWORD, {}, first);
    expect(await isTakenBack(second)).toBe(true);
    expect((await refresh(data.changePassword.refreshToken)).__typename).toBe("Session");
  });

  it("says the age limit of its profile, and so do the tokens that it is refreshed with", async () => {
    const change = `mutation ($id: ID!) { updateProfile(id: $id, patch: { maximumAge: 6 }) { __typename } }`;
    expect((await test.ask(change, { id: profiles.mia }, first)).errors).toBeUndefined();
    const select = SELECT.replace("accessToken", "accessToken refreshToken");
    const { data } = await test.ask(select, { id: profiles.mia }, first);
    expect(decodeJwt(data.selectProfile.accessToken)).toMatchObject({ profile: profiles.mia, maximumAge: 6 });
    const refreshed = await refresh(data.selectProfile.refreshToken);
    expect(decodeJwt(refreshed.accessToken)).toMatchObject({ profile: profiles.mia, maximumAge: 6 });
    expect(decodeJwt(first)["maximumAge"]).toBeUndefined();
  });

  it("ends with the profile that it was bound to", async () => {
    const second = await selected(profiles.mia, first);
    const third = await selected(profiles.home, second);
    await test.ask("mutation ($id: ID!) { deleteProfile(id: $id) }", { id: profiles.mia }, third);
    expect(await isTakenBack(second)).toBe(true);
    expect(await isTakenBack(third)).toBe(false);
  });
});
