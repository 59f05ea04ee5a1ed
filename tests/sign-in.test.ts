import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCancellation } from "../lib/cancellation.js";
import type { Accounts } from "../subgraphs/accounts/server.js";
import { startTestAccounts, type TestService } from "./support/test-service.js";

const SESSION = "__typename ... on Session { accessToken refreshToken account { id devices { id name } } }";
const SIGN_UP = `mutation ($email: String!, $password: String = "correct horse", $country: String = "NZ", $device: DeviceInput) {
  signUp(email: $email, password: $password, country: $country, device: $device) {
    ${SESSION} ... on InvalidInput { field message } ... on Throttled { retryAfterSeconds } }
}`;
const SIGN_IN = `mutation ($email: String!, $password: String = "correct horse", $device: DeviceInput) {
  signIn(email: $email, password: $password, device: $device) {
    ${SESSION} ... on InvalidCredentials { message } ... on Throttled { retryAfterSeconds } }
}`;
const REFRESH = `mutation ($token: String!) { refreshSession(refreshToken: $token) { ${SESSION} ... on InvalidCredentials { message } } }`;
const TV = { name: "TV", family: "TV" };
const DAY_MS = 24 * 60 * 60 * 1_000;

let test: TestService<Accounts>;
beforeAll(async () => {
  test = await startTestAccounts();
});
afterAll(() => test[Symbol.asyncDispose]());

async function asked(field: string, query: string, variables: Record<string, unknown>) {
  const { data, errors } = await test.ask(query, variables);
  expect(errors).toBeUndefined();
  return data[field];
}
const signUp = (variables: Record<string, unknown>) => asked("signUp", SIGN_UP, variables);
const signIn = (variables: Record<string, unknown>) => asked("signIn", SIGN_IN, variables);
const refresh = (token: string) => asked("refreshSession", REFRESH, { token });
const kindsOf = (answers: { __typename: string }[]) => answers.map(({ __typename }) => __typename).sort();

describe("signing up", () => {
  it("gives an address to one of those who ask for it at once, and tells the others", async () => {
    const answers = await Promise.all(
      ["race@example.org", "RACE@example.org", " race@example.org"].map((email) => signUp({ email })),
    );
    expect(kindsOf(answers)).toEqual(["EmailTaken", "EmailTaken", "Session"]);
  });

  it("knows an address however its letters are composed", async () => {
    await signUp({ email: "jose\u0301@example.org" });
    expect(await signUp({ email: "jos\u00e9@example.org" })).toMatchObject({ __typename: "EmailTaken" });
  });

  it.each([
    ["the character NUL", "a\0b@example.org"],
    ["a character that nobody sees", "a\u200bb@example.org"],
  ])("refuses an address with %s", async (_name, email) => {
    expect(await signUp({ email })).toMatchObject({ __typename: "InvalidInput", field: "email" });
  });

  it("refuses a device whose name has control characters, and forgets an id that is none", async () => {
    const email = "names@example.org";
    const refused = await signUp({ email, device: { ...TV, name: "T\0V" } });
    expect(refused).toMatchObject({ __typename: "InvalidInput", field: "device.name" });
    const session = await signUp({ email, device: { ...TV, name: " TV ", id: "dev_\0" } });
    expect(session).toMatchObject({ account: { devices: [{ name: "TV" }] } });
  });

  it("counts a password by its characters, not by what they are made of", async () => {
    const password = "\u{1f40e}".repeat(4);
    expect(await signUp({ email: "horses@example.org", password })).toMatchObject({
      message: "password must be 8..200 characters, got 4",
    });
  });
});

describe("signing in", () => {
  it("takes the same password from a keyboard that composes letters in another way", async () => {
    await signUp({ email: "keys@example.org", password: "caf\u00e9 caf\u00e9" });
    const session = await signIn({ email: "keys@example.org", password: "cafe\u0301 cafe\u0301" });
    expect(session.__typename).toBe("Session");
  });

  it.each([
    ["an address with NUL", { email: "a\0b@example.org" }],
    ["an address of a megabyte", { email: `${"a".repeat(1_000_000)}@example.org` }],
    ["a password of a megabyte", { email: "keys@example.org", password: "a".repeat(1_000_000) }],
    ["a password with NUL", { email: "keys@example.org", password: "caf\0" }],
  ])("answers %s like any other wrong one", async (_name, variables) => {
    expect(await signIn(variables)).toMatchObject({ __typename: "InvalidCredentials" });
  });

  it("lets a household in on its own device while somebody guesses its password", async () => {
    const email = "guessed@example.org";
    const [{ id }] = (await signUp({ email, device: TV })).account.devices;
    const guesses = await Promise.all(
      Array.from({ length: 30 }, () => signIn({ email, password: "wrong horse" })),
    );
    expect(guesses.filter(({ __typename }) => __typename === "InvalidCredentials").length).toBeLessThan(11);
    expect(await signIn({ email })).toMatchObject({ __typename: "Throttled" });
    expect(await signIn({ email, device: { ...TV, id } })).toMatchObject({ __typename: "Session" });
    expect(await signIn({ email, device: { ...TV, id: "dev_guessed" } })).toMatchObject({
      __typename: "Throttled",
    });
  });

  it("lets everybody in again after a minute of their own clock", async () => {
    const email = "patient@example.org";
    await Promise.all(Array.from({ length: 10 }, () => signIn({ email })));
    const { retryAfterSeconds } = await signIn({ email });
    expect(retryAfterSeconds).toBe(60);
    test.clock.advance(retryAfterSeconds * 1_000);
    expect(await signIn({ email })).toMatchObject({ __typename: "InvalidCredentials" });
  });

  it("tells those to come back for whom the queue of passwords has no room, and does not count it", async () => {
    const emails = Array.from({ length: 110 }, (_, index) => `busy${index}@example.org`);
    const answers = await Promise.all(emails.map((email) => signIn({ email })));
    const turnedAway = emails.filter((_, index) => answers[index].retryAfterSeconds === 2);
    expect(turnedAway.length).toBeGreaterThanOrEqual(8);
    expect(answers.filter(({ __typename }) => __typename === "InvalidCredentials")).toHaveLength(
      110 - turnedAway.length,
    );
    const tries = await Promise.all(Array.from({ length: 11 }, () => signIn({ email: turnedAway[0] })));
    expect(kindsOf(tries)).toEqual([...Array(10).fill("InvalidCredentials"), "Throttled"]);
  });

  it("forgets the sessions that nobody can refresh any more", async () => {
    const email = "years@example.org";
    const { account } = await signUp({ email });
    test.clock.advance(61 * DAY_MS);
    await signIn({ email });
    const sessions = await test.sql("SELECT id FROM session WHERE account_id = $1", account.id);
    expect(sessions).toHaveLength(1);
  });
});

describe("refreshing a session", () => {
  it.each(["", "garbage", "\0", "a".repeat(100_000)])("refuses what is no refresh token", async (token) => {
    expect(await refresh(token)).toMatchObject({ __typename: "InvalidCredentials" });
  });

  it("gives both a session when a client asks twice at once, and lets the one go on that it uses", async () => {
    const { refreshToken } = await signUp({ email: "twice@example.org" });
    const both = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect(kindsOf(both)).toEqual(["Session", "Session"]);
    test.clock.advance(60_000);
    expect((await refresh(both[1].refreshToken)).__typename).toBe("Session");
  });

  it("ends the session of a thief who was as quick as a client that lost the answer", async () => {
    const { refreshToken } = await signUp({ email: "thief@example.org" });
    const client = await refresh(refreshToken);
    const thief = await refresh(refreshToken);
    const next = await refresh(client.refreshToken);
    expect(next.__typename).toBe("Session");
    expect((await refresh(thief.refreshToken)).__typename).toBe("InvalidCredentials");
    expect((await refresh(next.refreshToken)).__typename).toBe("InvalidCredentials");
  });

  it("has no mercy with a token whose successor was used already", async () => {
    const { refreshToken } = await signUp({ email: "mercy@example.org" });
    await refresh((await refresh(refreshToken)).refreshToken);
    expect((await refresh(refreshToken)).__typename).toBe("InvalidCredentials");
  });

  it("ends for a device that is gone, and with the token's last day", async () => {
    const gone = await signUp({ email: "gone@example.org", device: TV });
    await test.sql("DELETE FROM device WHERE account_id = $1", gone.account.id);
    expect((await refresh(gone.refreshToken)).__typename).toBe("InvalidCredentials");
    const late = await signUp({ email: "late@example.org" });
    test.clock.advance(60 * DAY_MS);
    expect((await refresh(late.refreshToken)).__typename).toBe("InvalidCredentials");
  });

  it("ends for a device that is removed, also while it is being refreshed", async () => {
    const { refreshToken, account } = await signUp({ email: "removed@example.org", device: TV });
    const [session, isRemoved] = await Promise.all([
      refresh(refreshToken),
      test.service.removeDevice(account.id, account.devices[0].id),
    ]);
    expect(isRemoved).toBe(true);
    expect((await refresh(session.refreshToken ?? refreshToken)).__typename).toBe("InvalidCredentials");
  });

  it("goes on for a client that left before its refresh was decided", async () => {
    const { refreshToken } = await signUp({ email: "left@example.org" });
    const left = createCancellation();
    await test.sql("BEGIN; LOCK TABLE refresh_token");
    const refreshed = test.service.subgraph.execute(
      { query: REFRESH, variables: { token: refreshToken } },
      { traceId: "test" },
      left.signal,
    );
    const waiting = "SELECT FROM pg_locks WHERE NOT granted AND relation = 'refresh_token'::regclass";
    await expect.poll(() => test.sql(waiting)).toHaveLength(1);
    left.abort();
    await test.sql("COMMIT");
    expect((await refreshed).errors).toMatchObject([{ extensions: { code: "REQUEST_TIMED_OUT" } }]);
    // Longer than a used token is forgiven.
    test.clock.advance(11_000);
    expect((await refresh(refreshToken)).__typename).toBe("Session");
  });

  it("keeps no refresh token beyond its last day", async () => {
    let { refreshToken, account } = await signUp({ email: "kept@example.org" });
    for (let month = 0; month < 4; month += 1) {
      test.clock.advance(30 * DAY_MS);
      ({ refreshToken } = await refresh(refreshToken));
    }
    const kept = await test.sql(
      "SELECT hash FROM refresh_token t JOIN session s ON s.id = session_id WHERE account_id = $1",
      account.id,
    );
    expect(kept.length).toBeLessThanOrEqual(3);
  });
});

describe("signing out", () => {
  it("with a token of no session ends no session", async () => {
    const { account, refreshToken } = await signUp({ email: "service@example.org" });
    const token = await test.service.issueToken(account.id, ["billing"], 60);
    expect((await test.ask("mutation { signOut }", {}, token)).data).toEqual({ signOut: true });
    expect((await refresh(refreshToken)).__typename).toBe("Session");
  });
});
