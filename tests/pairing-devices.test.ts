import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ANSWERED_WITHIN_MS, PAIRING_MS, POLL_SECONDS } from "../subgraphs/accounts/domain/pairing.js";
import { FORGET_PAIRINGS_EVERY_MS } from "../subgraphs/accounts/duties.js";
import type { Accounts } from "../subgraphs/accounts/server.js";
import { startTestAccounts, type TestService } from "./support/test-service.js";

const SIGN_UP = `mutation ($email: String!) { signUp(email: $email, password: "correct horse", country: "NZ") {
  ... on Session { accessToken account { id } } } }`;
const START = 'mutation { startDevicePairing(device: { name: "Den", family: TV }) { deviceCode userCode } }';
const APPROVE = "mutation ($code: String!) { approveDevicePairing(userCode: $code) { __typename } }";
const POLL = `mutation ($code: String!) { pollDevicePairing(deviceCode: $code) { __typename
  ... on Session { refreshToken } } }`;
const REFRESH = "mutation ($token: String!) { refreshSession(refreshToken: $token) { __typename } }";

describe("of the devices of a household, a television that it lets in", () => {
  let test: TestService<Accounts>;
  let households = 0;
  let accountId: string;
  let token: string;
  let deviceCode: string;
  let userCode: string;

  beforeAll(async () => {
    test = await startTestAccounts();
  });
  afterAll(() => test[Symbol.asyncDispose]());
  beforeEach(async () => {
    households += 1;
    const { data } = await test.ask(SIGN_UP, { email: `h${households}@example.org` });
    accountId = data.signUp.account.id;
    token = data.signUp.accessToken;
    await start();
  });

  async function start() {
    ({ deviceCode, userCode } = (await test.ask(START)).data.startDevicePairing);
  }
  const approve = async () =>
    (await test.ask(APPROVE, { code: userCode }, token)).data?.approveDevicePairing.__typename;
  const poll = async () => (await test.ask(POLL, { code: deviceCode })).data.pollDevicePairing;
  const devices = async () =>
    (await test.sql("SELECT name FROM device WHERE account_id = $1", accountId)).length;
  /** Once all pairings are over, and rounds have had their while for it. */
  async function pairingsAreOver() {
    test.clock.advance(PAIRING_MS);
    const isSo = async () => {
      test.clock.advance(FORGET_PAIRINGS_EVERY_MS);
      expect(await test.sql("SELECT FROM device_pairing")).toHaveLength(0);
    };
    await vi.waitFor(isSo, { timeout: 10_000 });
  }

  it("is one, however often the phone says so at once", async () => {
    const kinds = await Promise.all([approve(), approve(), approve(), approve()]);
    expect(kinds.sort()).toEqual(["Device", "InvalidInput", "InvalidInput", "InvalidInput"]);
    expect(await devices()).toBe(1);
  });

  it("is none where it could not be let in after all, and one once it was", async () => {
    await test.sql("ALTER TABLE device_pairing ADD CONSTRAINT nobody CHECK (account_id IS NULL) NOT VALID");
    expect(await approve()).toBeUndefined();
    await test.sql("ALTER TABLE device_pairing DROP CONSTRAINT nobody");
    expect(await devices()).toBe(0);
    expect(await approve()).toBe("Device");
    expect(await devices()).toBe(1);
  });

  it("is told of the limit before it is let in, and can be let in once there is room", async () => {
    for (const name of ["One", "Two"]) {
      const register = `mutation { registerDevice(input: { name: "${name}", family: TV }) { __typename } }`;
      await test.ask(register, {}, token);
    }
    expect(await approve()).toBe("DeviceLimitReached");
    await test.sql("DELETE FROM device WHERE account_id = $1 AND name = 'One'", accountId);
    expect(await approve()).toBe("Device");
    expect((await poll()).__typename).toBe("Session");
  });

  it("is none any more where it never fetched its session, and stays where it did", async () => {
    await approve();
    expect((await poll()).__typename).toBe("Session");
    await start();
    await approve();
    expect(await devices()).toBe(2);
    await pairingsAreOver();
    expect(await devices()).toBe(1);
    expect((await poll()).__typename).toBe("PairingExpired");
  });

  it("is none any more where the household signed out everywhere before it fetched its session", async () => {
    await approve();
    await test.ask("mutation { signOut(everywhere: true) }", {}, token);
    expect(await devices()).toBe(0);
  });

  it("gets no session once the household has taken it out again", async () => {
    await approve();
    const [{ id } = {}] = await test.sql("SELECT id FROM device WHERE account_id = $1", accountId);
    await test.ask("mutation ($id: ID!) { removeDevice(id: $id) { __typename } }", { id }, token);
    expect((await poll()).__typename).toBe("PairingExpired");
    expect(await test.sql("SELECT FROM session WHERE device_id = $1", id)).toEqual([]);
  });

  it("stays where somebody has signed in on it otherwise", async () => {
    await approve();
    const [{ id } = {}] = await test.sql("SELECT id FROM device WHERE account_id = $1", accountId);
    const signIn = `mutation { signIn(email: "h${households}@example.org", password: "correct horse",
      device: { id: "${id}", name: "Den", family: TV }) { __typename } }`;
    expect((await test.ask(signIn)).data.signIn.__typename).toBe("Session");
    await pairingsAreOver();
    expect(await devices()).toBe(1);
  });

  it("keeps its session where it asks by a timer and the answer took long", async () => {
    await approve();
    const { refreshToken } = await poll();
    for (let ms = POLL_SECONDS * 1_000; ms < ANSWERED_WITHIN_MS; ms += POLL_SECONDS * 1_000) {
      test.clock.advance(POLL_SECONDS * 1_000);
      expect((await poll()).__typename).toBe("PairingPending");
    }
    expect(await devices()).toBe(1);
    const refreshed = await test.ask(REFRESH, { token: refreshToken });
    expect(refreshed.data.refreshSession.__typename).toBe("Session");
  });

  it("is one also where the answer with its session was lost: who asks again is taken out, and let in anew", async () => {
    await approve();
    const { refreshToken } = await poll();
    // An answer that another request of the same moment has is not lost.
    expect((await poll()).__typename).toBe("PairingExpired");
    expect(await devices()).toBe(1);
    test.clock.advance(ANSWERED_WITHIN_MS);
    expect((await poll()).__typename).toBe("PairingExpired");
    expect(await devices()).toBe(0);
    const refreshed = await test.ask(REFRESH, { token: refreshToken });
    expect(refreshed.data.refreshSession.__typename).toBe("InvalidCredentials");
    await start();
    expect([await approve(), (await poll()).__typename]).toEqual(["Device", "Session"]);
    expect(await devices()).toBe(1);
  });
});
