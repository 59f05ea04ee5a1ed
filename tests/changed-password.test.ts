import { afterAll, beforeAll, expect, it } from "vitest";
import type { Accounts } from "../subgraphs/accounts/server.js";
import { createGatedHasher } from "./support/gated-hasher.js";
import { startTestAccounts, type TestService } from "./support/test-service.js";

const SIGN_UP = `mutation { signUp(email: "family@example.org", password: "correct horse", country: "NZ") {
  ... on Session { accessToken } } }`;
const SIGN_IN = `mutation ($password: String!) {
  signIn(email: "family@example.org", password: $password) { __typename } }`;
const CHANGE = `mutation { changePassword(current: "correct horse", newPassword: "battery staple") { __typename } }`;

let hasher: Awaited<ReturnType<typeof createGatedHasher>>;
let test: TestService<Accounts>;
beforeAll(async () => {
  hasher = await createGatedHasher();
  test = await startTestAccounts({ hasher });
});
afterAll(() => test[Symbol.asyncDispose]());

it("whose password is checked while it is changed is not signed in with the old one", async () => {
  const token = (await test.ask(SIGN_UP)).data.signUp.accessToken;
  const signIn = async (password: string) =>
    (await test.ask(SIGN_IN, { password })).data.signIn.__typename as string;
  const held = hasher.holdNext();
  const slow = signIn("correct horse");
  await held.begun;
  expect((await test.ask(CHANGE, {}, token)).data.changePassword.__typename).toBe("Session");
  held.release();
  expect(await slow).toBe("InvalidCredentials");
  expect(await test.sql("SELECT id FROM session WHERE revoked_at IS NULL")).toHaveLength(1);
  expect(await signIn("battery staple")).toBe("Session");
});
