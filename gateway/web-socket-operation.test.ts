import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFixture, type Fixture } from "./testing/fixture.js";
import { connectedPeer, subscribe } from "./testing/socket-peer.js";

const STREAMS = "subscription { streamsChanged { inUse } }";
const BEATS = "subscription { beat { count } }";

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
  fixture.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
});

afterEach(() => fixture[Symbol.asyncDispose]());

const connected = () => connectedPeer(fixture.gateway.webSocketUrl, "Bearer ac_1");
const subscribers = () => fixture.gateway.subscriptions().subscribers;

describe("Next, Error and Complete", () => {
  test("results of several operations are told apart by their ids", async () => {
    const peer = await connected();
    await peer.send(subscribe("state", STREAMS), subscribe("events", BEATS));
    expect(await peer.next()).toMatchObject({ id: "state", type: "next" });
    await expect.poll(subscribers).toBe(2);
    fixture.live.publish("beats.ac_1", { device: "tv", count: 1 });
    expect(await peer.next()).toEqual({
      id: "events",
      type: "next",
      payload: { data: { beat: { count: 1 } } },
    });
    fixture.live.publish("streams.ac_1", { inUse: 1, version: 2, slots: [] });
    expect(await peer.next()).toEqual({
      id: "state",
      type: "next",
      payload: { data: { streamsChanged: { inUse: 1 } } },
    });
  });

  test.each([
    ["is malformed", "{"],
    ["is not valid", "{ nothing }"],
    ["is a subscription that is not", "subscription { nothing }"],
  ])("what %s gives an Error and no Complete, and the socket stays open", async (_what, query) => {
    const peer = await connected();
    await peer.send(subscribe("1", query));
    expect(await peer.next()).toMatchObject({
      id: "1",
      type: "error",
      payload: [{ message: expect.any(String) }],
    });
    expect(await peer.rest()).toEqual([]);
  });

  test("a subscription that fails half way gives an Error and no Complete", async () => {
    const peer = await connected();
    await peer.send(subscribe("1", "subscription { beat { slot { channel { title } } } }"));
    await expect.poll(subscribers).toBe(1);
    fixture.hold = new Promise(() => undefined);
    const message = { slot: { id: "s", channel: { id: "ch_1" } }, device: "tv", count: 1 };
    for (let count = 0; count < 70; count += 1) fixture.live.publish("beats.ac_1", message);
    expect(await peer.next()).toMatchObject({
      id: "1",
      type: "error",
      payload: [{ extensions: { code: "SUBSCRIPTION_OVERFLOW" } }],
    });
    expect(await peer.rest()).toEqual([]);
  });

  test("after a client's Complete nothing more comes of a subscription, and it is over", async () => {
    const peer = await connected();
    await peer.send(subscribe("1", STREAMS));
    await peer.next();
    await peer.send({ id: "1", type: "complete" });
    await expect.poll(subscribers).toBe(0);
    fixture.live.publish("streams.ac_1", { inUse: 1, version: 2, slots: [] });
    const rest = await peer.rest();
    expect(rest.filter(({ type }) => type === "next")).toEqual([]);
  });

  test("a client's Complete before a query has resolved keeps its result back", async () => {
    const peer = await connected();
    let release = () => {};
    fixture.hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    await peer.send(subscribe("1", "{ viewer { id } }"));
    await expect.poll(() => fixture.calls.length).toBe(1);
    await peer.send({ id: "1", type: "complete" });
    await peer.rest();
    release();
    expect(await peer.rest()).toEqual([]);
  });

  test("the id of a query that is completed half way serves another at once, whose result alone comes", async () => {
    const peer = await connected();
    let release = () => {};
    fixture.hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    await peer.send(subscribe("1", "{ viewer { id } }"));
    await expect.poll(() => fixture.calls.length).toBe(1);
    await peer.send({ id: "1", type: "complete" }, subscribe("1", "{ __typename }"));
    expect(await peer.next()).toEqual({ id: "1", type: "next", payload: { data: { __typename: "Query" } } });
    expect(await peer.next()).toEqual({ id: "1", type: "complete" });
    release();
    expect(await peer.rest()).toEqual([]);
  });

  test("a client's Complete while a subscription begins ends it", async () => {
    const peer = await connected();
    await peer.send(subscribe("1", STREAMS), { id: "1", type: "complete" });
    await peer.rest();
    await expect
      .poll(() => fixture.gateway.subscriptions())
      .toEqual({ channels: 0, groups: 0, subscribers: 0 });
  });

  test("a Complete of what nobody knows, or is completed already, is passed over", async () => {
    const peer = await connected();
    await peer.send({ id: "gone", type: "complete" }, { id: "gone", type: "complete" });
    expect(await peer.rest()).toEqual([]);
  });
});
