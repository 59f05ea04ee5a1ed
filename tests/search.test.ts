import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeCursor } from "../lib/pagination.js";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { startTestCatalog, type TestService } from "./support/test-service.js";

let test: TestService<Catalog>;

/** The clock stands at 09:00 on the 21st; the channels keep two hours. */
const SHOWS = [
  ["one", "2026112010", "Doctor Who", "The Daleks", "Yesterday's"],
  ["one", "2026112108", "Doctor Who", "The Ark in Space"],
  ["one", "2026112111", "Doctor Who", "Robot"],
  ["one", "2026112112", "The Good Doctor", ""],
  ["one", "2026112113", "Café Society", "", "Amélie meets Zoë at the café."],
  ["one", "2026112114", "O'Brien's Island", "", "Running with wolves, dancing by the sea."],
  ["one", "2026112115", "36th America's Cup", "Prada Cup"],
  ["one", "2026112116", "The The", ""],
  ["zwei", "2026112109", "Tagesschau", "Nachrichten", "Die wichtigsten Meldungen des Tages."],
  ["zwei", "2026112110", "Fußball: Länderspiel", "", "Deutschland gegen Österreich, die Häuser sind voll."],
  ["zwei", "2026112111", "Der Bäcker von nebenan", "", "Ein Meister erzählt."],
  ["zwei", "2026112112", "Sport am Abend", "", "Fußballspiele vom Wochenende"],
] as const;

const VOD = [
  {
    kind: "movie",
    id: "tide",
    title: "The Long Tide",
    entitlementTags: ["premium"],
    durationSeconds: 5_820,
    credits: [{ role: "actor", name: "Mere Tainui" }],
    minimumAge: 12,
    categories: ["Drama"],
  },
  { kind: "series", id: "quay", title: "Quayside", entitlementTags: ["basic"] },
  {
    kind: "episode",
    id: "quay-1",
    series: "quay",
    season: 1,
    number: 1,
    title: "Last Sailing",
    entitlementTags: ["basic"],
    durationSeconds: 2_640,
    credits: [{ role: "actor", name: "Jürgen Müller", character: "Bosun" }],
  },
];

beforeAll(async () => {
  test = await startTestCatalog();
  const { channels } = test.service;
  const catchUpSeconds = 7_200;
  await channels.upsert({ xmltvId: "one", title: "Sky Arts", catchUpSeconds, entitlementTags: ["basic"] });
  await channels.upsert({ xmltvId: "zwei", title: "Das Zweite", timezone: "Europe/Berlin", catchUpSeconds });
  const programmes = SHOWS.map(([channel, start, title, subtitle, description = ""]) => {
    const stop = String(Number(start) + 1);
    return `<programme channel="${channel}" start="${start}0000" stop="${stop}0000"><title>${title}</title><sub-title>${subtitle}</sub-title><desc>${description}</desc></programme>`;
  });
  const guide = `<tv><channel id="one"><display-name>1</display-name></channel><channel id="zwei"><display-name>2</display-name></channel>${programmes.join("")}</tv>`;
  await test.service.importGuide({ source: "test", bytes: Readable.from([Buffer.from(guide)]) });
  await test.service.importVod(
    Readable.from([Buffer.from(VOD.map((line) => JSON.stringify(line)).join("\n"))]),
  );
});
afterAll(() => test[Symbol.asyncDispose]());

const SEARCH = `query ($text: String!, $filter: ContentFilter, $first: Int, $after: String) {
  search(text: $text, filter: $filter, first: $first, after: $after) {
    totalCount edges { cursor score node { __typename title ... on Broadcast { subtitle start } } }
    pageInfo { hasNextPage endCursor } } }`;

async function search(text: string, more: Record<string, unknown> = {}) {
  const { data, errors } = await test.ask(SEARCH, { text, ...more });
  expect(errors).toBeUndefined();
  return data.search;
}

interface Edge {
  readonly score: number;
  readonly node: { readonly __typename: string; readonly title: string; readonly subtitle?: string };
}

const titles = async (text: string, filter?: unknown): Promise<string[]> =>
  (await search(text, { filter })).edges.map(({ node }: Edge) => node.title);

describe("a viewer finds", () => {
  it.each([
    ["Nachrichtn", "Tagesschau"],
    ["nachricht", "Tagesschau"],
    ["Fußball", "Fußball: Länderspiel"],
    ["Fussball", "Fußball: Länderspiel"],
    ["fusball", "Fußball: Länderspiel"],
    ["FUSSBAL", "Fußball: Länderspiel"],
    ["Bäcker", "Der Bäcker von nebenan"],
    ["Baecker", "Der Bäcker von nebenan"],
    ["backer", "Der Bäcker von nebenan"],
    ["Beacker", "Der Bäcker von nebenan"],
    ["laenderspiel", "Fußball: Länderspiel"],
    ["Haus Deutschland", "Fußball: Länderspiel"],
    ["cafe", "Café Society"],
    ["Café", "Café Society"],
    ["society cafe", "Café Society"],
    ["Zoe", "Café Society"],
    ["obrien", "O'Brien's Island"],
    ["O'Brien", "O'Brien's Island"],
    ["O’Brien’s", "O'Brien's Island"],
    ["run dance", "O'Brien's Island"],
    ["america's cup", "36th America's Cup"],
    ["Americas Cup", "36th America's Cup"],
    ["cup amer", "36th America's Cup"],
    ["prada", "36th America's Cup"],
    ["tainui", "The Long Tide"],
    ["Mere Tainuii", "The Long Tide"],
    ["muller", "Last Sailing"],
    ["Mueller Juergen", "Last Sailing"],
    ["bosun", "Last Sailing"],
    ["quay", "Quayside"],
    ["Qauyside", "Quayside"],
    ["sky artz", "Sky Arts"],
    ["das zweite", "Das Zweite"],
    ["the the", "The The"],
    ["der bäcker", "Der Bäcker von nebenan"],
    ['"long tide"', "The Long Tide"],
    ['long "tide', "The Long Tide"],
    ["„Der Bäcker“", "Der Bäcker von nebenan"],
    ["tide: (long) & !|*'\\", "The Long Tide"],
    ["quay side", "Quayside"],
    ["longtide", "The Long Tide"],
    ["länder spiel", "Fußball: Länderspiel"],
    ["spiel", "Fußball: Länderspiel"],
    ["Laenderspiel Fussball", "Fußball: Länderspiel"],
    ["tages schau nachrichten", "Tagesschau"],
    ["meisters erzählung bäcker", "Der Bäcker von nebenan"],
    ["good doctor surgeons", "The Good Doctor"],
    ["doctor who robots three", "Doctor Who"],
  ])("by %s: %s", async (text, title) => {
    expect((await titles(text))[0]).toBe(title);
  });

  it("nothing by what is nowhere, by signs alone, or by words that nothing has together", async () => {
    for (const text of ["xyzzyplugh", "!?", '""', "doctor quayside", '"tide long"']) {
      expect(await search(text)).toMatchObject({
        totalCount: 0,
        edges: [],
        pageInfo: { hasNextPage: false },
      });
    }
  });

  it("what is upcoming first, then what can be caught up on, then what is past, also misspelled", async () => {
    const found = (await search("Docter Who")).edges as Edge[];
    expect(found.map(({ node }) => node.subtitle)).toEqual(["Robot", "The Ark in Space", "The Daleks"]);
  });

  it("the better first among what is upcoming", async () => {
    expect(await titles("doctor")).toEqual(["Doctor Who", "The Good Doctor", "Doctor Who", "Doctor Who"]);
    expect(await titles("fußball")).toEqual(["Fußball: Länderspiel", "Sport am Abend"]);
  });
});

it("pages hold each hit once, also while time goes by and the guide changes", async () => {
  const found: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const page = await search("doctor", { first: 1, after });
    found.push(...page.edges.map(({ node }: Edge) => node.subtitle || node.title));
    expect(page.totalCount).toBe(4);
    ({ endCursor: after, hasNextPage: more } = page.pageInfo);
    test.clock.advance(60 * 60_000);
  }
  test.clock.advance(-4 * 60 * 60_000);
  expect(found).toEqual(["Robot", "The Good Doctor", "The Ark in Space", "The Daleks"]);
});

describe("a filter", () => {
  const kind = (one: string) => ({ kind: one });
  it.each([
    ["sky", kind("CHANNEL"), ["Sky Arts"]],
    ["tide", { tag: "premium" }, ["The Long Tide"]],
    ["tide", { tag: "basic" }, []],
    ["cafe", { tag: "basic" }, ["Café Society"]],
    ["tide", { category: "DRAMA" }, ["The Long Tide"]],
    ["tide", { minimumAgeAtMost: 12 }, ["The Long Tide"]],
    ["tide", { minimumAgeAtMost: 11 }, []],
    ["cafe", { minimumAgeAtMost: 18 }, []],
    ["cafe", { not: { minimumAgeAtMost: 18 } }, ["Café Society"]],
    ["doctor", { startsAfter: "2026-11-21T11:00:00Z", startsBefore: "2026-11-21T12:00:00Z" }, ["Doctor Who"]],
    ["tide", { or: [kind("SERIES"), kind("MOVIE")], not: { tag: "basic" } }, ["The Long Tide"]],
    ["tide", { or: [] }, []],
    ["tide", { and: [{ and: [] }, {}] }, ["The Long Tide"]],
    ["tide", { tag: "x' OR true --" }, []],
  ])("narrows %s by %j", async (text, filter, expected) => {
    expect(await titles(text, filter)).toEqual(expected);
  });

  it("narrows to a channel or a series", async () => {
    const [channel] = await test.sql("SELECT id FROM channel WHERE xmltv_id = 'zwei'");
    expect(await titles("sport", { channelId: channel?.["id"] })).toEqual(["Sport am Abend"]);
    expect(await titles("doctor", { channelId: channel?.["id"] })).toEqual([]);
    const [series] = await test.sql("SELECT id FROM series WHERE external_id = 'quay'");
    expect(await titles("last sailing", { seriesId: series?.["id"] })).toEqual(["Last Sailing"]);
  });
});

describe("says which rule is broken:", () => {
  const cursorOf = (now: number) => encodeCursor([now, 0, 0, 1, 0, "mo_1"]);
  const deep = (depth: number): object => (depth === 0 ? { kind: "MOVIE" } : { not: deep(depth - 1) });
  it.each([
    ["", {}, 'text must be 1..200 characters of text, got ""'],
    ["   ", {}, "text must be 1..200"],
    ["a\0b", {}, "text must be 1..200"],
    ["x".repeat(201), {}, "text must be 1..200"],
    ["a", { first: 0 }, "first must be 1..100, got 0"],
    ["a", { first: 101 }, "first must be 1..100, got 101"],
    ["a", { after: "WzFd" }, "after must be a cursor"],
    ["a", { after: cursorOf(-8.64e15) }, "after must be a cursor"],
    ["a", { after: cursorOf(8.64e15 + 1) }, "after must be a cursor"],
    ["a", { filter: deep(5) }, "filter must be at most 5 deep, got 6"],
    ["a", { filter: { or: Array(51).fill({ kind: "MOVIE" }) } }, "filter must have at most 50 conditions"],
    ["a", { filter: { tag: "x".repeat(201) } }, "filter must have values of at most 200"],
  ])("%.10j %.40j", async (text, more, message) => {
    const { errors } = await test.ask(SEARCH, { text, ...more });
    expect(errors?.[0]).toMatchObject({ extensions: { code: "BAD_USER_INPUT" } });
    expect(errors?.[0]?.message).toContain(message);
  });

  it.each([-2_208_988_800_000, 8.64e15])("none by a cursor of the instant %i", async (now) => {
    const { errors } = await test.ask(SEARCH, { text: "tide", after: cursorOf(now) });
    expect(errors).toBeUndefined();
  });

  it("none by the longest text there may be", async () => {
    expect(await titles("abcd ".repeat(40))).toEqual([]);
    expect(await titles(`${"ß".repeat(190)} tide`)).toEqual([]);
  });
});

it("finds at once what an import, an operator or a withdrawal changed", async () => {
  const movie = { kind: "movie", id: "new", title: "Zugzwang", entitlementTags: [], durationSeconds: 60 };
  const importing = (line: object) =>
    test.service.importVod(Readable.from([Buffer.from(JSON.stringify(line))]));
  expect(await titles("zugzwang")).toEqual([]);
  await importing(movie);
  expect(await titles("zugzwnag")).toEqual(["Zugzwang"]);
  await importing({ ...movie, title: "Endspiel" });
  expect(await titles("zugzwang")).toEqual([]);
  expect(await titles("endspiel")).toEqual(["Endspiel"]);
  await importing({ kind: "movie", id: "new", withdrawn: true });
  expect(await titles("endspiel")).toEqual([]);
  await test.service.channels.upsert({ xmltvId: "three", title: "Kanal Drei" });
  expect(await titles("kanal")).toEqual(["Kanal Drei"]);
});
