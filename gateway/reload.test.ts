import { readFileSync } from "node:fs";
import { pino } from "pino";
import { expect, test } from "vitest";
import { composeGatewayFiles } from "../tools/composition.js";
import type { GatewayFiles } from "./gateway-files.js";
import { createFixture, FILES, type Fixture } from "./testing/fixture.js";

/** The fixture's supergraph with other texts in place of some of its schemas'. */
function changed(...changes: [text: string, other: string][]): GatewayFiles {
  const schemas = ["streams", "titles"].map((name) => {
    const schema = readFileSync(new URL(`./testing/${name}.graphql`, import.meta.url), "utf8");
    return { name, schema: changes.reduce((made, [text, other]) => made.replace(text, other), schema) };
  });
  const files = composeGatewayFiles(schemas);
  expect(files).not.toEqual(FILES);
  return files;
}

const WITHOUT_TICKS = changed([
  `  ticked(room: ID!): Tick! @event(channel: "ticks.{room}", scope: "public")`,
  "",
]);
const WITH_HELLO = changed(["type Query {\n  channel", "type Query {\n  hello: String\n  channel"]);

interface Reloading {
  readonly fixture: Fixture;
  /** What the files are now. */
  files: GatewayFiles;
  /** Messages of the log at error. */
  readonly said: string[];
}

async function start(): Promise<Reloading & AsyncDisposable> {
  const said: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => void said.push(line) });
  const reloading: { files: GatewayFiles } = { files: FILES };
  const fixture = await createFixture({ reloadFrom: async () => reloading.files, log });
  fixture.states.set("ac_1", { inUse: 0, version: 1, slots: [] });
  return Object.assign(reloading, {
    fixture,
    said,
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  });
}

const fields = async ({ fixture }: Reloading) => {
  const { body } = await fixture.post("{ __schema { queryType { fields { name } } } }");
  return JSON.stringify(body.data);
};

/** Lets what a timer began come to its end. */
async function settled(isDone: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < 500 && !(await isDone()); look += 1) await new Promise(setImmediate);
}

test("a new supergraph is served as soon as its files are looked at, without a restart", async () => {
  await using reloading = await start();
  expect(await fields(reloading)).not.toContain("hello");
  reloading.files = WITH_HELLO;
  reloading.fixture.clock.advance(2_000);
  await settled(async () => (await fields(reloading)).includes("hello"));
  expect(await fields(reloading)).toContain("hello");
  expect(reloading.said).toEqual([]);
});

test("a request in flight ends in the supergraph in which it began", async () => {
  await using reloading = await start();
  const { fixture } = reloading;
  let go = () => {};
  fixture.hold = new Promise<void>((resolve) => {
    go = resolve;
  });
  const slow = Array.from({ length: 5 }, () =>
    fixture.post(`{ channel(id: "ch_1") { seenBy } list { id } }`),
  );
  // Each has its turn until it is answered, or for 250 ms.
  await settled(async () => {
    fixture.clock.advance(50);
    return fixture.calls.length >= slow.length;
  });
  expect(fixture.calls).toHaveLength(slow.length);
  fixture.clock.advance(250);
  reloading.files = changed(["  list(first: Int = 5", "  other(first: Int = 5"]);
  expect(await fixture.gateway.reload()).toBe(true);
  // `list` is gone for whoever comes now.
  expect((await fixture.post("{ list { id } }")).status).toBe(400);
  go();
  for (const { status, body } of await Promise.all(slow)) {
    expect([status, body.errors, body.data?.["channel"]]).toEqual([200, undefined, { seenBy: "nobody" }]);
  }
});

test("clients that ask without pause see no failure while one supergraph follows the other", async () => {
  await using reloading = await start();
  const { fixture } = reloading;
  let isOver = false;
  const failures: unknown[] = [];
  const client = fixture.client("ac_1");
  const asked = [0, 0, 0, 0];
  const asking = asked.map(async (_none, index) => {
    for (; !isOver; asked[index] = (asked[index] ?? 0) + 1) {
      if (index % 2 === 0) {
        const { status, body } = await fixture.post(`{ channel(id: "ch_1") { title } }`);
        if (status !== 200 || body.errors) failures.push(body);
      } else {
        for await (const result of client.iterate({ query: `{ channel(id: "ch_1") { title } }` })) {
          if (result.errors) failures.push(result);
        }
      }
    }
  });
  for (const files of [WITH_HELLO, FILES, WITHOUT_TICKS]) {
    const before = [...asked];
    reloading.files = files;
    expect(await fixture.gateway.reload()).toBe(true);
    await settled(async () => asked.every((count, index) => count > (before[index] ?? 0) + 1));
  }
  isOver = true;
  await Promise.all(asking);
  expect(Math.min(...asked)).toBeGreaterThan(2);
  expect(failures).toEqual([]);
});

test("live subscriptions go on over their sockets, but for those of what is gone", async () => {
  await using reloading = await start();
  const { fixture } = reloading;
  const client = fixture.client("ac_1");
  const kept = client.iterate({ query: "subscription { streamsChanged { inUse } }" });
  expect((await kept.next()).value).toEqual({ data: { streamsChanged: { inUse: 0 } } });
  const gone = client.iterate({ query: `subscription { ticked(room: "r1") { count } }` });
  const end = gone.next().catch((error: unknown) => error);
  await settled(async () => fixture.gateway.subscriptions().subscribers === 2);
  reloading.files = WITHOUT_TICKS;
  expect(await fixture.gateway.reload()).toBe(true);
  expect(await end).toMatchObject([{ extensions: { code: "SUBSCRIPTION_SCHEMA_RELOAD" } }]);
  fixture.live.publish("streams.ac_1", { inUse: 1, version: 2, slots: [] });
  expect((await kept.next()).value).toEqual({ data: { streamsChanged: { inUse: 1 } } });
});

test.each([
  ["is no schema", { ...FILES, supergraph: "type Query {" }],
  ["is no supergraph", { ...FILES, supergraph: "type Query { a: Int }" }],
  ["has a policy that is none", { ...FILES, policy: "{" }],
  ["has the policy of another", { ...FILES, policy: WITHOUT_TICKS.policy.replace("{", "{\n") }],
])("a supergraph that %s leaves the old one in place, and the log says so once", async (_what, files) => {
  await using reloading = await start();
  reloading.files = files;
  for (let look = 0; look < 3; look += 1) {
    reloading.fixture.clock.advance(2_000);
    await settled(async () => false);
  }
  expect((await reloading.fixture.post(`{ channel(id: "ch_1") { title } }`)).status).toBe(200);
  expect(reloading.said.filter((line) => line.includes("the old one stays"))).toHaveLength(1);
  // Asked for it is tried again, and mended it is served.
  expect(await reloading.fixture.gateway.reload()).toBe(false);
  reloading.files = WITH_HELLO;
  expect(await reloading.fixture.gateway.reload()).toBe(true);
  expect(await fields(reloading)).toContain("hello");
});

test("files that cannot be read leave the old ones in place", async () => {
  await using fixture = await createFixture({ reloadFrom: () => Promise.reject(new Error("no such file")) });
  expect(await fixture.gateway.reload()).toBe(false);
  expect((await fixture.post("{ __typename }")).status).toBe(200);
});

test("a policy that comes with a supergraph is in force with it", async () => {
  await using reloading = await start();
  const { fixture } = reloading;
  const ask = async () => (await fixture.post("{ firstDraft { id } }")).status;
  expect(await ask()).toBe(200);
  reloading.files = changed([
    "  firstDraft: Draft!",
    `  firstDraft: Draft! @requiresScopes(scopes: [["edit"]])`,
  ]);
  expect(await fixture.gateway.reload()).toBe(true);
  expect(await ask()).toBe(401);
});
