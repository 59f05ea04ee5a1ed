import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ConcurrencyChangedDocument, StopPlayoutDocument, TypedDocumentString } from "../client/index.js";
import { settled } from "../client/testing/manual-platform.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";
import { FAIR, startTestPlayer, type TestPlayer, type Weather } from "./support/test-player.js";

const MINUTE = 60;
const HOUR = 3_600;
interface Streams {
  readonly inUse: number;
  readonly slots: readonly { readonly id: string; readonly state: string }[];
}
const SLOTS = new TypedDocumentString<{ viewer: { concurrency: Streams } }, object>(
  "query { viewer { concurrency { inUse slots { id state positionSeconds governed device { id } } } } }",
);

vi.setConfig({ testTimeout: 90_000 });

let test: TestHouse;
let onlooker: TestPlayer;
let tv: TestPlayer;
let tvId: string | undefined;
let contentId: string;

async function openHouse(): Promise<void> {
  test = await startTestHouse();
  onlooker = await startTestPlayer(test, "Onlooker");
  tvId = undefined;
  const { data } = await test.ask("{ channels(first: 1) { edges { node { id } } } }");
  contentId = data.channels.edges[0].node.id;
}
beforeAll(openHouse);
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(async () => {
  tv = await startTestPlayer(test, "Living room", tvId);
  tvId = tv.deviceId;
});
afterEach(async () => {
  tv.weather = FAIR;
  tv.isOffline = false;
  const ended = tv.player.end();
  // Tries again where nobody is there to be told.
  await tv.pass(MINUTE);
  await ended;
  tv.client.close();
});

async function play(): Promise<string> {
  const session = await tv.player.start({ contentId });
  if (session.__typename !== "PlaySession") throw new Error(session.message);
  expect(session.sources.length).toBeGreaterThan(0);
  return session.slot.id;
}

async function slots() {
  const { data } = await onlooker.client.request(SLOTS, {});
  return data.viewer.concurrency;
}

const answering =
  (heartbeat: unknown): Weather =>
  async ({ query }) =>
    query.includes("mutation Heartbeat")
      ? { status: 200, body: JSON.stringify({ data: { heartbeat } }) }
      : null;

describe("a device with the client", () => {
  it("plays on one slot, whose state everybody sees, and gives it back in the end", async () => {
    const slotId = await play();
    await tv.pass(HOUR / 2);
    tv.player.pause();
    await tv.pass(5);
    expect((await slots()).slots).toEqual([
      {
        id: slotId,
        state: "PAUSED",
        positionSeconds: 42,
        governed: true,
        device: { id: tv.deviceId },
      },
    ]);
    tv.player.resume();
    tv.player.seeked();
    await tv.pass(5);
    expect((await slots()).slots[0]?.state).toBe("PLAYING");
    expect(tv.missed).toEqual([]);

    expect(await tv.player.end()).toBe(true);
    expect((await slots()).inUse).toBe(0);
    expect(tv.player.state).toBe("ENDED");
  });

  it("stops when another screen of the household ends its slot, and says why", async () => {
    const slotId = await play();
    const phone = await startTestPlayer(test, "Phone");
    await phone.client.request(StopPlayoutDocument, { slotId });
    await tv.pass(2 * MINUTE);
    expect(tv.stops).toEqual(["SLOT_ENDED"]);
    expect(tv.player.state).toBe("STOPPED");
    const beats = tv.sent.length;
    await tv.pass(10 * MINUTE);
    expect(tv.sent).toHaveLength(beats);
  });

  it("starts once, though the answer to its first try was lost", async () => {
    let lost = 0;
    let onLost: () => void = () => undefined;
    const wasLost = new Promise<void>((resolve) => (onLost = resolve));
    tv.weather = async ({ query, variables }) => {
      if (!query.includes("startPlayout") || lost > 0) return null;
      lost += 1;
      tv.weather = FAIR;
      await fetchAnyway(query, variables);
      onLost();
      return { status: 502, body: "<html>Bad gateway</html>" };
    };
    // The lost request reached the gateway: the retried one must find its slot.
    const fetchAnyway = (query: string, variables: object) =>
      test.ask(query, { token: tv.tokens?.accessToken, variables: { ...variables } });
    const started = play();
    await wasLost;
    await settled();
    await tv.pass(5);
    const slotId = await started;
    expect(lost).toBe(1);
    expect((await slots()).slots.map(({ id }) => id)).toEqual([slotId]);
    expect(tv.sent.filter((name) => name === "StartPlayout")).toHaveLength(2);
  });
});

describe("through outages a device goes on playing and has its slot afterwards", () => {
  it.each<[string, (away: boolean) => void]>([
    [
      "the gateway is away",
      (away) => {
        tv.isOffline = away;
      },
    ],
    ["beats are answered null", (away) => obscure(away, answering(null))],
    ["beats are answered with garbage", (away) => obscure(away, async () => ({ status: 200, body: "{]" }))],
    [
      "a proxy answers for the gateway",
      (away) => obscure(away, async () => ({ status: 503, body: "<html>" })),
    ],
    [
      "a directive comes that nobody knows",
      (away) => obscure(away, answering({ directive: "RESTART", reason: null, nextHeartbeatInSeconds: 60 })),
    ],
    ["answers never come", (away) => obscure(away, () => new Promise(() => undefined))],
  ])("%s for ten minutes", async (_what, make) => {
    const slotId = await play();
    await tv.pass(3 * MINUTE);
    make(true);
    await passWithoutAnswers(10 * MINUTE);
    expect((await slots()).inUse).toBe(0);
    make(false);
    await tv.pass(3 * MINUTE);
    expect(tv.stops).toEqual([]);
    expect(tv.player.state).toBe("PLAYING");
    expect((await slots()).slots.map(({ id }) => id)).toEqual([slotId]);
  });

  it("the device sleeps for an hour", async () => {
    const slotId = await play();
    await tv.pass(MINUTE);
    await tv.sleep(HOUR);
    expect((await slots()).inUse).toBe(0);
    await tv.pass(5);
    expect((await slots()).slots.map(({ id }) => id)).toEqual([slotId]);
    expect(tv.stops).toEqual([]);
  });

  it("the device sleeps for five hours, and is given URLs that play again", async () => {
    const slotId = await play();
    await tv.pass(MINUTE);
    await tv.sleep(5 * HOUR);
    await tv.pass(5);
    expect((await slots()).slots.map(({ id }) => id)).toEqual([slotId]);
    expect(tv.sources).not.toEqual([]);
    for (const { tokenExpiresAt } of tv.sources) {
      expect(Date.parse(String(tokenExpiresAt))).toBeGreaterThan(test.clock.now());
    }
  });

  function obscure(away: boolean, weather: Weather): void {
    tv.weather = away ? weather : FAIR;
  }

  /** As `pass`, where no answer may be waited for. */
  async function passWithoutAnswers(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= 5) {
      test.clock.advance(5_000);
      tv.device.time.advance(5_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});

describe("a session", () => {
  it("is refreshed once, however many requests meet the expired token", async () => {
    await tv.pass(20 * MINUTE);
    const before = tv.tokens;
    const asked = Array.from({ length: 20 }, () =>
      tv.client.request(StopPlayoutDocument, { slotId: "slot_none" }),
    );
    expect((await Promise.all(asked)).map(({ data }) => data.stopPlayout)).not.toContain(true);
    expect(tv.sent.filter((name) => name === "RefreshSession")).toHaveLength(1);
    expect(tv.tokens?.accessToken).not.toBe(before?.accessToken);
  });

  it("is waited for by a start whose token was refused, where accounts takes its time", async () => {
    await tv.pass(20 * MINUTE);
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    tv.weather = async ({ query }) => {
      if (query.includes("mutation RefreshSession")) await held;
      return null;
    };
    const started = play();
    await tv.pass(2);
    const sent = (name: string) => tv.sent.filter((operation) => operation === name);
    expect(sent("StartPlayout")).toHaveLength(1);
    answer();
    await started;
    expect(sent("StartPlayout")).toHaveLength(2);
    expect(sent("RefreshSession")).toHaveLength(1);
  });

  it("that was ended elsewhere is told to be over, and playing goes on", async () => {
    await play();
    await test.ask("mutation { signOut(everywhere: true) }", { token: tv.tokens?.accessToken });
    await tv.pass(20 * MINUTE);
    await expect(tv.client.request(StopPlayoutDocument, { slotId: "slot_none" })).rejects.toThrow();
    expect(tv.tokens).toBeNull();
    expect(tv.player.state).toBe("PLAYING");
  });

  it("keeps its subscriptions beyond the life of an access token", async () => {
    const heard: number[] = [];
    let onNext: () => void = () => undefined;
    let onInterrupted: () => void = () => undefined;
    const next = () => new Promise<void>((resolve) => (onNext = resolve));
    let coming = next();
    tv.client.subscribe(
      ConcurrencyChangedDocument,
      {},
      {
        next: ({ concurrencyChanged }) => {
          heard.push(concurrencyChanged.inUse);
          onNext();
        },
        interrupted: () => onInterrupted(),
      },
    );
    await coming;
    const interrupted = new Promise<void>((resolve) => (onInterrupted = resolve));
    await tv.pass(16 * MINUTE);
    await interrupted;
    coming = next();
    await tv.pass(5);
    await coming;
    coming = next();
    await play();
    await coming;
    expect(heard).toEqual([0, 0, 1]);
    expect(tv.sent).toContain("RefreshSession");
  });
});

describe("a device goes on playing", () => {
  it("while accounts is away and the access token expires, also something else, and while playback is away, too", async () => {
    await play();
    await test.house.takeAway("accounts");
    await tv.pass(HOUR);
    expect([tv.stops, tv.missed]).toEqual([[], []]);
    const zapped = play();
    await tv.pass(1);
    await zapped;
    expect(tv.sent).toContain("RefreshSession");

    await test.house.takeAway("playback");
    await tv.pass(30 * MINUTE);
    expect(tv.stops).toEqual([]);
    expect(tv.player.state).toBe("PLAYING");
    expect(tv.missed.length).toBeGreaterThan(20);
    expect(tv.missed.length).toBeLessThan(60);
  });
});
