import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const SESSION = "__typename ... on Session { accessToken refreshToken account { id devices { id } } }";
const REFUSALS =
  "... on InvalidCredentials { message } ... on DeviceLimitReached { limit } ... on Throttled { retryAfterSeconds }";
const SIGN_UP = `mutation ($email: String!, $password: String = "correct horse", $country: String = "NZ", $device: DeviceInput) {
  signUp(email: $email, password: $password, country: $country, device: $device) { ${SESSION} ... on InvalidInput { field message } }
}`;
const SIGN_IN = `mutation ($email: String!, $password: String = "correct horse", $device: DeviceInput) {
  signIn(email: $email, password: $password, device: $device) { ${SESSION} ${REFUSALS} }
}`;
const REFRESH = `mutation ($token: String!) { refreshSession(refreshToken: $token) { ${SESSION} ${REFUSALS} } }`;

describe("signing up and in", () => {
  let test: TestHouse;
  beforeAll(async () => {
    test = await startTestHouse();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const signUp = async (variables: Record<string, unknown>) =>
    (await test.ask(SIGN_UP, { variables })).data.signUp;
  const signIn = async (variables: Record<string, unknown>) =>
    (await test.ask(SIGN_IN, { variables })).data.signIn;
  const refresh = async (token: string) =>
    (await test.ask(REFRESH, { variables: { token } })).data.refreshSession;

  it("says which rule a wrong input breaks", async () => {
    expect(await signUp({ email: "nobody" })).toMatchObject({ __typename: "InvalidInput", field: "email" });
    expect(await signUp({ email: "a@b.example", password: "short" })).toMatchObject({
      field: "password",
      message: "password must be 8..200 characters, got 5",
    });
    expect(await signUp({ email: "a@b.example", country: "Zealand" })).toMatchObject({ field: "country" });
  });

  it("gives an address to one household only, however it is written", async () => {
    expect(await signUp({ email: "One@Example.org" })).toMatchObject({ __typename: "Session" });
    expect(await signUp({ email: " one@example.ORG " })).toEqual({ __typename: "EmailTaken" });
  });

  it("answers an unknown address exactly like a wrong password", async () => {
    const wrong = await signIn({ email: "one@example.org", password: "wrong horse" });
    expect(wrong).toMatchObject({ __typename: "InvalidCredentials" });
    expect(await signIn({ email: "unknown@example.org" })).toEqual(wrong);
  });

  it("re-uses a device of the household, and takes another household's for a new one", async () => {
    await signUp({ email: "two@example.org" });
    const device = { name: "TV", family: "TV" };
    const first = await signIn({ email: "two@example.org", device });
    const [{ id }] = first.account.devices;
    expect((await signIn({ email: "two@example.org", device: { ...device, id } })).account.devices).toEqual([
      { id },
    ]);
    const other = await signIn({ email: "one@example.org", device: { ...device, id } });
    expect(other.account.devices).toHaveLength(1);
    expect(other.account.devices[0].id).not.toBe(id);
  });

  it("never registers more devices than the products allow, however many sign in at once", async () => {
    await signUp({ email: "many@example.org" });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        signIn({ email: "many@example.org", device: { name: `Device ${index}`, family: "WEB" } }),
      ),
    );
    const counts = answers.map(({ __typename }) => __typename).sort();
    expect(counts).toEqual([...Array(6).fill("DeviceLimitReached"), ...Array(2).fill("Session")]);
    expect(answers.find(({ limit }) => limit !== undefined)?.limit).toBe(2);
  });

  it("throttles whoever guesses, and says when to come back", async () => {
    const tries = [];
    for (let count = 0; count < 12; count += 1) tries.push(await signIn({ email: "guessed@example.org" }));
    expect(tries[0].__typename).toBe("InvalidCredentials");
    expect(tries.at(-1)).toMatchObject({ __typename: "Throttled", retryAfterSeconds: expect.any(Number) });
  });

  it("renews a session once for each refresh token, and ends it when one is used again later", async () => {
    const session = await signUp({ email: "three@example.org" });
    const second = await refresh(session.refreshToken);
    expect(second.__typename).toBe("Session");
    // A client that lost the answer asks again at once.
    expect((await refresh(session.refreshToken)).__typename).toBe("Session");
    test.clock.advance(11_000);
    expect((await refresh(session.refreshToken)).__typename).toBe("InvalidCredentials");
    expect((await refresh(second.refreshToken)).__typename).toBe("InvalidCredentials");
  });

  it("goes on with one of the two answers that a client which asked twice got, and ends where both are used", async () => {
    const { refreshToken } = await signUp({ email: "twice@example.org" });
    const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)]);
    expect(answers.map(({ __typename }) => __typename)).toEqual(["Session", "Session"]);
    const used = await Promise.all(answers.map((answer) => refresh(answer.refreshToken)));
    const kinds = used.map(({ __typename }) => __typename).sort();
    expect(kinds).toEqual(["InvalidCredentials", "Session"]);
    const { refreshToken: newest } = used.find(({ __typename }) => __typename === "Session");
    expect((await refresh(newest)).__typename).toBe("InvalidCredentials");
  });

  it("ends the session that signs out, and no other", async () => {
    const one = await signUp({ email: "four@example.org" });
    const two = await signIn({ email: "four@example.org" });
    expect((await test.ask("mutation { signOut }", { token: one.accessToken })).data).toEqual({
      signOut: true,
    });
    expect((await refresh(one.refreshToken)).__typename).toBe("InvalidCredentials");
    expect((await refresh(two.refreshToken)).__typename).toBe("Session");
  });

  it("shows a household nothing of another, whatever ids it names", async () => {
    const mine = await signUp({ email: "five@example.org" });
    const other = await test.ask("{ viewer { profiles { id } } }", { token: mine.accessToken });
    const [{ id }] = other.data.viewer.profiles;
    const demo = await test.signIn("Spy");
    const seen = await test.ask("query ($id: ID!) { viewer { profile(id: $id) { name } } }", {
      token: demo.token,
      variables: { id },
    });
    expect(seen.data.viewer).toEqual({ profile: null });
  });
});
