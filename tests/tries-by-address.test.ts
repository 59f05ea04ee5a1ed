import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Accounts } from "../subgraphs/accounts/server.js";
import type { Answer } from "./support/test-client.js";
import { startTestAccounts, type TestService } from "./support/test-service.js";

const KIND = "{ __typename ... on Throttled { retryAfterSeconds } ... on Session { accessToken } }";
const GUESSER = "203.0.113.9";

describe("whoever tries one household after the other from one address", () => {
  let test: TestService<Accounts>;
  beforeEach(async () => {
    test = await startTestAccounts();
  });
  afterEach(() => test[Symbol.asyncDispose]());

  const ask = async (field: string, clientAddress?: string, token?: string): Promise<Answer> => {
    const headers = { traceId: "test", clientAddress, authorization: token && `Bearer ${token}` };
    const query = `mutation { answer: ${field} }`;
    return JSON.parse(JSON.stringify(await test.service.subgraph.execute({ query }, headers)));
  };
  const signIn = (email: string, password = "correct horse", device = "") =>
    `signIn(email: "${email}", password: "${password}" ${device}) ${KIND}`;
  const signUp = (email: string, device = "") =>
    `signUp(email: "${email}", password: "correct horse", country: "NZ" ${device}) ${KIND}`;
  const kinds = (answers: readonly Answer[]) => answers.map(({ data }) => data.answer.__typename);

  it("is told to come back after a hundred wrong passwords a minute; others, and known devices, are let in", async () => {
    const TV = 'device: { name: "TV", family: TV }';
    const { data } = await ask(
      signUp("home@example.org", TV).replace("accessToken", "accessToken account { devices { id } }"),
    );
    const deviceId = data.answer.account.devices[0].id;
    const guesses = [];
    for (let index = 0; index < 101; index += 1) {
      guesses.push(await ask(signIn(`guessed${index}@example.org`), GUESSER));
    }
    expect(kinds(guesses)).toEqual([...Array(100).fill("InvalidCredentials"), "Throttled"]);
    expect(guesses.at(-1)?.data.answer.retryAfterSeconds).toBe(60);
    // Another address of the same IPv6 network would be the same client; another IPv4 address is another.
    expect(kinds([await ask(signIn("home@example.org"), "203.0.113.10")])).toEqual(["Session"]);
    expect(kinds([await ask(signIn("home@example.org"), GUESSER)])).toEqual(["Throttled"]);
    const own = `device: { id: "${deviceId}", name: "TV", family: TV }`;
    expect(kinds([await ask(signIn("home@example.org", undefined, own), GUESSER)])).toEqual(["Session"]);
    test.clock.advance(60_000);
    expect(kinds([await ask(signIn("home@example.org"), GUESSER)])).toEqual(["Session"]);
  }, 60_000);

  it("is told to come back after a hundred televisions that ask to be let in; others are shown a code", async () => {
    const start = (from?: string) =>
      ask('startDevicePairing(device: { name: "TV", family: TV }) { userCode }', from);
    for (let index = 0; index < 100; index += 1) expect((await start(GUESSER)).errors).toBeUndefined();
    expect((await start(GUESSER)).errors?.[0]).toMatchObject({
      message: "too many televisions asked: try again in 600 s",
      extensions: { code: "RATE_LIMITED", retryAfterSeconds: 600 },
    });
    expect((await start("203.0.113.10")).data.answer.userCode).toMatch(/^\w{4}-\w{4}$/);
    test.clock.advance(600_000);
    expect((await start(GUESSER)).errors).toBeUndefined();
  }, 60_000);

  it("may sign in rightly as often as a hotel's guests do", async () => {
    for (let index = 0; index < 12; index += 1) await ask(signUp(`guest${index}@example.org`));
    const answers = [];
    for (let index = 0; index < 108; index += 1) {
      answers.push(await ask(signIn(`guest${index % 12}@example.org`), GUESSER));
    }
    expect(new Set(kinds(answers))).toEqual(new Set(["Session"]));
  }, 60_000);

  it("is told to come back also when it tries codes for passwords and addresses", async () => {
    const code = (index: number) => String(index).padStart(22, "x");
    const reset = (index: number) =>
      `resetPassword(code: "${code(index)}", newPassword: "battery staple") ${KIND}`;
    const answers = [];
    for (let index = 0; index < 101; index += 1) answers.push(await ask(reset(index), GUESSER));
    expect(kinds(answers)).toEqual([...Array(100).fill("InvalidCredentials"), "Throttled"]);
    const verified = await ask(`verifyEmail(code: "${code(200)}")`, GUESSER);
    expect(verified.errors?.[0]?.extensions).toMatchObject({ code: "RATE_LIMITED", retryAfterSeconds: 900 });
    const elsewhere = await ask(`verifyEmail(code: "${code(200)}")`, "203.0.113.10");
    expect(elsewhere).toEqual({ data: { answer: false } });
  });

  it("is told to come back when one code is tried again and again from many addresses", async () => {
    const verify = (index: number) => ask(`verifyEmail(code: "${"x".repeat(22)}")`, `203.0.113.${index}`);
    for (let index = 0; index < 10; index += 1) expect((await verify(index)).data.answer).toBe(false);
    expect((await verify(11)).errors?.[0]?.extensions.code).toBe("RATE_LIMITED");
  });
});
