import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type PlaySession, StopPlayoutDocument, TypedDocumentString } from "../client/index.js";
import { settled } from "../client/testing/manual-platform.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";
import { FAIR, startTestPlayer, type TestPlayer } from "./support/test-player.js";

const MINUTE = 60;
const SLOTS = new TypedDocumentString<{ viewer: { concurrency: { slots: { id: string }[] } } }, object>(
  "query { viewer { concurrency { slots { id } } } }",
);

vi.setConfig({ testTimeout: 90_000 });

let test: TestHouse;
let tv: TestPlayer;
let contentId: string;
beforeAll(async () => {
  test = await startTestHouse();
  tv = await startTestPlayer(test, "Living room");
  const { data } = await test.ask("{ channels(first: 1) { edges { node { id } } } }");
  contentId = data.channels.edges[0].node.id;
});
afterAll(() => test[Symbol.asyncDispose]());

async function play(): Promise<PlaySession["slot"]> {
  const session = await tv.player.start({ contentId });
  if (session.__typename !== "PlaySession") throw new Error(session.message);
  return session.slot;
}

/** Ids of what the household plays. */
async function playing(): Promise<string[]> {
  const { data } = await tv.client.request(SLOTS, {});
  return data.viewer.concurrency.slots.map(({ id }) => id);
}

describe("a device that zaps", () => {
  it("plays next on the slot that it has, with what it zapped to", async () => {
    const { id: first } = await play();
    const { id: second } = await play();
    expect(second).not.toBe(first);
    await tv.pass(10 * MINUTE);
    expect(tv.stops).toEqual([]);
    expect(await playing()).toEqual([second]);
  });

  it("and zaps again before the first is answered, plays what it asked for last", async () => {
    let arrive: () => void = () => undefined;
    tv.weather = ({ query }) => {
      if (!query.includes("startPlayout")) return Promise.resolve(null);
      tv.weather = FAIR;
      return new Promise((resolve) => (arrive = () => resolve(null)));
    };
    const first = expect(tv.player.start({ contentId })).rejects.toThrow("something else was asked");
    await settled();
    const { id: newest } = await play();
    arrive();
    await first;
    await tv.pass(10 * MINUTE);
    expect(tv.stops).toEqual([]);
    expect(await playing()).toEqual([newest]);
  });

  it.each([
    ["with its next beat", () => undefined],
    ["while it still asks", () => tv.player.confirm()],
  ])(
    "and never hears the answer, but %s that its slot went to it, goes on with what it played",
    async (_when, hear) => {
      await play();
      tv.stops.length = 0;
      tv.weather = async ({ query, variables }) => {
        if (!query.includes("startPlayout")) return null;
        await test.ask(query, { token: tv.tokens?.accessToken, variables: { ...variables } });
        return { status: 502, body: "<html>Bad gateway</html>" };
      };
      const zapped = expect(tv.player.start({ contentId })).rejects.toThrow();
      await tv.pass(2);
      hear();
      await tv.pass(18);
      await zapped;
      expect(tv.player.state).toBe("PLAYING");
      tv.weather = FAIR;
      await tv.pass(10 * MINUTE);
      expect(tv.stops).toEqual([]);
      expect(tv.player.state).toBe("PLAYING");
      const [slotId] = await playing();
      // What somebody ends on purpose stays ended.
      await tv.client.request(StopPlayoutDocument, { slotId: slotId ?? "" });
      await tv.pass(2 * MINUTE);
      expect(tv.stops).toEqual(["SLOT_ENDED"]);
      expect(await playing()).toEqual([]);
    },
  );

  it("and never hears the answer, nor any other for minutes, plays on, and has its place back when it does", async () => {
    await play();
    tv.stops.length = 0;
    tv.weather = async ({ query, variables }) => {
      if (query.includes("startPlayout"))
        await test.ask(query, { token: tv.tokens?.accessToken, variables: { ...variables } });
      return query.includes("startPlayout") ? { status: 502, body: "<html>Bad gateway</html>" } : null;
    };
    const zapped = expect(tv.player.start({ contentId })).rejects.toThrow();
    await tv.pass(20);
    await zapped;
    const isAway = async () => ({ status: 503, body: "" });
    tv.weather = async (request) => (request.query.includes("startPlayout") ? isAway() : null);
    await tv.pass(5 * MINUTE);
    expect(tv.stops).toEqual([]);
    expect(tv.player.state).toBe("PLAYING");
    // Nor is it forgotten because another zap finds nobody either.
    const another = expect(tv.player.start({ contentId })).rejects.toThrow();
    await tv.pass(20);
    await another;
    await tv.pass(MINUTE);
    expect(tv.player.state).toBe("PLAYING");
    tv.weather = FAIR;
    await tv.pass(MINUTE);
    expect(await playing()).toHaveLength(1);
    await tv.pass(10 * MINUTE);
    expect(await playing()).toHaveLength(1);
    expect(tv.stops).toEqual([]);
  });
});
