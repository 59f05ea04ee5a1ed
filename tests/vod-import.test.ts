import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { startTestCatalog, type TestService } from "./support/test-service.js";

let test: TestService<Catalog>;
beforeEach(async () => {
  test = await startTestCatalog();
  // An event leaves its outbox when everybody has heard it.
  await test.sql("CREATE TABLE told (place BIGSERIAL, key TEXT, payload JSONB)");
  await test.sql(`CREATE FUNCTION tell() RETURNS TRIGGER LANGUAGE plpgsql AS
    'BEGIN INSERT INTO told (key, payload) VALUES (NEW.key, NEW.payload); RETURN NULL; END'`);
  await test.sql(`CREATE TRIGGER tell AFTER INSERT ON outbox_event FOR EACH ROW
    WHEN (NEW.type = 'content.changed') EXECUTE FUNCTION tell()`);
});
afterEach(() => test[Symbol.asyncDispose]());

const SERIES = { kind: "series", id: "harbour", title: "Harbour Lights", entitlementTags: ["basic"] };
const EPISODE = (number: number) => ({
  kind: "episode",
  id: `harbour-${number}`,
  series: "harbour",
  season: 1,
  number,
  title: `Part ${number}`,
  entitlementTags: ["basic"],
  durationSeconds: 2_700,
});
const MOVIE = {
  kind: "movie",
  id: "tide",
  title: "The Long Tide",
  entitlementTags: [],
  durationSeconds: 5_820,
  creditsFromSeconds: 5_820,
  images: [{ kind: "POSTER", url: "https://images.example/tide.jpg", width: 400 }],
};
const COLLECTION = {
  kind: "collection",
  id: "evening",
  title: "For the evening",
  entitlementTags: ["basic"],
  items: [{ movie: "tide" }, { series: "harbour" }, { episode: "harbour-2" }, { channel: "one" }],
};

function importing(lines: readonly unknown[], chunk = 1_000) {
  const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, index) =>
    bytes.subarray(index * chunk, (index + 1) * chunk),
  );
  return test.service.importVod(Readable.from(chunks));
}

const everything = async () => {
  await test.service.channels.upsert({ xmltvId: "one", title: "One" });
  return importing([COLLECTION, EPISODE(2), EPISODE(1), SERIES, MOVIE]);
};
const events = () => test.sql("SELECT key, payload FROM told ORDER BY place");

const ITEMS = `query ($first: Int, $after: String) { collections { id title entitlementTags items(first: $first, after: $after) {
  edges { cursor node { __typename title images(kind: POSTER) { url width height } } } pageInfo { hasNextPage endCursor } } } }`;

it("an operator's lines are what viewers find, in whatever order and pieces they come", async () => {
  expect(await everything()).toMatchObject({ status: "DONE", lines: 5, created: 5, rejected: 0 });
  const { data, errors } = await test.ask(ITEMS);
  expect(errors).toBeUndefined();
  const [collection] = data.collections;
  const nodes = collection.items.edges.map(({ node }: { node: { __typename: string; title: string } }) => [
    node.__typename,
    node.title,
  ]);
  expect(nodes).toEqual([
    ["Movie", "The Long Tide"],
    ["Series", "Harbour Lights"],
    ["Episode", "Part 2"],
    ["Channel", "One"],
  ]);
  expect(collection.items.edges[0].node.images).toEqual([
    { url: "https://images.example/tide.jpg", width: 400, height: null },
  ]);
  const { data: one } = await test.ask(
    `query ($id: ID!) { collection(id: $id) { items { edges { node { id ... on Series { seasons
      episodes(season: 1, first: 1) { edges { node { title number series { title } } } pageInfo { hasNextPage } } } } } } } }`,
    { id: collection.id },
  );
  expect(one.collection.items.edges[1].node).toMatchObject({
    seasons: [1],
    episodes: {
      edges: [{ node: { title: "Part 1", number: 1, series: { title: "Harbour Lights" } } }],
      pageInfo: { hasNextPage: true },
    },
  });
});

it("a section pages through its items, each once", async () => {
  await everything();
  const titles: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const { data } = await test.ask(ITEMS, { first: 1, after });
    const { edges, pageInfo } = data.collections[0].items;
    titles.push(...edges.map(({ node }: { node: { title: string } }) => node.title));
    ({ endCursor: after, hasNextPage: more } = pageInfo);
  }
  expect(titles).toEqual(["The Long Tide", "Harbour Lights", "Part 2", "One"]);
});

it("the same lines again change nothing and tell nobody; others keep their id and say so", async () => {
  await everything();
  const ids = () =>
    test.sql(
      "SELECT id, external_id FROM movie UNION SELECT id, external_id FROM episode UNION SELECT id, external_id FROM collection ORDER BY id",
    );
  const before = await ids();
  expect(await importing([SERIES, EPISODE(1), EPISODE(2), MOVIE, COLLECTION])).toMatchObject({
    created: 0,
    updated: 0,
    unchanged: 5,
    rejected: 0,
  });
  expect(await events()).toEqual([]);
  const dearer = { ...MOVIE, entitlementTags: ["premium"] };
  expect(await importing([dearer, MOVIE, dearer])).toMatchObject({ updated: 3 });
  expect(await importing([dearer, { ...COLLECTION, items: [] }])).toMatchObject({ updated: 1, unchanged: 1 });
  expect(await ids()).toEqual(before);
  expect((await events()).map(({ payload }) => payload)).toEqual([
    { entitlementTags: ["premium"], withdrawn: false },
    { entitlementTags: [], withdrawn: false },
    { entitlementTags: ["premium"], withdrawn: false },
  ]);
});

describe("what is withdrawn", () => {
  it("is nowhere any more, is told of, and has its old id when it comes back", async () => {
    await everything();
    const [{ id } = {}] = await test.sql("SELECT id FROM movie");
    const find = async () =>
      (await test.ask("query ($id: ID!) { content(id: $id) { title } }", { id })).data.content;
    const gone = { kind: "movie", id: "tide", withdrawn: true };
    expect(await importing([gone, gone])).toMatchObject({ withdrawn: 1, rejected: 0 });
    expect(await find()).toBeNull();
    expect((await test.ask(ITEMS)).data.collections[0].items.edges).toHaveLength(3);
    expect(await events()).toEqual([{ key: id, payload: { entitlementTags: [], withdrawn: true } }]);
    expect(await importing([MOVIE])).toMatchObject({ updated: 1 });
    expect(await find()).toEqual({ title: "The Long Tide" });
    expect(await events()).toHaveLength(2);
  });

  it("takes a series' episodes along; then none can be added", async () => {
    await everything();
    const gone = { kind: "series", id: "harbour", withdrawn: true };
    expect(await importing([gone])).toMatchObject({ withdrawn: 3 });
    expect((await test.ask(ITEMS)).data.collections[0].items.edges).toHaveLength(2);
    expect(await importing([EPISODE(3)])).toMatchObject({
      problems: [{ line: 1, reason: 'there is no series "harbour"' }],
    });
  });

  it("can be a section itself", async () => {
    await everything();
    await importing([{ kind: "collection", id: "evening", withdrawn: true }]);
    expect((await test.ask(ITEMS)).data.collections).toEqual([]);
  });
});

const GUIDE = `<tv><channel id="one"><display-name>One</display-name></channel><programme channel="one" start="20261121120000" stop="20261121130000"><title>Harbour Lights</title><episode-num system="xmltv_ns">2.0.</episode-num></programme></tv>`;
const importGuide = () =>
  test.service.importGuide({ source: "test", bytes: Readable.from([Buffer.from(GUIDE)]) });
/** The series of what airs next. */
async function shown() {
  const { data } = await test.ask(
    `{ channel(xmltvId: "one") { next { series { id seasons episodes { edges { node { title } } } upcoming { edges { node { title } } } } } } }`,
  );
  return data.channel.next.series;
}

it("a series on demand and the guide's of that title are one, whichever comes first", async () => {
  await importGuide();
  const { id } = await shown();
  await importing([SERIES, EPISODE(1)]);
  expect(await shown()).toMatchObject({
    id,
    seasons: [1, 3],
    upcoming: { edges: [{}] },
    episodes: { edges: [{}] },
  });
  // Another one of that title has no airings.
  await importing([{ ...SERIES, id: "other" }]);
  expect((await shown()).id).toBe(id);
  // Off demand it still airs.
  await importing([{ kind: "series", id: "harbour", withdrawn: true }]);
  expect(await shown()).toMatchObject({ id, seasons: [3] });
});

it("a series that comes back on demand under another id has the id and the airings that it had", async () => {
  await importGuide();
  await importing([SERIES, EPISODE(1)]);
  const { id } = await shown();
  await importing([{ kind: "series", id: "harbour", withdrawn: true }]);
  const anew = [
    { ...SERIES, id: "anew" },
    { ...EPISODE(2), series: "anew" },
  ];
  expect(await importing(anew)).toMatchObject({ created: 1, updated: 1, rejected: 0 });
  expect(await shown()).toMatchObject({
    id,
    seasons: [1, 3],
    episodes: { edges: [{ node: { title: "Part 2" } }] },
  });
  expect((await events()).at(-1)).toMatchObject({ key: id, payload: { withdrawn: false } });
  // What was said under the former id is another series of that title.
  expect(await importing([SERIES])).toMatchObject({ created: 1 });
  expect((await shown()).id).toBe(id);
});

it("a series keeps its airings, and its id off demand, beside another one of its title", async () => {
  await importGuide();
  await importing([SERIES, EPISODE(1)]);
  const { id } = await shown();
  const another = { ...SERIES, id: "another" };
  await importing([another, { ...SERIES, description: "Boats" }]);
  expect((await shown())?.id).toBe(id);
  await importing([{ kind: "series", id: "harbour", withdrawn: true }]);
  await importing([{ ...SERIES, id: "a third" }, SERIES]);
  expect(await test.sql("SELECT id FROM series WHERE external_id = 'harbour'")).toEqual([{ id }]);
  expect((await shown())?.id).toBe(id);
});

describe("a line that cannot be taken", () => {
  it.each([
    ["{", "is no JSON"],
    ["[]", "expected object"],
    [{ kind: "show", id: "x" }, "kind"],
    [{ ...MOVIE, durationSeconds: 0 }, "durationSeconds"],
    [
      { ...MOVIE, creditsFromSeconds: 5_821 },
      "creditsFromSeconds: must be at most durationSeconds (5820), got 5821",
    ],
    [{ ...MOVIE, entitlementTags: undefined }, "entitlementTags"],
    [{ ...MOVIE, titel: "x" }, "titel"],
    [{ ...MOVIE, title: "a\0b" }, "title: has a character that is none"],
    [{ ...MOVIE, title: "\ud800" }, "title: has a character that is none"],
    [
      { ...MOVIE, images: [{ kind: "POSTER", url: "javascript:alert(1)" }] },
      "images.0.url: is no http or https URL",
    ],
    [EPISODE(1), 'there is no series "harbour"'],
    [{ ...COLLECTION, items: [{ movie: "none" }] }, 'items: there is no movie "none"'],
    [{ kind: "episode", id: "none", withdrawn: true }, 'there is no episode "none"'],
    ["x".repeat(1_100_000), "must be at most 1048576 bytes, got 1100000"],
  ])("costs itself, case %#", async (line, reason) => {
    const done = await importing([MOVIE, "", line, { ...MOVIE, id: "other" }], 100_000);
    expect(done).toMatchObject({ status: "DONE", created: 2, rejected: 1, problems: [{ line: 3 }] });
    expect(done.problems[0]?.reason).toContain(reason);
  });

  it("is FAILED where it is all there is", async () => {
    expect(await importing(["nonsense"])).toMatchObject({ status: "FAILED", rejected: 1 });
  });

  it("does not take along what was whole before a file broke off", async () => {
    const broken = async function* () {
      yield Buffer.from(`${JSON.stringify(MOVIE)}\n{"kind":`);
      throw new Error("the disk is gone");
    };
    expect(await test.service.importVod(broken())).toMatchObject({
      status: "FAILED",
      created: 1,
      problems: [{ reason: "the file broke off: the disk is gone" }],
    });
  });
});

it("ten thousand lines are taken in one go", async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => ({ ...MOVIE, id: `movie-${index}` }));
  expect(await importing(lines, 65_536)).toMatchObject({ created: 10_000, rejected: 0 });
});
