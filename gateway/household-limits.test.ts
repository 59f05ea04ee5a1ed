import { expect, test } from "vitest";
import { createFixture, type Fixture } from "./testing/fixture.js";

const TICKS = (room: string) => `subscription { ticked(room: "${room}") { count } }`;

function openStream(fixture: Fixture, room: string, signal: AbortSignal) {
  return fetch(fixture.gateway.url, {
    method: "POST",
    signal,
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream",
      authorization: "Bearer ac_1",
    },
    body: JSON.stringify({ query: TICKS(room) }),
  });
}

/** Waits until so many subscriptions are open. */
async function subscribers(fixture: Fixture, count: number): Promise<void> {
  for (let look = 0; look < 1_000 && fixture.gateway.subscriptions().subscribers !== count; look += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(fixture.gateway.subscriptions().subscribers).toBe(count);
}

test("a household has as many subscriptions as it may, over sockets and streams together, and no more", async () => {
  await using fixture = await createFixture({ limits: { subscriptionsPerHousehold: 2 } });
  const client = fixture.client("ac_1");
  const first = client.iterate({ query: TICKS("a") });
  void first.next();
  await subscribers(fixture, 1);
  const leaving = new AbortController();
  expect((await openStream(fixture, "b", leaving.signal)).status).toBe(200);
  const refused = client.iterate({ query: TICKS("c") }).next();
  await expect(refused).rejects.toMatchObject([
    {
      message: "a household has at most 2 subscriptions at a time: end one first",
      extensions: { limit: "subscriptions of a household", most: 2 },
    },
  ]);
  // Another household, and nobody in particular, have theirs.
  void fixture
    .client("ac_2")
    .iterate({ query: TICKS("a") })
    .next();
  void fixture
    .client()
    .iterate({ query: TICKS("a") })
    .next();
  await subscribers(fixture, 4);
  leaving.abort();
  await subscribers(fixture, 3);
  void client.iterate({ query: TICKS("d") }).next();
  await subscribers(fixture, 4);
});

test("a household listens to as many channels as it may, however its subscriptions list them, and no more", async () => {
  await using fixture = await createFixture({ limits: { channelsPerHousehold: 3 } });
  const listen = (account: string, ...rooms: string[]) => {
    const query = "subscription ($rooms: [ID!]!) { rang(rooms: $rooms) { count } }";
    const results = fixture.client(account).iterate({ query, variables: { rooms } });
    return { results, first: results.next() };
  };
  const one = listen("ac_1", "a");
  await subscribers(fixture, 1);
  await expect(listen("ac_1", "b", "c", "d").first).rejects.toMatchObject([
    {
      message: "a household has at most 3 channels at a time: end one first",
      extensions: { code: "BAD_REQUEST", limit: "channels of a household", most: 3 },
    },
  ]);
  void listen("ac_1", "b", "c").first;
  await subscribers(fixture, 2);
  await expect(listen("ac_1", "a").first).rejects.toHaveLength(1);
  void listen("ac_2", "a", "b", "c").first;
  await subscribers(fixture, 3);
  void one.results.return?.();
  await subscribers(fixture, 2);
  void listen("ac_1", "e").first;
  await subscribers(fixture, 3);
});

test("a household has as many WebSockets as it may; the next is sent away until one is closed", async () => {
  await using fixture = await createFixture({ limits: { socketsPerHousehold: 1 } });
  const ask = async (account: string) => {
    const client = fixture.client(account, { lazy: false });
    const closed = new Promise((resolve) => client.on("closed", resolve));
    const connected = new Promise((resolve) => client.on("connected", () => resolve("connected")));
    return { client, closed, outcome: await Promise.race([connected, closed]) };
  };
  const first = await ask("ac_1");
  expect(first.outcome).toBe("connected");
  expect((await ask("ac_1")).outcome).toMatchObject({
    code: 1013,
    reason: "a household has at most 1 WebSockets at a time",
  });
  expect((await ask("ac_2")).outcome).toBe("connected");
  await first.client.dispose();
  await first.closed;
  let outcome: unknown;
  for (let attempt = 0; attempt < 50 && outcome !== "connected"; attempt += 1)
    outcome = (await ask("ac_1")).outcome;
  expect(outcome).toBe("connected");
});
