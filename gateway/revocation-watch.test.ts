import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ManualClock } from "../lib/clock.js";
import type { RevocationListener } from "../lib/revocations.js";
import type { Viewer } from "../lib/viewer.js";
import { RevocationWatch } from "./revocation-watch.js";
import { createFixture, type Fixture } from "./testing/fixture.js";
import { connectedPeer, SocketPeer, subscribe } from "./testing/socket-peer.js";

const STREAMS = "subscription { streamsChanged { inUse slots { channel { seenBy } } } }";
const NOBODY = { channels: 0, groups: 0, subscribers: 0 };
const told = (inUse: number, slots: object[] = []) => ({
  type: "next",
  payload: { data: { streamsChanged: { inUse, slots } } },
});

/** Of what a removed device still hears. */
const LAST_WORD_MS = 2_000;

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
  fixture.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
});

afterEach(() => fixture[Symbol.asyncDispose]());

const subscribers = () => fixture.gateway.subscriptions().subscribers;

/** A device whose socket listens, and has heard the state. */
async function listening(device: string): Promise<SocketPeer> {
  const peer = await connectedPeer(fixture.gateway.webSocketUrl, `Bearer ac_1/${device}`);
  await peer.send(subscribe("1", STREAMS));
  expect(await peer.next()).toMatchObject(told(0));
  return peer;
}

describe("a device that is removed from its household", () => {
  test("has its socket closed with 4403, and the household's others go on without it", async () => {
    const [tv, phone] = [await listening("dev_tv"), await listening("dev_phone")];
    const change = (inUse: number) => {
      const slots = [{ id: "slot_1", channel: { id: "ch_1" } }];
      fixture.live.publish("streams.ac_1", { inUse, version: inUse, slots });
    };
    change(1);
    expect(await phone.next()).toMatchObject(told(1, [{ channel: { seenBy: "ac_1" } }]));
    // The one that came first speaks for both.
    expect(fixture.calls.at(-1)).toBe("titles Bearer ac_1/dev_tv");
    expect(await tv.next()).toMatchObject(told(1, [{ channel: { seenBy: "ac_1" } }]));
    fixture.removeDevice("ac_1", "dev_tv");
    change(2);
    const next = await phone.next();
    expect(next).toMatchObject(told(2, [{ channel: { seenBy: "ac_1" } }]));
    expect(next.payload).not.toHaveProperty("errors");
    expect(fixture.calls.at(-1)).toBe("titles Bearer ac_1/dev_phone");
    // It still hears what ends its stream.
    expect(await tv.next()).toMatchObject(told(2, [{ channel: { seenBy: "ac_1" } }]));
    fixture.clock.advance(LAST_WORD_MS - 1);
    expect(subscribers()).toBe(2);
    fixture.clock.advance(1);
    expect(await tv.closed).toEqual({
      code: 4403,
      reason: "the session of this access token has ended: sign in",
    });
    expect(tv.received).toEqual([]);
  });

  test("hears nothing more from then on, whether or not it answers the close", async () => {
    const tv = await listening("dev_tv");
    fixture.removeDevice("ac_1", "dev_tv");
    fixture.clock.advance(LAST_WORD_MS);
    expect(fixture.gateway.subscriptions()).toEqual(NOBODY);
    expect((await tv.closed).code).toBe(4403);
  });

  test("has a socket on which nothing runs closed as well", async () => {
    const tv = await connectedPeer(fixture.gateway.webSocketUrl, "Bearer ac_1/dev_tv");
    fixture.removeDevice("ac_1", "dev_tv");
    fixture.clock.advance(LAST_WORD_MS);
    expect((await tv.closed).code).toBe(4403);
  });

  test.each(["text/event-stream", "multipart/mixed;subscriptionSpec=1.0"])(
    "has its stream over %s ended, and is told why",
    async (accept) => {
      const response = await fetch(fixture.gateway.url, {
        method: "POST",
        headers: { accept, "content-type": "application/json", authorization: "Bearer ac_1/dev_tv" },
        body: JSON.stringify({ query: STREAMS }),
      });
      await expect.poll(subscribers).toBe(1);
      fixture.removeDevice("ac_1", "dev_tv");
      fixture.clock.advance(LAST_WORD_MS);
      const text = await response.text();
      expect(text).toContain("UNAUTHENTICATED");
      expect(text).toContain("the session of this access token has ended: sign in");
      expect(fixture.gateway.subscriptions()).toEqual(NOBODY);
    },
  );

  test("leaves the sockets of others open, and of whoever is not signed in", async () => {
    const phone = await connectedPeer(fixture.gateway.webSocketUrl, "Bearer ac_1/dev_phone");
    const anybody = new SocketPeer(fixture.gateway.webSocketUrl);
    await anybody.send({ type: "connection_init" });
    await anybody.next();
    fixture.removeDevice("ac_1", "dev_tv");
    fixture.clock.advance(LAST_WORD_MS);
    expect(await phone.rest()).toEqual([]);
    expect(await anybody.rest()).toEqual([]);
  });
});

describe("what is watched for a viewer", () => {
  const viewerOf = (accountId: string, deviceId: string): Viewer => ({
    accountId,
    deviceId,
    profileId: null,
    sessionId: null,
    scopes: [],
    expiresAt: 0,
  });
  const open = () => {
    const revoked = new Set<string | null>();
    const clock = new ManualClock(0);
    let tell: RevocationListener = () => undefined;
    const watch = new RevocationWatch(
      {
        known: async () => undefined,
        isRevoked: ({ deviceId }) => revoked.has(deviceId),
        onRevoked(listener) {
          tell = listener;
          return { [Symbol.dispose]: () => undefined };
        },
      },
      clock,
    );
    const ended: string[] = [];
    const hold = (accountId: string, deviceId: string) =>
      watch.watch(viewerOf(accountId, deviceId), () => ended.push(deviceId));
    return { revoked, hold, ended, clock, tell: (accountId: string | null) => tell(accountId) };
  };

  test("ends where it was revoked just before", async () => {
    const { revoked, hold, ended } = open();
    revoked.add("dev_tv");
    hold("ac_1", "dev_tv");
    hold("ac_1", "dev_phone");
    await expect.poll(() => ended).toEqual(["dev_tv"]);
  });

  test("ends once, and not where it was given up before", () => {
    const { revoked, hold, ended, clock, tell } = open();
    hold("ac_1", "dev_tv");
    hold("ac_1", "dev_gone")[Symbol.dispose]();
    const leaving = hold("ac_1", "dev_leaving");
    revoked.add("dev_tv").add("dev_gone").add("dev_leaving");
    tell("ac_1");
    tell("ac_1");
    leaving[Symbol.dispose]();
    expect(ended).toEqual([]);
    clock.advance(LAST_WORD_MS);
    tell("ac_1");
    clock.advance(LAST_WORD_MS);
    expect(ended).toEqual(["dev_tv"]);
  });

  test("ends in every household where nobody knows whose tokens were revoked, however many are connected", async () => {
    const { revoked, hold, ended, clock, tell } = open();
    for (let index = 0; index < 250; index += 1) hold(`ac_${index}`, `dev_${index}`);
    for (const device of ["dev_0", "dev_99", "dev_100", "dev_249"]) revoked.add(device);
    tell("ac_7");
    clock.advance(LAST_WORD_MS);
    expect(ended).toEqual([]);
    tell(null);
    await vi.waitFor(() => {
      clock.advance(LAST_WORD_MS);
      expect(ended).toEqual(["dev_0", "dev_99", "dev_100", "dev_249"]);
    });
  });
});
