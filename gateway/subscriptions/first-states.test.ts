import { expect, test } from "vitest";
import { createFixture } from "../testing/fixture.js";
import { connectedPeer, subscribe } from "../testing/socket-peer.js";

/** Results that are made at the same time. */
const AT_ONCE = 32;

test("who waits for a live message does not wait for the states of those who have left", async () => {
  await using fixture = await createFixture();
  fixture.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
  const peer = await connectedPeer(fixture.gateway.webSocketUrl, "Bearer ac_1");
  let release = () => {};
  fixture.hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  const ids = Array.from({ length: AT_ONCE + 8 }, (_none, index) => `s${index}`);
  // Each is a group of its own.
  for (const id of ids) await peer.send(subscribe(id, `subscription { streamsChanged { ${id}: inUse } }`));
  await expect.poll(() => fixture.gateway.subscriptions().groups).toBe(ids.length);
  await expect.poll(() => fixture.calls.length).toBe(AT_ONCE);
  for (const id of ids) await peer.send({ id, type: "complete" });
  expect(await peer.rest()).toEqual([]);
  release();
  await peer.send(subscribe("last", "subscription { streamsChanged { inUse } }"));
  expect(await peer.next()).toMatchObject({
    id: "last",
    payload: { data: { streamsChanged: { inUse: 0 } } },
  });
  expect(fixture.calls).toHaveLength(AT_ONCE + 1);
});

test("who joins another's reading is told its state though that one has left", async () => {
  await using fixture = await createFixture();
  fixture.states.set("ac_1", { inUse: 2, version: 1, slots: [] });
  const blocker = await connectedPeer(fixture.gateway.webSocketUrl, "Bearer ac_1");
  const peer = await connectedPeer(fixture.gateway.webSocketUrl, "Bearer ac_1");
  let release = () => {};
  fixture.hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  const ids = Array.from({ length: AT_ONCE }, (_none, index) => `s${index}`);
  for (const id of ids) await blocker.send(subscribe(id, `subscription { streamsChanged { ${id}: inUse } }`));
  await expect.poll(() => fixture.calls.length).toBe(AT_ONCE);
  const query = "subscription { streamsChanged { inUse } }";
  await peer.send(subscribe("asks", query), subscribe("joins", query));
  await expect.poll(() => fixture.gateway.subscriptions().subscribers).toBe(AT_ONCE + 2);
  await peer.send({ id: "asks", type: "complete" });
  expect(await peer.rest()).toEqual([]);
  release();
  expect(await peer.next()).toMatchObject({
    id: "joins",
    payload: { data: { streamsChanged: { inUse: 2 } } },
  });
});

test("what a message says whole is told at once, also while services hold up all that they complete", async () => {
  await using fixture = await createFixture();
  const peer = await connectedPeer(fixture.gateway.webSocketUrl, "Bearer ac_1");
  let release = () => {};
  fixture.hold = new Promise<void>((resolve) => {
    release = resolve;
  });
  const ids = Array.from({ length: AT_ONCE }, (_none, index) => `s${index}`);
  for (const id of ids) await peer.send(subscribe(id, `subscription { streamsChanged { ${id}: inUse } }`));
  await expect.poll(() => fixture.calls.length).toBe(AT_ONCE);
  const beats = fixture.client("ac_1").iterate({ query: "subscription { beat { count } }" });
  const beat = beats.next();
  await expect.poll(() => fixture.live.isHeard("beats.ac_1")).toBe(true);
  fixture.live.publish("beats.ac_1", { slot: { id: "slot_1" }, device: "dev_tv", count: 7 });
  expect((await beat).value).toEqual({ data: { beat: { count: 7 } } });
  release();
});
