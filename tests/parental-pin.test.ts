import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { PIN_TRIES } from "../subgraphs/accounts/tries.js";
import type { SignedIn } from "./support/test-client.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const CREATE = `mutation ($input: ProfileInput!) { createProfile(input: $input) { ... on Profile { id } } }`;
const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) {
    __typename ... on ParentalPinRequired { minimumAge attemptsLeft } ... on PlaySession { slot { mode } }
  }
}`;
const SELECT = `mutation ($id: ID!, $pin: String!) { selectProfile(id: $id, pin: $pin) {
  __typename ... on Throttled { retryAfterSeconds } } }`;

interface Film {
  readonly id: string;
  readonly minimumAge: number | null;
  readonly entitlementTags: readonly string[];
}

let house: TestHouse;
let tv: SignedIn;
let anna: string;
let ben: string;
let film: Film;

beforeAll(async () => {
  house = await startTestHouse();
  tv = await house.signIn("Phone");
  anna = await create({ name: "Anna", pin: "4711" });
  ben = await create({ name: "Ben", maximumAge: 6 });
  const { data } = await house.ask(
    "{ channels(first: 500) { edges { node { id now { id minimumAge rights { startOver } entitlementTags } } } } }",
  );
  film = data.channels.edges.find(
    ({ node: { now } }: { node: { now: Film | null } }) =>
      (now?.minimumAge ?? 0) > 6 && !now?.entitlementTags.includes("premium"),
  ).node.now;
});
afterAll(() => house[Symbol.asyncDispose]());
let televisions = 0;
beforeEach(async () => {
  televisions += 1;
  tv = await house.signIn(`TV ${televisions}`);
});

const create = async (input: object): Promise<string> =>
  (await house.ask(CREATE, { variables: { input }, token: tv.token })).data.createProfile.id;

let requests = 0;
async function start(more: object) {
  requests += 1;
  const input = { contentId: film.id, deviceId: tv.deviceId, clientRequestId: String(requests), ...more };
  return (await house.ask(START, { variables: { input }, token: tv.token })).data.startPlayout;
}
const select = async (id: string, pin: string) =>
  (await house.ask(SELECT, { variables: { id, pin }, token: tv.token })).data.selectProfile;
const locked = () => ({ __typename: "ParentalPinRequired", minimumAge: film.minimumAge });

it("a child watches a film from twelve on with a grown-up's PIN, and guesses it five times in fifteen minutes", async () => {
  expect(await start({ profileId: ben })).toEqual({ ...locked(), attemptsLeft: null });
  expect(await start({ profileId: ben, parentalPin: "4711" })).toMatchObject({ __typename: "PlaySession" });
  expect(await start({})).toMatchObject({ __typename: "PlaySession" });
  for (let left = PIN_TRIES.mostTries - 1; left >= 0; left -= 1) {
    expect(await start({ profileId: ben, parentalPin: "0000" })).toEqual({ ...locked(), attemptsLeft: left });
  }
  expect(await start({ profileId: ben, parentalPin: "4711" })).toEqual({ ...locked(), attemptsLeft: 0 });
  house.clock.advance(15 * 60_000);
  expect(await start({ profileId: ben, parentalPin: "4711" })).toMatchObject({ __typename: "PlaySession" });
});

it("a child who guesses has the same five tries, whether it starts the film or chooses a grown-up's profile", async () => {
  const cleo = await create({ name: "Cleo", pin: "2580" });
  const wrong = { __typename: "InvalidCredentials" };
  expect([await select(anna, "0000"), await select(cleo, "0000")]).toEqual([wrong, wrong]);
  expect(await start({ profileId: ben, parentalPin: "0000" })).toEqual({ ...locked(), attemptsLeft: 2 });
  expect([await select(anna, "0001"), await select(cleo, "0001")]).toEqual([wrong, wrong]);
  expect(await start({ profileId: ben, parentalPin: "4711" })).toEqual({ ...locked(), attemptsLeft: 0 });
  const throttled = { __typename: "Throttled", retryAfterSeconds: 900 };
  expect([await select(anna, "4711"), await select(cleo, "2580")]).toEqual([throttled, throttled]);
});
