import type { Client } from "graphql-ws";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { createFixture, type Fixture, START, TOKEN_MS } from "../testing/fixture.js";

/*
 * What users of other gateways ran into: each of their reports as a case of ours, and the table of them in docs/edge.md.
 * GraphQL Mesh, where all subscriptions end when the schema changes, is reload.test.ts.
 */

const STREAMS = "subscription { streamsChanged { inUse slots { channel { title seenBy } } } }";
const BEATS = "subscription { beat { count } }";
const NOBODY = { channels: 0, groups: 0, subscribers: 0 };

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
  fixture.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
});

afterEach(() => fixture[Symbol.asyncDispose]());

function change(inUse: number): void {
  const slots = Array.from({ length: inUse }, (_none, n) => ({
    id: `slot_${n}`,
    channel: { id: `ch_${n}` },
  }));
  fixture.states.set("ac_1", { inUse, version: inUse, slots });
  fixture.live.publish("streams.ac_1", { inUse, version: inUse, slots });
}

function iterate(client: Client, query: string) {
  const results = client.iterate({ query });
  return async () =>
    (await results.next()).value as { data: Record<string, { inUse: number; count: number }> };
}

describe("Apollo Router, PR 9078: clients are not taken together, because what their tokens claim differs", () => {
  test("two devices of a household, whose tokens differ in all but household and scopes, share one upstream and one fetch", async () => {
    let issued = 0;
    const { verifier } = fixture.config;
    await using own = await createFixture({
      verifier: {
        async verify(authorization) {
          const viewer = await verifier.verify(authorization);
          issued += 1;
          const of = {
            deviceId: `dev_${issued}`,
            sessionId: `ses_${issued}`,
            expiresAt: START + TOKEN_MS + issued,
          };
          return viewer && { ...viewer, ...of };
        },
      },
    });
    own.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
    const screens = [iterate(own.client("ac_1"), STREAMS), iterate(own.client("ac_1"), STREAMS)];
    await Promise.all(screens.map((next) => next()));
    expect(own.gateway.subscriptions()).toEqual({ channels: 1, groups: 1, subscribers: 2 });
    own.calls.length = 0;
    own.live.publish("streams.ac_1", { inUse: 1, version: 1, slots: [{ id: "s", channel: { id: "ch_1" } }] });
    for (const next of screens) expect((await next()).data["streamsChanged"]?.inUse).toBe(1);
    expect(own.calls).toHaveLength(1);
  });

  test("two people of a household, whose tokens differ in the profile, share the upstream, and no result", async () => {
    const people = ["pr_1", "pr_2", "pr_2"].map((profile) =>
      iterate(fixture.client(`ac_1//${profile}`), STREAMS),
    );
    for (const next of people) expect((await next()).data["streamsChanged"]?.inUse).toBe(0);
    expect(fixture.gateway.subscriptions()).toEqual({ channels: 1, groups: 2, subscribers: 3 });
    fixture.calls.length = 0;
    change(1);
    for (const next of people) expect((await next()).data["streamsChanged"]?.inUse).toBe(1);
    expect(fixture.calls.toSorted()).toEqual(["titles Bearer ac_1//pr_1", "titles Bearer ac_1//pr_2"]);
  });

  test("those whose scopes differ share the upstream, and no result", async () => {
    const [plain, admin] = [
      iterate(fixture.client("ac_1"), STREAMS),
      iterate(fixture.client(undefined, { authorization: "Bearer ac_1.admin" }), STREAMS),
    ];
    await Promise.all([plain(), admin()]);
    expect(fixture.gateway.subscriptions()).toEqual({ channels: 1, groups: 2, subscribers: 2 });
  });
});

describe("Apollo Router, issue 3947: a token that expires while its subscription runs", () => {
  test("ends it with 4403, so that the client comes back with a fresh one, and hears the state anew", async () => {
    const client = fixture.client("ac_1");
    const closed = new Promise((resolve) => client.on("closed", resolve));
    const next = iterate(client, STREAMS);
    await next();
    fixture.clock.advance(TOKEN_MS);
    expect(await closed).toMatchObject({ code: 4403 });
    await expect.poll(() => fixture.gateway.subscriptions()).toEqual(NOBODY);
  });
});

describe("WunderGraph Cosmo, issue 3163: one reader that is stuck holds up all others", () => {
  test("who does not read holds up nobody, and costs a bounded queue", async () => {
    const stuck = new WebSocket(fixture.gateway.webSocketUrl, "graphql-transport-ws");
    await new Promise((resolve) => stuck.on("open", resolve));
    stuck.send(JSON.stringify({ type: "connection_init", payload: { authorization: "Bearer ac_1" } }));
    await new Promise((resolve) => stuck.once("message", resolve));
    const query = "subscription { beat { count device } }";
    stuck.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query } }));
    const reader = iterate(fixture.client("ac_1"), query);
    const first = reader();
    await expect.poll(() => fixture.gateway.subscriptions().subscribers).toBe(2);
    stuck.pause();
    // Large enough that the buffers of both kernels are full long before the last.
    const device = "x".repeat(200_000);
    for (let count = 1; count <= 150; count += 1) {
      fixture.live.publish("beats.ac_1", { device, count });
      const { data } = count === 1 ? await first : await reader();
      expect(data["beat"]?.count).toBe(count);
    }
    // The one that was stuck has been let go.
    await expect.poll(() => fixture.gateway.subscriptions().subscribers).toBe(1);
    stuck.terminate();
  });

  test("a stuck reader of events is let go with an error when its queue is full; a reader of a state gets the newest", async () => {
    const stuck = new WebSocket(fixture.gateway.webSocketUrl, "graphql-transport-ws");
    await new Promise((resolve) => stuck.on("open", resolve));
    const received: { id?: string; type: string; payload?: unknown }[] = [];
    stuck.on("message", (data) => received.push(JSON.parse(String(data))));
    stuck.send(JSON.stringify({ type: "connection_init", payload: { authorization: "Bearer ac_1" } }));
    await expect.poll(() => received.length).toBe(1);
    const events = "subscription { beat { count device } }";
    const state = "subscription { streamsChanged { version inUse } }";
    stuck.send(JSON.stringify({ id: "events", type: "subscribe", payload: { query: events } }));
    stuck.send(JSON.stringify({ id: "state", type: "subscribe", payload: { query: state } }));
    await expect.poll(() => received.length).toBe(2);
    stuck.pause();
    const device = "x".repeat(200_000);
    for (let count = 1; count <= 250; count += 1) {
      fixture.live.publish("beats.ac_1", { device, count });
      fixture.live.publish("streams.ac_1", { inUse: count, version: count, slots: [] });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => fixture.gateway.subscriptions().subscribers).toBe(1);
    stuck.resume();
    await expect
      .poll(() => received.find(({ type }) => type === "error"), { timeout: 10_000 })
      .toMatchObject({ id: "events", payload: [{ extensions: { code: "SUBSCRIPTION_OVERFLOW" } }] });
    const states = () => received.filter(({ id, type }) => id === "state" && type === "next");
    await expect
      .poll(() => states().at(-1)?.payload)
      .toEqual({ data: { streamsChanged: { version: 250, inUse: 250 } } });
    expect(states().length).toBeLessThan(250);
    stuck.terminate();
  });
});

describe("WunderGraph Cosmo, issue 1981: an event stream is not flushed before its first event", () => {
  test.each(["text/event-stream", "multipart/mixed;subscriptionSpec=1.0"])(
    "%s has its headers and its opening before anything has happened",
    async (accept) => {
      const controller = new AbortController();
      const response = await fetch(fixture.gateway.url, {
        method: "POST",
        headers: { accept, "content-type": "application/json", authorization: "Bearer ac_1" },
        body: JSON.stringify({ query: BEATS }),
        signal: controller.signal,
      });
      const { value } = (await response.body?.getReader().read()) ?? {};
      expect(response.status).toBe(200);
      expect(value?.length).toBeGreaterThan(0);
      controller.abort();
    },
  );
});

describe("Hive Gateway: twenty clients with the same subscription open twenty upstreams", () => {
  test("twenty clients cost one upstream, one reading of the state and one fetch a change", async () => {
    const screens = Array.from({ length: 20 }, () => iterate(fixture.client("ac_1"), STREAMS));
    await Promise.all(screens.map((next) => next()));
    expect(fixture.gateway.subscriptions()).toEqual({ channels: 1, groups: 1, subscribers: 20 });
    expect(fixture.calls.filter((call) => call.startsWith("streams"))).toHaveLength(1);
    fixture.calls.length = 0;
    change(1);
    for (const next of screens) expect((await next()).data["streamsChanged"]?.inUse).toBe(1);
    expect(fixture.calls).toEqual(["titles Bearer ac_1"]);
  });
});
