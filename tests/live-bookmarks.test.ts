import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createViewer } from "./support/recording-viewer.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const CHANGED =
  "subscription { recordingChanged { broadcast { id bookmark { positionSeconds } inWatchlist } } }";
const SET = `mutation ($id: ID!, $position: Int!) {
  setBookmark(contentId: $id, positionSeconds: $position) { positionSeconds } }`;

describe("two people of a household who listen to its recordings", () => {
  let test: TestHouse;

  beforeAll(async () => {
    test = await startTestHouse();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  /** Somebody's token; who chose no profile is the household's first. */
  const personOf = async (device: string, profile?: string) => {
    const { token } = await test.signIn(device);
    if (profile === undefined) return token;
    // Of two that were created in the same moment either may be the first.
    test.clock.advance(1_000);
    const { createProfile } = await createViewer(test, token).ask(
      "mutation ($name: String!) { createProfile(input: { name: $name }) { ... on Profile { id } } }",
      { name: profile },
    );
    const { selectProfile } = await createViewer(test, token).ask(
      "mutation ($id: ID!) { selectProfile(id: $id) { ... on Session { accessToken } } }",
      { id: createProfile.id },
    );
    return selectProfile.accessToken as string;
  };

  it("are each shown their own bookmark and watchlist", async () => {
    const tokens = [await personOf("Living room"), await personOf("Tablet", "Mia")] as const;
    const [home, mia] = [createViewer(test, tokens[0]), createViewer(test, tokens[1])];
    const [broadcast] = await home.schedule("tv.9", 3);
    const id = broadcast?.id ?? "";
    await home.ask(SET, { id, position: 10 });
    await mia.ask(SET, { id, position: 77 });
    await mia.ask("mutation ($id: ID!) { addToWatchlist(contentId: $id) }", { id });
    const updates = tokens.map((token) => test.subscribe(token, CHANGED).next());
    await expect.poll(() => test.house.gateway.subscriptions().subscribers).toBe(2);
    await home.record(id);
    const shown = (await Promise.all(updates)).map(({ value }) => value.data.recordingChanged.broadcast);
    expect(shown).toEqual([
      { id, bookmark: { positionSeconds: 10 }, inWatchlist: false },
      { id, bookmark: { positionSeconds: 77 }, inWatchlist: true },
    ]);
  });
});
