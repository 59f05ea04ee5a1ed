import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SignedIn } from "./support/test-client.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const START = `mutation ($name: String!) { startDevicePairing(device: { name: $name, family: TV }) {
  deviceCode userCode verificationUri expiresAt intervalSeconds } }`;
const PENDING = "query ($code: String!) { pendingDevice(userCode: $code) { name family requestedAt } }";
const APPROVE = `mutation ($code: String!) { approveDevicePairing(userCode: $code) {
  __typename ... on Device { id name family } ... on InvalidInput { field message } ... on DeviceLimitReached { limit } } }`;
const POLL = `mutation ($code: String!) { pollDevicePairing(deviceCode: $code) { __typename
  ... on Session { accessToken account { email } } ... on PairingPending { intervalSeconds }
  ... on Throttled { retryAfterSeconds } } }`;

describe("a television that is let in from a phone", () => {
  let test: TestHouse;
  let phone: SignedIn;

  beforeAll(async () => {
    test = await startTestHouse();
    phone = await test.signIn("Phone");
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const start = async (name: string) =>
    (await test.ask(START, { variables: { name } })).data.startDevicePairing;
  const poll = async (code: string) => (await test.ask(POLL, { variables: { code } })).data.pollDevicePairing;
  const approve = async (code: string, token = phone.token) =>
    (await test.ask(APPROVE, { variables: { code }, token })).data.approveDevicePairing;
  const pending = (code: string, token = phone.token) => test.ask(PENDING, { variables: { code }, token });

  it("shows a code without look-alikes; the phone sees who asks before it approves; the session comes once", async () => {
    const pairing = await start("Bedroom");
    expect(pairing.userCode).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(pairing).toMatchObject({ intervalSeconds: 5, expiresAt: "2026-11-21T09:10:00Z" });
    expect(await poll(pairing.deviceCode)).toEqual({ __typename: "PairingPending", intervalSeconds: 5 });
    const typed = pairing.userCode.toLowerCase().replace("-", " ");
    expect((await pending(typed)).data.pendingDevice).toEqual({
      name: "Bedroom",
      family: "TV",
      requestedAt: "2026-11-21T09:00:00Z",
    });
    expect(await approve(typed)).toMatchObject({ __typename: "Device", name: "Bedroom", family: "TV" });
    test.clock.advance(5_000);
    const [first, second] = await Promise.all([poll(pairing.deviceCode), poll(pairing.deviceCode)]);
    const kinds = [first.__typename, second.__typename].sort();
    expect(kinds).toEqual(["PairingExpired", "Session"]);
    const session = first.__typename === "Session" ? first : second;
    expect(session.account.email).toBe("demo@playhead.example");
    expect((await poll(pairing.deviceCode)).__typename).toBe("PairingExpired");
  });

  it("that is let in in the last second has its session a minute long, and nobody is let in after it", async () => {
    const [{ deviceCode, userCode }, late] = [await start("Loft"), await start("Shed")];
    test.clock.advance(10 * 60_000 - 1_000);
    expect((await approve(userCode)).__typename).toBe("Device");
    test.clock.advance(5_000);
    expect((await approve(late.userCode)).__typename).toBe("InvalidInput");
    expect((await poll(deviceCode)).__typename).toBe("Session");
  });

  it("that asks too often is told to wait, and is let in all the same", async () => {
    const { deviceCode, userCode } = await start("Den");
    await poll(deviceCode);
    expect(await poll(deviceCode)).toEqual({ __typename: "Throttled", retryAfterSeconds: 5 });
    await approve(userCode);
    test.clock.advance(5_000);
    expect((await poll(deviceCode)).__typename).toBe("Session");
  });

  it("is let in by one household only, and by nobody once its code has expired", async () => {
    const { deviceCode, userCode } = await start("Hall");
    expect((await approve(userCode)).__typename).toBe("Device");
    expect(await approve(userCode)).toMatchObject({ __typename: "InvalidInput", field: "userCode" });
    const late = await start("Attic");
    test.clock.advance(600_000);
    expect((await poll(late.deviceCode)).__typename).toBe("PairingExpired");
    expect((await poll(deviceCode)).__typename).toBe("PairingExpired");
    expect((await poll("x".repeat(43))).__typename).toBe("PairingExpired");
    expect((await poll("not a code of ours")).__typename).toBe("PairingExpired");
  });

  it("is not let in any more once the household has signed out everywhere, whoever approved it", async () => {
    const { data } = await test.ask(
      `mutation { signUp(email: "robbed@example.org", password: "correct horse", country: "NZ") {
        ... on Session { accessToken } } }`,
    );
    const token = data.signUp.accessToken;
    const { deviceCode, userCode } = await start("Thief's");
    expect((await approve(userCode, token)).__typename).toBe("Device");
    expect((await test.ask("mutation { signOut(everywhere: true) }", { token })).data.signOut).toBe(true);
    expect((await poll(deviceCode)).__typename).toBe("PairingExpired");
  });

  it("is not found by guessing: ten codes in ten minutes, and a right one costs nothing", async () => {
    const { data } = await test.ask(
      `mutation { signUp(email: "guesser@example.org", password: "correct horse", country: "NZ") {
        ... on Session { accessToken } } }`,
    );
    const token = data.signUp.accessToken;
    const { userCode } = await start("Guest room");
    for (let look = 0; look < 12; look += 1) expect((await pending(userCode, token)).errors).toBeUndefined();
    for (let guess = 0; guess < 10; guess += 1) {
      expect((await pending("BBBB-BBBB", token)).data.pendingDevice).toBeNull();
    }
    const { errors } = await pending(userCode, token);
    expect(errors?.[0]).toMatchObject({
      message: "too many codes were tried: try again in 600 s",
      extensions: { code: "RATE_LIMITED", retryAfterSeconds: 600 },
    });
  });

  it("without a name is told so", async () => {
    const { errors } = await test.ask(START, { variables: { name: "" } });
    expect(errors?.[0]?.message).toBe('device.name must be 1..100 characters that can be seen, got ""');
  });
});
