import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Accounts } from "../subgraphs/accounts/server.js";
import { createGatedHasher } from "./support/gated-hasher.js";
import { startTestAccounts, type TestService } from "./support/test-service.js";

const OUTCOME = `__typename
  ... on Profile { id name maximumAge language hasPin consent { personalisation advertising insights } }
  ... on InvalidInput { field message }`;
const CREATE = `mutation ($input: ProfileInput!) { createProfile(input: $input) { ${OUTCOME} } }`;
const UPDATE = `mutation ($id: ID!, $patch: ProfilePatch!) { updateProfile(id: $id, patch: $patch) { ${OUTCOME} } }`;

describe("a change of a profile", () => {
  let hasher: Awaited<ReturnType<typeof createGatedHasher>>;
  let test: TestService<Accounts>;
  let token: string;
  let id: string;

  beforeAll(async () => {
    hasher = await createGatedHasher();
    test = await startTestAccounts({ hasher });
    const { data } = await test.ask(`mutation {
      signUp(email: "family@example.org", password: "correct horse", country: "NZ") { ... on Session { accessToken } } }`);
    token = data.signUp.accessToken;
  });
  afterAll(() => test[Symbol.asyncDispose]());
  beforeEach(async () => {
    if (id) await remove();
    const input = { name: "Ana", maximumAge: 16, language: "fr", personalisation: true, advertising: true };
    id = (await test.ask(CREATE, { input }, token)).data.createProfile.id;
  });

  const update = async (patch: Record<string, unknown>) =>
    (await test.ask(UPDATE, { id, patch }, token)).data.updateProfile;
  const remove = () => test.ask("mutation ($id: ID!) { deleteProfile(id: $id) }", { id }, token);

  it("takes the consent away that it names with null, and keeps what it does not name", async () => {
    expect(await update({ advertising: null, insights: null })).toMatchObject({
      name: "Ana",
      maximumAge: 16,
      language: "fr",
      consent: { personalisation: true, advertising: false, insights: false },
    });
  });

  it("of nothing leaves everything as it was", async () => {
    expect(await update({})).toMatchObject({ __typename: "Profile", name: "Ana", maximumAge: 16 });
  });

  it("that waits for its PIN to be hashed undoes nothing that others changed meanwhile", async () => {
    const held = hasher.holdNext();
    const slow = update({ pin: "4711" });
    await held.begun;
    await update({ maximumAge: 6, advertising: false });
    held.release();
    expect(await slow).toMatchObject({
      maximumAge: 6,
      hasPin: true,
      consent: { personalisation: true, advertising: false, insights: false },
    });
  });

  it("whose profile is removed meanwhile is told that there is none", async () => {
    const held = hasher.holdNext();
    const slow = update({ pin: "4711" });
    await held.begun;
    await remove();
    held.release();
    const message = `id must be a profile of the household, got "${id}"`;
    expect(await slow).toEqual({ __typename: "InvalidInput", field: "id", message });
  });

  it("is not for a session whose profile is gone, whatever limit that had", async () => {
    const select = "mutation ($id: ID!) { selectProfile(id: $id) { ... on Session { accessToken } } }";
    const bound = (await test.ask(select, { id }, token)).data.selectProfile.accessToken;
    await remove();
    const input = { name: "Ben" };
    expect((await test.ask(CREATE, { input }, bound)).data.createProfile).toMatchObject({
      __typename: "InvalidInput",
      message: "a profile with an age limit changes no profiles: select one without",
    });
  });
});
