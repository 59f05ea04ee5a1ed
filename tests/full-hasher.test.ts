import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { MOST_CONNECTIONS } from "../lib/http/replicas.js";
import { createMemoryMailer } from "../subgraphs/accounts/mailer.js";
import {
  createPasswordHasher,
  HasherBusy,
  type PasswordHasher,
} from "../subgraphs/accounts/password-hasher.js";
import type { Accounts } from "../subgraphs/accounts/server.js";
import { startTestAccounts, type TestService } from "./support/test-service.js";

const EMAIL = "family@example.org";
const SIGN_UP = `mutation ($email: String!) { signUp(email: $email, password: "correct horse", country: "NZ") {
  __typename ... on Session { accessToken } ... on Throttled { retryAfterSeconds } } }`;
const THROTTLED = { __typename: "Throttled", retryAfterSeconds: 2 };

describe("while more passwords wait to be hashed than there is room for", () => {
  let test: TestService<Accounts>;
  let isFull = false;
  /** Passwords that were hashed or compared. */
  let hashed = 0;
  let token: string;
  let profileId: string;
  let code: string;
  beforeAll(async () => {
    const real = await createPasswordHasher();
    const unlessFull = <Answer>(work: () => Promise<Answer>) => {
      if (isFull) return Promise.reject<Answer>(new HasherBusy());
      hashed += 1;
      return work();
    };
    const hasher: PasswordHasher = {
      hash: (password) => unlessFull(() => real.hash(password)),
      matches: (password, stored) => unlessFull(() => real.matches(password, stored)),
    };
    const mailer = createMemoryMailer();
    test = await startTestAccounts({ hasher, mailer });
    token = (await test.ask(SIGN_UP, { email: EMAIL })).data.signUp.accessToken;
    const created = await test.ask(
      `mutation { createProfile(input: { name: "Parents", pin: "4711" }) { ... on Profile { id } } }`,
      {},
      token,
    );
    profileId = created.data.createProfile.id;
    await test.ask(`mutation { requestPasswordReset(email: "${EMAIL}") }`);
    await vi.waitFor(() => expect(mailer.sent).toHaveLength(2), { timeout: 5_000 });
    code = /^ {4}([\w-]{22})$/m.exec(mailer.sent[1]?.text ?? "")?.[1] ?? "";
  });
  afterAll(() => test[Symbol.asyncDispose]());
  beforeEach(() => {
    isFull = true;
  });

  const ask = (field: string) => test.ask(`mutation { answer: ${field} }`, {}, token);
  const KIND = "{ __typename ... on Throttled { retryAfterSeconds } }";

  it.each([
    [
      "has a code for a new password",
      () => `resetPassword(code: "${code}", newPassword: "correct horse") ${KIND}`,
    ],
    ["signs up", () => `signUp(email: "new@example.org", password: "correct horse", country: "NZ") ${KIND}`],
    ["signs in", () => `signIn(email: "${EMAIL}", password: "correct horse") ${KIND}`],
    ["selects a profile by its PIN", () => `selectProfile(id: "${profileId}", pin: "4711") ${KIND}`],
    [
      "changes the password",
      () => `changePassword(current: "correct horse", newPassword: "battery staple") ${KIND}`,
    ],
  ])("whoever %s is told when to come back, loses no try, and succeeds then", async (_who, field) => {
    for (let count = 0; count < 12; count += 1) {
      expect((await ask(field())).data.answer).toEqual(THROTTLED);
    }
    isFull = false;
    const answer = await test.ask(
      `mutation { answer: ${field().replace(KIND, "{ __typename ... on Session { accessToken } }")} }`,
      {},
      token,
    );
    expect(answer.data.answer.__typename).toBe("Session");
    token = answer.data.answer.accessToken;
  });

  it("nobody can tell by the work that is done whether a household has an address", async () => {
    isFull = false;
    const costs = [];
    for (const email of [EMAIL, "nobody@example.org", "no address at all"]) {
      hashed = 0;
      const { data } = await ask(`signIn(email: "${email}", password: "wrong horse") { __typename }`);
      expect(data.answer).toEqual({ __typename: "InvalidCredentials" });
      costs.push(hashed);
    }
    expect(costs).toEqual([1, 1, 1]);
  });

  it.each([
    [
      "creates a profile with a PIN",
      () => `createProfile(input: { name: "Mia", pin: "1234" }) { __typename }`,
    ],
    [
      "gives a profile a PIN",
      () => `updateProfile(id: "${profileId}", patch: { pin: "1234" }) { __typename }`,
    ],
    ["deletes the account", () => `deleteAccount(password: "battery staple")`],
  ])("whoever %s is refused with the time to come back, and loses no try", async (_who, field) => {
    await test.ask(SIGN_UP, { email: EMAIL });
    for (let count = 0; count < 6; count += 1) {
      const { errors } = await ask(field());
      expect(errors?.map(({ extensions }) => extensions)).toEqual([
        expect.objectContaining({ code: "RATE_LIMITED", retryAfterSeconds: 2 }),
      ]);
    }
    isFull = false;
    const { data, errors } = await ask(field());
    expect(errors).toBeUndefined();
    expect([true, { __typename: "Profile" }]).toContainEqual(data.answer);
  });
});

it("half of the connections that a gateway has to accounts are left to others, however many sign up at once", async () => {
  const nobody = await createPasswordHasher();
  const hangs = () => new Promise<never>(() => undefined);
  let isHanging = false;
  const hasher = await createPasswordHasher({
    hash: (password) => (isHanging ? hangs() : nobody.hash(password)),
    verify: (stored, password) => nobody.matches(password, stored),
  });
  isHanging = true;
  const hashes = Array.from({ length: MOST_CONNECTIONS }, () => hasher.hash("correct horse"));
  const refused = await Promise.all(
    hashes.map((hash) => Promise.race([hash, Promise.resolve("waits")]).catch((error: Error) => error)),
  );
  const isRefused = (answer: unknown) => answer instanceof HasherBusy;
  expect(refused.filter(isRefused).length).toBeGreaterThanOrEqual(MOST_CONNECTIONS / 2);
});
