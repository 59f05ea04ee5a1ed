import { afterAll, beforeAll, expect, it } from "vitest";
import { MOST_PIN_TRIES } from "../subgraphs/accounts/parental-pins.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const CREATE = `mutation ($input: ProfileInput!) { createProfile(input: $input) { ... on Profile { id } } }`;
const START = `mutation ($input: StartPlayoutInput!) {
  startPlayout(input: $input) {
    __typename ... on ParentalPinRequired { minimumAge attemptsLeft } ... on PlaySession { slot { mode } }
  }
}`;

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

it("a child watches a film from twelve on with a grown-up's PIN, and guesses it five times in fifteen minutes", async () => {
  const { token, deviceId } = await house.signIn("TV");
  const create = async (input: object) =>
    (await house.ask(CREATE, { variables: { input }, token })).data.createProfile.id;
  await create({ name: "Anna", pin: "4711" });
  const profileId = await create({ name: "Ben", maximumAge: 6 });
  const { data } = await house.ask(
    "{ channels(first: 500) { edges { node { id now { id minimumAge rights { startOver } entitlementTags } } } } }",
  );
  type Channel = {
    node: { now: { id: string; minimumAge: number | null; entitlementTags: string[] } | null };
  };
  const film = data.channels.edges.find(
    ({ node }: Channel) => (node.now?.minimumAge ?? 0) > 6 && !node.now?.entitlementTags.includes("premium"),
  ).node.now;
  let requests = 0;
  const start = async (more: object) => {
    requests += 1;
    const input = { contentId: film.id, deviceId, clientRequestId: String(requests), ...more };
    return (await house.ask(START, { variables: { input }, token })).data.startPlayout;
  };
  const locked = { __typename: "ParentalPinRequired", minimumAge: film.minimumAge };
  expect(await start({ profileId })).toEqual({ ...locked, attemptsLeft: null });
  expect(await start({ profileId, parentalPin: "4711" })).toMatchObject({ __typename: "PlaySession" });
  expect(await start({})).toMatchObject({ __typename: "PlaySession" });
  for (let left = MOST_PIN_TRIES - 1; left >= 0; left -= 1) {
    expect(await start({ profileId, parentalPin: "0000" })).toEqual({ ...locked, attemptsLeft: left });
  }
  expect(await start({ profileId, parentalPin: "4711" })).toEqual({ ...locked, attemptsLeft: 0 });
  house.clock.advance(15 * 60_000);
  expect(await start({ profileId, parentalPin: "4711" })).toMatchObject({ __typename: "PlaySession" });
});
