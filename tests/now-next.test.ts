import { type Client, createClient } from "graphql-ws";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import WebSocket from "ws";
import { readGatewayFiles } from "../gateway/gateway-files.js";
import { type Gateway, startGateway } from "../gateway/server.js";
import { createLogger } from "../lib/logger.js";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { startTestHouse, type TestHouse } from "./support/test-house.js";
import { startTestCatalog } from "./support/test-service.js";

const MINUTE_MS = 60_000;
const NOW_NEXT =
  "subscription ($ids: [ID!]!) { nowNextChanged(channelIds: $ids) { id now { title } next { title } } }";
const CHANGED =
  "subscription ($ids: [ID!]!) { broadcastChanged(ids: $ids) { broadcastId previousStart broadcast { title start channel { title } } } }";

let test: TestHouse;
let clients: Client[];
/** Every test has channels of its own. */
let round = 0;
/** The evening of the test, in minutes from its start. */
let evening: number;

beforeAll(async () => {
  test = await startTestHouse();
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(() => {
  clients = [];
  round += 1;
  evening = test.clock.now();
});
afterEach(async () => {
  for (const client of clients) await client.dispose();
  await expect.poll(() => test.house.gateway.subscriptions().subscribers).toBe(0);
});

interface Programme {
  readonly channel: string;
  /** Minutes of the evening. */
  readonly from: number;
  readonly to: number;
  readonly title: string;
}

/** Imports a guide of this test's channels. */
async function importGuide(
  programmes: readonly Programme[],
  into: Catalog = test.house.catalog,
): Promise<void> {
  const at = (minutes: number) =>
    `${new Date(evening + minutes * MINUTE_MS).toISOString().replace(/[-:T]|\.\d+Z/g, "")} +0000`;
  const lines = programmes.map(
    ({ channel, from, to, title }) =>
      `<programme channel="${channel}${round}" start="${at(from)}" stop="${at(to)}"><title>${title}</title></programme>`,
  );
  const bytes = (async function* () {
    yield Buffer.from(`<tv>${lines.join("")}</tv>`);
  })();
  const done = await into.importGuide({ source: "test", bytes });
  expect(done).toMatchObject({ status: "DONE", rejected: 0 });
}

async function channelId(channel: string): Promise<string> {
  const { data } = await test.ask("query ($x: String) { channel(xmltvId: $x) { id } }", {
    variables: { x: `${channel}${round}` },
  });
  return data.channel.id;
}

/** Nobody in particular subscribes. */
function subscribe(query: string, ids: readonly string[], { webSocketUrl }: Gateway = test.house.gateway) {
  const client = createClient({
    url: webSocketUrl,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  clients.push(client);
  const results = client.iterate({ query, variables: { ids } });
  return async () => (await results.next()).value;
}

const told = (id: string, now: string | null, next: string | null) => ({
  data: {
    nowNextChanged: {
      id,
      now: now === null ? null : { title: now },
      next: next === null ? null : { title: next },
    },
  },
});

const NEWS = { channel: "one", from: -30, to: 5, title: "News" };
const FILM = { channel: "one", from: 5, to: 95, title: "Film" };
const MATCH = { channel: "two", from: -10, to: 3, title: "Match" };
const TALK = { channel: "two", from: 10, to: 60, title: "Talk" };

describe("what is on now and next", () => {
  it("is told of every channel at once, then of each at its own boundary, to the millisecond", async () => {
    await importGuide([NEWS, FILM, MATCH, TALK]);
    const [one, two] = [await channelId("one"), await channelId("two")];
    const next = subscribe(NOW_NEXT, [one, two]);
    const first = [await next(), await next()];
    expect(first).toContainEqual(told(one, "News", "Film"));
    expect(first).toContainEqual(told(two, "Match", "Talk"));
    const third = next();
    test.clock.advance(3 * MINUTE_MS - 1);
    let isTold = false;
    third.then(() => {
      isTold = true;
    });
    // Who comes now is answered along the same way: what was told before has arrived by then.
    expect(await subscribe(NOW_NEXT, [two])()).toEqual(told(two, "Match", "Talk"));
    expect(isTold).toBe(false);
    test.clock.advance(1);
    // A gap begins where a programme ends and none follows.
    expect(await third).toEqual(told(two, null, "Talk"));
    test.clock.advance(2 * MINUTE_MS);
    expect(await next()).toEqual(told(one, "Film", null));
    test.clock.advance(5 * MINUTE_MS);
    expect(await next()).toEqual(told(two, "Talk", null));
  });

  it("is told when an import changes it, and a repeated import tells nothing", async () => {
    await importGuide([NEWS, FILM]);
    const one = await channelId("one");
    const next = subscribe(NOW_NEXT, [one]);
    expect(await next()).toEqual(told(one, "News", "Film"));
    await importGuide([NEWS, FILM]);
    await importGuide([{ ...NEWS, title: "Extended News" }, FILM]);
    expect(await next()).toEqual(told(one, "Extended News", "Film"));
  });

  it("changes at the boundary that an import has put in, not at the one that it took away", async () => {
    await importGuide([NEWS, FILM]);
    const one = await channelId("one");
    const next = subscribe(NOW_NEXT, [one]);
    expect(await next()).toEqual(told(one, "News", "Film"));
    await importGuide([
      { ...NEWS, to: 2 },
      { ...FILM, from: 2 },
    ]);
    test.clock.advance(2 * MINUTE_MS);
    expect(await next()).toEqual(told(one, "Film", null));
  });

  it("of channels that several list costs one upstream a channel, and reaches each who listed it", async () => {
    await importGuide([NEWS, FILM, MATCH, TALK]);
    const [one, two] = [await channelId("one"), await channelId("two")];
    const [both, second] = [subscribe(NOW_NEXT, [one, two]), subscribe(NOW_NEXT, [two])];
    await Promise.all([both(), second()]);
    await both();
    expect(test.house.gateway.subscriptions()).toEqual({ channels: 2, groups: 2, subscribers: 2 });
    test.clock.advance(3 * MINUTE_MS);
    expect(await both()).toEqual(told(two, null, "Talk"));
    expect(await second()).toEqual(told(two, null, "Talk"));
  });

  it("of a channel that does not exist is refused in a sentence, and the others are told as ever", async () => {
    await importGuide([NEWS, FILM]);
    const one = await channelId("one");
    const next = subscribe(NOW_NEXT, ["ch_none", one]);
    const results = [await next(), await next()];
    expect(results).toContainEqual(told(one, "News", "Film"));
    expect(results).toContainEqual({
      ...told("ch_none", null, null),
      errors: [
        expect.objectContaining({
          message: 'channelIds must name what there is, got "ch_none"',
          extensions: expect.objectContaining({ code: "BAD_USER_INPUT" }),
        }),
      ],
    });
  });

  it.each([
    [0, "channelIds must list 1..100 ids, got 0"],
    [101, "channelIds must list 1..100 ids, got 101"],
  ])("is not told of %d channels at once", async (count, message) => {
    const next = subscribe(
      NOW_NEXT,
      Array.from({ length: count }, (_none, index) => `ch_${index}`),
    );
    await expect(next()).rejects.toMatchObject([{ message, extensions: { code: "BAD_USER_INPUT" } }]);
  });
});

it("of which two replicas of the catalog tell reaches whoever listens once, over one upstream a channel", async () => {
  await using catalogs = await startTestCatalog();
  evening = catalogs.clock.now();
  const saved = await catalogs.service.channels.upsert({ xmltvId: `one${round}` });
  const id = "id" in saved ? saved.id : "";
  let messages = 0;
  using _heard = await catalogs.live.subscribe(`nowNext.${id}`, () => {
    messages += 1;
  });
  await importGuide([NEWS, FILM], catalogs.service);
  await expect.poll(() => messages).toBe(1);
  const replicas = [catalogs.service, await catalogs.another()];
  let asked = 0;
  let answered = 0;
  await using gateway = await startGateway({
    ...(await readGatewayFiles()),
    port: 0,
    host: "127.0.0.1",
    introspection: false,
    allowedOrigins: null,
    log: createLogger("silent"),
    clock: catalogs.clock,
    live: catalogs.live,
    verifier: { verify: async () => null },
    transport: {
      async call(_service, request, headers) {
        asked += 1;
        const answer = await (replicas[asked % 2] ?? catalogs.service).subgraph.execute(request, headers);
        answered += 1;
        return answer;
      },
    },
  });
  const screens = [1, 2, 3].map(() => subscribe(NOW_NEXT, [id], gateway));
  const shown = () => Promise.all(screens.map((next) => next()));
  const each = (now: string | null, next: string | null) => screens.map(() => told(id, now, next));
  expect(await shown()).toEqual(each("News", "Film"));
  expect(gateway.subscriptions()).toEqual({ channels: 1, groups: 1, subscribers: 3 });
  catalogs.clock.advance(5 * MINUTE_MS);
  await expect.poll(() => messages).toBe(3);
  expect(await shown()).toEqual(each("Film", null));
  // The clock is that of the gateway's time-outs as well.
  await expect.poll(() => asked - answered).toBe(0);
  catalogs.clock.advance(90 * MINUTE_MS);
  await expect.poll(() => messages).toBe(5);
  // Had the first change been told twice, this would be the second of it.
  expect(await shown()).toEqual(each(null, null));
  for (const client of clients.splice(0)) await client.dispose();
});

describe("a broadcast", () => {
  /** The ids of what is on the first channel, by title. */
  async function ids(): Promise<Record<string, string>> {
    const { data } = await test.ask(
      `query ($id: ID!, $from: DateTime!, $to: DateTime!) {
        channel(id: $id) { schedule(from: $from, to: $to) { id title } }
      }`,
      {
        variables: {
          id: await channelId("one"),
          from: new Date(evening - 60 * MINUTE_MS).toISOString(),
          to: new Date(evening + 120 * MINUTE_MS).toISOString(),
        },
      },
    );
    return Object.fromEntries(
      data.channel.schedule.map(({ id, title }: { id: string; title: string }) => [title, id]),
    );
  }
  const instant = (minutes: number) =>
    new Date(evening + minutes * MINUTE_MS).toISOString().replace(".000Z", "Z");

  it("that moved, changed or left the guide is told to whoever keeps it, and each of several alone", async () => {
    const series = { channel: "one", from: 95, to: 120, title: "Series" };
    await importGuide([NEWS, FILM, series]);
    const known = await ids();
    const [film = "", last = ""] = [known["Film"], known["Series"]];
    const next = subscribe(CHANGED, [film, last]);
    const first = next();
    await expect.poll(() => test.house.gateway.subscriptions().channels).toBe(2);

    await importGuide([{ ...NEWS, to: 15 }, { ...FILM, from: 15 }, series]);
    expect(await first).toEqual({
      data: {
        broadcastChanged: {
          broadcastId: film,
          previousStart: instant(5),
          broadcast: { title: "Film", start: instant(15), channel: { title: `one${round}` } },
        },
      },
    });
    await importGuide([{ ...NEWS, to: 15 }, { ...FILM, from: 15, to: 90 }, series]);
    expect(await next()).toMatchObject({
      data: { broadcastChanged: { broadcastId: film, previousStart: null, broadcast: { title: "Film" } } },
    });
    await importGuide([{ ...NEWS, to: 15 }, { ...series, from: 150, to: 170, title: "Other" }, series]);
    expect(await next()).toEqual({
      data: { broadcastChanged: { broadcastId: film, previousStart: instant(15), broadcast: null } },
    });
  });
});
