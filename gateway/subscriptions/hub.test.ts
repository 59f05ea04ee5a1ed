import type { Client } from "graphql-ws";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createFixture, type Fixture } from "../testing/fixture.js";

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture();
  fixture.states.set("ac_1", state(0));
  fixture.states.set("ac_2", state(0));
});

afterEach(() => fixture[Symbol.asyncDispose]());

/** A household's state with so many streams, the first of channel `ch_1`. */
function state(inUse: number) {
  const slots = Array.from({ length: inUse }, (_none, index) => ({
    id: `slot_${index + 1}`,
    channel: { id: `ch_${index + 1}` },
  }));
  return { inUse, version: inUse, slots };
}

/** Changes a household's state, and tells of it as a service does. */
function change(account: string, inUse: number) {
  fixture.states.set(account, state(inUse));
  fixture.live.publish(`streams.${account}`, state(inUse));
}

function iterate(client: Client, query: string, variables: Record<string, unknown> = {}) {
  return client.iterate({ query, variables });
}

async function next(results: AsyncIterableIterator<unknown>): Promise<unknown> {
  const { value, done } = await results.next();
  return done ? "over" : value;
}

const subscribers = () => fixture.gateway.subscriptions().subscribers;

const STREAMS = "subscription { streamsChanged { inUse } }";
const inUse = (count: number) => ({ data: { streamsChanged: { inUse: count } } });

describe("a state", () => {
  test("is told at once and after each change, completed by other services", async () => {
    change("ac_1", 1);
    const results = iterate(
      fixture.client("ac_1"),
      `subscription Now($withSlots: Boolean!, $withVersion: Boolean = false) {
        now: streamsChanged { count: inUse version @include(if: $withVersion) ...Slots @include(if: $withSlots) }
      }
      fragment Slots on Streams { slots { on: channel { ...Title } } }
      fragment Title on Channel { title seenBy }`,
      { withSlots: true },
    );
    const slot = (title: string) => ({ on: { title, seenBy: "ac_1" } });
    expect(await next(results)).toEqual({ data: { now: { count: 1, slots: [slot("title of ch_1")] } } });
    change("ac_1", 2);
    expect(await next(results)).toEqual({
      data: { now: { count: 2, slots: [slot("title of ch_1"), slot("title of ch_2")] } },
    });
  });

  test("comes without what another service adds while that is away, and says why", async () => {
    const results = iterate(
      fixture.client("ac_1"),
      "subscription { streamsChanged { slots { id channel { title } } } }",
    );
    await next(results);
    fixture.away.add("titles");
    change("ac_1", 1);
    expect(await next(results)).toMatchObject({
      data: { streamsChanged: { slots: [{ id: "slot_1", channel: null }] } },
      errors: [{ extensions: { code: "SERVICE_UNAVAILABLE" } }],
    });
  });

  test("that cannot be read at first is told when it changes", async () => {
    fixture.away.add("streams");
    const results = iterate(fixture.client("ac_1"), STREAMS);
    expect(await next(results)).toMatchObject({
      data: null,
      errors: [{ extensions: { code: "SERVICE_UNAVAILABLE" } }],
    });
    change("ac_1", 1);
    expect(await next(results)).toEqual(inUse(1));
  });

  test("is not told again unchanged", async () => {
    const results = iterate(fixture.client("ac_1"), STREAMS);
    expect(await next(results)).toEqual(inUse(0));
    change("ac_1", 0);
    change("ac_1", 1);
    expect(await next(results)).toEqual(inUse(1));
  });

  test("that changes while it is read at first is told as changed, and never goes back", async () => {
    let release = () => {};
    fixture.hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    const results = iterate(fixture.client("ac_1"), STREAMS);
    const firstResult = next(results);
    await expect.poll(() => fixture.calls.length).toBe(1);
    fixture.live.publish("streams.ac_1", state(5));
    expect(await firstResult).toEqual(inUse(5));
    release();
    change("ac_1", 6);
    expect(await next(results)).toEqual(inUse(6));
  });

  test("a message that does not fit the schema shows the subscriber nothing of itself", async () => {
    const results = iterate(fixture.client("ac_1"), STREAMS);
    await next(results);
    fixture.live.publish("streams.ac_1", { inUse: "secret" });
    const result = await next(results);
    expect(result).toMatchObject({ data: null, errors: [{ extensions: { code: "INTERNAL_SERVER_ERROR" } }] });
    expect(JSON.stringify(result)).not.toContain("secret");
  });
});

describe("events", () => {
  const beat = (device: string, count: number) => ({ slot: { id: "slot_1" }, device, count });
  const BEATS = "subscription ($device: String) { beat(device: $device) { device count } }";

  test("come each, in order", async () => {
    const results = iterate(fixture.client("ac_1"), BEATS);
    const first = next(results);
    await expect.poll(subscribers).toBe(1);
    for (const count of [1, 2, 3]) fixture.live.publish("beats.ac_1", beat("tv", count));
    const told = [await first, await next(results), await next(results)];
    expect(told).toEqual([1, 2, 3].map((count) => ({ data: { beat: { device: "tv", count } } })));
  });

  test("of one device come to whoever asked for that one", async () => {
    const results = iterate(fixture.client("ac_1"), BEATS, { device: "phone" });
    const first = next(results);
    await expect.poll(subscribers).toBe(1);
    fixture.live.publish("beats.ac_1", beat("tv", 1));
    fixture.live.publish("beats.ac_1", beat("phone", 2));
    expect(await first).toEqual({ data: { beat: { device: "phone", count: 2 } } });
  });

  test("that come faster than they can be told end the subscription, and say so", async () => {
    const query = "subscription { beat { count slot { channel { title } } } }";
    const results = iterate(fixture.client("ac_1"), query);
    const first = next(results);
    await expect.poll(subscribers).toBe(1);
    fixture.hold = new Promise(() => undefined);
    for (let count = 0; count <= 70; count += 1) {
      fixture.live.publish("beats.ac_1", {
        ...beat("tv", count),
        slot: { id: "slot_1", channel: { id: "ch_1" } },
      });
    }
    await expect(first).rejects.toMatchObject([{ extensions: { code: "SUBSCRIPTION_OVERFLOW" } }]);
    expect(fixture.gateway.subscriptions()).toEqual({ channels: 0, groups: 0, subscribers: 0 });
  });
});

describe("sharing", () => {
  test("twenty clients with the same operation cost one channel and one fetch a change", async () => {
    const query = "subscription { streamsChanged { slots { channel { title } } } }";
    const all = Array.from({ length: 20 }, () => iterate(fixture.client("ac_1"), query));
    await Promise.all(all.map(next));
    expect(fixture.gateway.subscriptions()).toEqual({ channels: 1, groups: 1, subscribers: 20 });
    fixture.calls.length = 0;
    change("ac_1", 1);
    const told = await Promise.all(all.map(next));
    expect(new Set(told.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(fixture.calls).toEqual(["titles Bearer ac_1"]);
  });

  test("two operations on one channel share it, and get their own results", async () => {
    const client = fixture.client("ac_1");
    const [few, many] = [
      iterate(client, STREAMS),
      iterate(client, "subscription { streamsChanged { version } }"),
    ];
    await Promise.all([next(few), next(many)]);
    expect(fixture.gateway.subscriptions()).toEqual({ channels: 1, groups: 2, subscribers: 2 });
    change("ac_1", 1);
    expect(await next(few)).toEqual(inUse(1));
    expect(await next(many)).toEqual({ data: { streamsChanged: { version: 1 } } });
  });

  test("a household hears of itself alone, and its own token asks for it", async () => {
    const query = "subscription { streamsChanged { inUse slots { channel { seenBy } } } }";
    const [mine, other] = [iterate(fixture.client("ac_1"), query), iterate(fixture.client("ac_2"), query)];
    await Promise.all([next(mine), next(other)]);
    change("ac_1", 1);
    change("ac_2", 2);
    const seen = (account: string, count: number) => ({
      data: {
        streamsChanged: {
          inUse: count,
          slots: Array.from({ length: count }, () => ({ channel: { seenBy: account } })),
        },
      },
    });
    expect(await next(mine)).toEqual(seen("ac_1", 1));
    expect(await next(other)).toEqual(seen("ac_2", 2));
  });

  test("what is public is asked for in nobody's name", async () => {
    const query = `subscription { ticked(room: "r1") { count channel { seenBy } } }`;
    const results = iterate(fixture.client("ac_1"), query);
    const first = next(results);
    await expect.poll(subscribers).toBe(1);
    fixture.live.publish("ticks.r1", { count: 1, channel: { id: "ch_1" } });
    expect(await first).toEqual({ data: { ticked: { count: 1, channel: { seenBy: "nobody" } } } });
  });

  test("nobody signed in hears nothing of a household", async () => {
    await expect(next(iterate(fixture.client(), STREAMS))).rejects.toMatchObject([
      { extensions: { code: "UNAUTHENTICATED" } },
    ]);
    expect(fixture.gateway.subscriptions().channels).toBe(0);
  });

  test("a live bus that cannot be listened to is told as such, and tried anew by the next", async () => {
    let failures = 1;
    const live = {
      ...fixture.live,
      subscribe: (...given: Parameters<typeof fixture.live.subscribe>) => {
        failures -= 1;
        return failures >= 0 ? Promise.reject(new Error("no bus")) : fixture.live.subscribe(...given);
      },
    };
    await using troubled = await createFixture({ live });
    troubled.states.set("ac_1", state(0));
    const client = troubled.client("ac_1");
    await expect(next(iterate(client, STREAMS))).rejects.toMatchObject([
      { extensions: { code: "SERVICE_UNAVAILABLE" } },
    ]);
    expect(troubled.gateway.subscriptions()).toEqual({ channels: 0, groups: 0, subscribers: 0 });
    expect(await next(iterate(client, STREAMS))).toEqual(inUse(0));
  });

  test("the channel is given up with the last who listens", async () => {
    const [first, second] = [
      iterate(fixture.client("ac_1"), STREAMS),
      iterate(fixture.client("ac_1"), STREAMS),
    ];
    await Promise.all([next(first), next(second)]);
    await first.return?.();
    await expect
      .poll(() => fixture.gateway.subscriptions())
      .toEqual({ channels: 1, groups: 1, subscribers: 1 });
    await second.return?.();
    await expect
      .poll(() => fixture.gateway.subscriptions())
      .toEqual({ channels: 0, groups: 0, subscribers: 0 });
  });
});
