import { isObjectType } from "graphql";
import { expect, test } from "vitest";
import { createMetrics } from "../lib/telemetry/metrics.js";
import { composeGatewayFiles } from "../tools/composition.js";
import { readGatewayFiles } from "./gateway-files.js";
import { readRules } from "./generation.js";
import { GUIDE_CHANNEL } from "./kept-answers.js";
import { DEFAULT_LIMITS } from "./limits.js";
import { loadSupergraph } from "./supergraph.js";
import { createFixture, type PostOptions } from "./testing/fixture.js";

/*
 * Who may keep an answer, and for how long: the guide's is everybody's, and whatever knows who asks is nobody else's.
 */

const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5",
  import: ["@key", "@shareable", "@authenticated", "@composeDirective"])`;
const FILES = composeGatewayFiles([
  {
    name: "guide",
    schema: `${FEDERATION}
      @link(url: "https://playhead.example/specs/cache/v1.0", import: ["@cacheControl"])
      @composeDirective(name: "@cacheControl")
      directive @cacheControl(maxAge: Int!, scope: String! = "PUBLIC") on FIELD_DEFINITION | OBJECT
      interface Content { id: ID! title: String }
      type Channel implements Content @key(fields: "id") @cacheControl(maxAge: 60) {
        id: ID!
        title: String
        now: String @cacheControl(maxAge: 0)
        next: String @cacheControl(maxAge: 20)
        mine: String @cacheControl(maxAge: 30, scope: "PRIVATE")
        secret: String @authenticated
      }
      type Draft implements Content { id: ID! title: String }
      type Query {
        channel(id: ID!): Channel @cacheControl(maxAge: 90)
        content: Content @cacheControl(maxAge: 90)
        plain: Channel
      }
      type Mutation { rename: Channel }`,
  },
  {
    name: "access",
    schema: `${FEDERATION} type Channel @key(fields: "id") { id: ID! access: String bookmark: Int }`,
  },
]);

interface House {
  /** What the guide says of its channel. */
  title: string;
  asked: string[];
  failing: boolean;
  hold: Promise<unknown> | undefined;
}

async function open(limits: { guideCacheCharacters?: number } = {}) {
  const house: House = { title: "One", asked: [], failing: false, hold: undefined };
  const metrics = createMetrics();
  const channel = () => ({
    __typename: "Channel",
    id: "1",
    title: house.title,
    now: "N",
    next: "X",
    mine: "M",
  });
  const fixture = await createFixture({
    ...FILES,
    limits,
    metrics,
    transport: {
      async call(service, { query }, { authorization = "nobody" }) {
        house.asked.push(service);
        const title = channel();
        await house.hold;
        if (house.failing) return { data: { channel: null }, errors: [{ message: "no" } as never] };
        const mine = { access: `for ${authorization}`, bookmark: 7 };
        const entity = { __typename: "Channel", ...mine };
        return {
          data: { channel: title, content: title, plain: title, rename: title, _entities: query && [entity] },
        };
      },
    },
  });
  const ask = (fields: string, options: PostOptions = { account: "ac_1" }) => fixture.post(fields, options);
  return { fixture, house, ask, metrics, [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() };
}

test.each([
  [
    "the guide, as its shortest-lived field says",
    `{ channel(id: "1") { id title next } }`,
    "public, max-age=20",
  ],
  ["what an object is called", `{ channel(id: "1") { __typename id } }`, "public, max-age=60"],
  ["what is for whoever asked", `{ channel(id: "1") { title mine } }`, "private, max-age=30"],
  ["what is on now", `{ channel(id: "1") { title now } }`, "no-store"],
  ["what another service adds for the viewer", `{ channel(id: "1") { title access } }`, "no-store"],
  ["a number that another service adds", `{ channel(id: "1") { title bookmark } }`, "no-store"],
  ["what nobody said anything about", `{ plain { title } }`, "no-store"],
  ["an interface one of whose types says nothing", `{ content { title } }`, "no-store"],
  ["a mutation", `mutation { rename { title } }`, "no-store"],
  [
    "what is left out",
    `query($no: Boolean = false) { channel(id: "1") { title access @include(if: $no) } }`,
    "public, max-age=60",
  ],
  ["what needs a viewer", `{ channel(id: "1") { title secret } }`, "no-store"],
])("who may keep %s, the first time and later", async (_what, query, header) => {
  await using house = await open();
  for (let time = 0; time < 3; time += 1) {
    const { headers } = await house.ask(query);
    expect(headers.get("cache-control")).toBe(header);
  }
});

test("nobody keeps an answer that has errors", async () => {
  await using house = await open({ guideCacheCharacters: 100_000 });
  const query = `{ channel(id: "1") { title } }`;
  await house.ask(query);
  house.house.failing = true;
  for (let time = 0; time < 2; time += 1) {
    const { headers, body } = await house.ask(query, { account: `ac_${time}` });
    if (time === 0) expect(body.errors?.length).toBe(1);
    expect(headers.get("cache-control")).toBe("no-store");
  }
  house.house.failing = false;
  expect((await house.ask(query)).body.errors).toBeUndefined();
});

const TITLE = `{ channel(id: "1") { title } }`;
const titleOf = async (asked: Promise<{ body: { data?: unknown } }>) =>
  ((await asked).body.data as { channel: { title: string } }).channel.title;

test("a gateway keeps public answers for every household, until they are old or the guide has changed", async () => {
  await using opened = await open({ guideCacheCharacters: 100_000 });
  const { ask, house, fixture, metrics } = opened;
  await ask(TITLE);
  await ask(TITLE);
  const before = house.asked.length;
  house.title = "Two";
  expect(await titleOf(ask(TITLE, { account: "ac_2" }))).toBe("One");
  expect(house.asked.length).toBe(before);
  fixture.live.publish(GUIDE_CHANNEL, {});
  await expect.poll(() => titleOf(ask(TITLE))).toBe("Two");
  house.title = "Three";
  expect(await titleOf(ask(TITLE))).toBe("Two");
  fixture.clock.advance(60_000);
  expect(await titleOf(ask(TITLE))).toBe("Three");
  expect((await metrics.scrape()).text).toContain('playhead_gateway_kept_answers_total{outcome="found"}');
});

test("an answer that was asked for before the guide changed, and given after, is not kept", async () => {
  await using opened = await open({ guideCacheCharacters: 100_000 });
  const { ask, house, fixture } = opened;
  await ask(TITLE);
  let go = () => {};
  house.hold = new Promise<void>((resolve) => {
    go = resolve;
  });
  const before = house.asked.length;
  const late = ask(TITLE);
  await expect.poll(() => house.asked.length).toBe(before + 1);
  house.title = "Two";
  fixture.live.publish(GUIDE_CHANNEL, {});
  house.hold = undefined;
  go();
  expect(await titleOf(late)).toBe("One");
  expect(await titleOf(ask(TITLE))).toBe("Two");
});

test("whoever asks after a change gets nothing of what was asked for before it, and none of that is kept", async () => {
  await using opened = await open({ guideCacheCharacters: 100_000 });
  const { ask, house, fixture } = opened;
  await ask(TITLE);
  let go = () => {};
  house.hold = new Promise<void>((resolve) => {
    go = resolve;
  });
  const before = house.asked.length;
  const late = ask(TITLE);
  await expect.poll(() => house.asked.length).toBe(before + 1);
  house.title = "Two";
  fixture.live.publish(GUIDE_CHANNEL, {});
  const anew = ask(TITLE);
  await expect.poll(() => house.asked.length).toBe(before + 2);
  house.hold = undefined;
  go();
  expect(await titleOf(late)).toBe("One");
  expect(await titleOf(anew)).toBe("Two");
  expect(await titleOf(ask(TITLE))).toBe("Two");
});

test("no household gets what the gateway was told for another", async () => {
  await using opened = await open({ guideCacheCharacters: 100_000 });
  const query = `{ channel(id: "1") { title mine access } }`;
  for (const account of ["ac_1", "ac_1", "ac_2", "ac_2", "ac_1"]) {
    const { body } = await opened.ask(query, { account });
    expect(body.data).toMatchObject({ channel: { access: `for Bearer ${account}` } });
  }
  expect(opened.house.asked.length).toBe(10);
});

test("a gateway keeps no more than it was told to, and by default nothing", async () => {
  await using small = await open({ guideCacheCharacters: 1 });
  await using none = await open();
  for (const { ask, house } of [small, none]) {
    for (let time = 0; time < 4; time += 1) await ask(TITLE);
    expect(house.asked.length).toBe(4);
  }
});

test("of our supergraph the guide's fields alone are public, and none that needs a viewer or knows one", async () => {
  const files = await readGatewayFiles();
  const loaded = loadSupergraph(files.supergraph);
  const rules = readRules(files.policy, loaded, {
    introspection: true,
    limits: DEFAULT_LIMITS,
    safelist: null,
  });
  const hinted: string[] = [];
  const bare: string[] = [];
  for (const type of Object.values(loaded.fullSchema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const { name, astNode } of Object.values(type.getFields())) {
      const directives = astNode?.directives ?? [];
      const isHinted = directives.some((directive) => directive.name.value === "cacheControl");
      (isHinted ? hinted : bare).push(`${type.name}.${name}`);
      const graphs = directives
        .filter((directive) => directive.name.value === "join__field")
        .flatMap((directive) => directive.arguments ?? [])
        .flatMap(({ name: key, value }) =>
          key.value === "graph" && value.kind === "EnumValue" ? [value.value] : [],
        );
      if (isHinted && graphs.length > 0) expect(graphs, `${type.name}.${name}`).toContain("CATALOG");
    }
  }
  expect(hinted).toEqual(expect.arrayContaining(["Channel.title", "Query.channels", "Broadcast.start"]));
  expect(bare).toEqual(expect.arrayContaining(["Channel.access", "Broadcast.access", "Query.viewer"]));
  expect(hinted.filter((coordinate) => rules.policy.has(coordinate))).toEqual([]);
});
