import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const FIELDS = "id name maximumAge language hasPin consent { personalisation advertising insights }";
const OUTCOME = `__typename ... on Profile { ${FIELDS} } ... on InvalidInput { field message }`;
const CREATE = `mutation ($input: ProfileInput!) { createProfile(input: $input) { ${OUTCOME} } }`;
const UPDATE = `mutation ($id: ID!, $patch: ProfilePatch!) { updateProfile(id: $id, patch: $patch) { ${OUTCOME} } }`;
const DELETE = "mutation ($id: ID!) { deleteProfile(id: $id) }";
const SELECT = `mutation ($id: ID!, $pin: String) { selectProfile(id: $id, pin: $pin) {
  __typename ... on Session { accessToken refreshToken } ... on Throttled { retryAfterSeconds }
  ... on InvalidCredentials { message } } }`;
const REFRESH = `mutation ($token: String!) { refreshSession(refreshToken: $token) {
  __typename ... on Session { accessToken } } }`;
const START_PAIRING =
  'mutation { startDevicePairing(device: { name: "Nursery", family: TV }) { deviceCode userCode } }';
const APPROVE_PAIRING = `mutation ($code: String!) { approveDevicePairing(userCode: $code) {
  __typename ... on InvalidInput { message } } }`;
const POLL_PAIRING = "mutation ($code: String!) { pollDevicePairing(deviceCode: $code) { __typename } }";

describe("profiles of a household", () => {
  let test: TestHouse;
  let token: string;
  let refreshToken: string;

  beforeAll(async () => {
    test = await startTestHouse();
    const signedUp = await signUp("family@example.org");
    token = signedUp.accessToken;
    refreshToken = signedUp.refreshToken;
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const signUp = async (email: string) =>
    (
      await test.ask(
        `mutation ($email: String!) { signUp(email: $email, password: "correct horse", country: "NZ") {
          ... on Session { accessToken refreshToken } } }`,
        { variables: { email } },
      )
    ).data.signUp;
  const create = async (input: Record<string, unknown>, as = token) =>
    (await test.ask(CREATE, { variables: { input }, token: as })).data.createProfile;
  const update = async (id: string, patch: Record<string, unknown>, as = token) =>
    (await test.ask(UPDATE, { variables: { id, patch }, token: as })).data.updateProfile;
  const select = async (id: string, pin?: string, as = token) =>
    (await test.ask(SELECT, { variables: { id, pin }, token: as })).data.selectProfile;
  const names = async (as = token) =>
    (await test.ask("{ viewer { profiles { name } } }", { token: as })).data.viewer.profiles.map(
      ({ name }: { name: string }) => name,
    );

  it("begin with one, and others are added with nothing consented to", async () => {
    expect(await names()).toEqual(["Home"]);
    test.clock.advance(1);
    expect(await create({ name: " Mia ", maximumAge: 12, language: "de-at" })).toMatchObject({
      name: "Mia",
      maximumAge: 12,
      language: "de-AT",
      hasPin: false,
      consent: { personalisation: false, advertising: false, insights: false },
    });
    expect(await names()).toEqual(["Home", "Mia"]);
  });

  it.each([
    [{ name: "" }, "name must be 1..50 characters that can be seen, got 0"],
    [{ name: "A", maximumAge: 99 }, "maximumAge must be 0..21, got 99"],
    [{ name: "A", language: "klingon!" }, 'language must be BCP 47, such as en or de-AT, got "klingon!"'],
    [{ name: "A", pin: "12" }, "pin must be 4..8 digits, got 2 characters"],
  ])("refuse %o with the rule it breaks", async (input, message) => {
    expect(await create(input)).toMatchObject({ __typename: "InvalidInput", message });
  });

  it("keep what a change does not name, and lose what it takes away", async () => {
    const { id } = await create({ name: "Ana", maximumAge: 16, pin: "4711", advertising: true });
    expect(await update(id, { language: "fr" })).toMatchObject({
      name: "Ana",
      maximumAge: 16,
      language: "fr",
      hasPin: true,
      consent: { personalisation: false, advertising: true, insights: false },
    });
    expect(await update(id, { maximumAge: null, pin: null })).toMatchObject({
      maximumAge: null,
      hasPin: false,
    });
  });

  it("are at most ten", async () => {
    const crowd = (await signUp("crowd@example.org")).accessToken;
    const made = await Promise.all(Array.from({ length: 12 }, (_, n) => create({ name: `P${n}` }, crowd)));
    expect(made.filter(({ __typename }) => __typename === "Profile")).toHaveLength(9);
    expect(await names(crowd)).toHaveLength(10);
  });

  it("without limits ask for their PIN, five times a quarter of an hour", async () => {
    const { id } = await create({ name: "Parents", pin: "123456" });
    for (let guess = 0; guess < 5; guess += 1) {
      expect(await select(id, `00000${guess}`)).toEqual({
        __typename: "InvalidCredentials",
        message: "the PIN is wrong, or the household has no such profile",
      });
    }
    expect(await select(id, "123456")).toEqual({ __typename: "Throttled", retryAfterSeconds: 900 });
    test.clock.advance(900_000);
    token = (await test.ask(REFRESH, { variables: { token: refreshToken } })).data.refreshSession.accessToken;
    const session = await select(id, "123456");
    expect(session.__typename).toBe("Session");
    token = session.accessToken;
    refreshToken = session.refreshToken;
  });

  it("with a limit let anybody in, and lift no limit, also after a refresh", async () => {
    const kid = await create({ name: "Kid", maximumAge: 6, pin: "9999" });
    const session = await select(kid.id);
    const refreshed = await test.ask(REFRESH, { variables: { token: session.refreshToken } });
    for (const as of [session.accessToken, refreshed.data.refreshSession.accessToken]) {
      expect(await update(kid.id, { maximumAge: null }, as)).toMatchObject({
        __typename: "InvalidInput",
        message: "a profile with an age limit changes no profiles: select one without",
      });
      expect((await test.ask(DELETE, { variables: { id: kid.id }, token: as })).data.deleteProfile).toBe(
        false,
      );
      // A television that it let in would have a session of the whole household.
      const { deviceCode, userCode } = (await test.ask(START_PAIRING)).data.startDevicePairing;
      const approved = await test.ask(APPROVE_PAIRING, { variables: { code: userCode }, token: as });
      expect(approved.data.approveDevicePairing).toEqual({
        __typename: "InvalidInput",
        message: "a profile with an age limit lets no device in: select one without",
      });
      const polled = await test.ask(POLL_PAIRING, { variables: { code: deviceCode } });
      expect(polled.data.pollDevicePairing.__typename).toBe("PairingPending");
    }
    token = (await signIn()).accessToken;
  });

  it("are nobody else's, and the last one stays", async () => {
    const other = (await signUp("other@example.org")).accessToken;
    const mine = (await test.ask("{ viewer { profiles { id } } }", { token })).data.viewer.profiles;
    expect((await update(mine[0].id, { name: "Yours" }, other)).field).toBe("id");
    expect((await select(mine[0].id, undefined, other)).__typename).toBe("InvalidCredentials");
    const remove = async (id: string, as: string) =>
      (await test.ask(DELETE, { variables: { id }, token: as })).data.deleteProfile;
    expect(await remove(mine[0].id, other)).toBe(false);
    const [own] = (await test.ask("{ viewer { profiles { id } } }", { token: other })).data.viewer.profiles;
    expect(await remove(own.id, other)).toBe(false);
    expect(await remove(mine[0].id, token)).toBe(true);
  });

  const signIn = async () =>
    (
      await test.ask(
        `mutation { signIn(email: "family@example.org", password: "correct horse") {
          ... on Session { accessToken } } }`,
      )
    ).data.signIn;
});
