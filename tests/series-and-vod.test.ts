import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { encodeCursor } from "../lib/pagination.js";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { startTestCatalog, type TestService } from "./support/test-service.js";

let test: TestService<Catalog>;

interface Show {
  readonly channel: string;
  readonly hour: number;
  readonly title: string;
  readonly more?: string;
}

const show = ({ channel, hour, title, more = "" }: Show) => {
  const at = (h: number) => `202611${21 + Math.floor(h / 24)}${String(h % 24).padStart(2, "0")}0000`;
  return `<programme channel="${channel}" start="${at(hour)}" stop="${at(hour + 1)}"><title>${title}</title>${more}</programme>`;
};
const numbered = (system: string, value: string) => `<episode-num system="${system}">${value}</episode-num>`;

/** The clock stands at 09:00. */
const SHOWS: readonly Show[] = [
  { channel: "one", hour: 7, title: "Harbour Lights", more: numbered("xmltv_ns", "0.0.") },
  { channel: "one", hour: 9, title: "Harbour Lights", more: numbered("xmltv_ns", "0.1.") },
  { channel: "one", hour: 10, title: "HARBOUR  Lights", more: numbered("xmltv_ns", "1.0.") },
  { channel: "late", hour: 10, title: "Harbour Lights", more: numbered("xmltv_ns", "0.1.") },
  { channel: "late", hour: 13, title: "Harbour Lights", more: numbered("xmltv_ns", "0.1.") },
  { channel: "one", hour: 14, title: "Harbour Lights" },
  {
    channel: "one",
    hour: 11,
    title: "Night Train",
    more: `<category>Movie</category>${numbered("dd_progid", "MV0001.0000")}`,
  },
  { channel: "late", hour: 12, title: "The Night Train", more: numbered("dd_progid", "MV0001.0000") },
  { channel: "one", hour: 12, title: "News" },
];

beforeAll(async () => {
  test = await startTestCatalog();
  const channels = ["one", "late"].map(
    (id) => `<channel id="${id}"><display-name>${id === "one" ? "One" : "One +1"}</display-name></channel>`,
  );
  const guide = `<tv>${channels.join("")}${SHOWS.map(show).join("")}</tv>`;
  await test.service.importGuide({ source: "test", bytes: Readable.from([Buffer.from(guide)]) });
});
afterAll(() => test[Symbol.asyncDispose]());

/** What the tests ask of a broadcast, if they do. */
interface Shown {
  readonly id?: string;
  readonly series?: { readonly id: string; readonly seasons?: readonly number[] } | null;
  readonly alsoShowing?: readonly {
    readonly start: string;
    readonly channel: { readonly xmltvId: string };
  }[];
}

const onOne = async (fields: string) => {
  const { data, errors } = await test.ask(
    `{ channel(xmltvId: "one") { schedule(from: "2026-11-21T00:00:00Z", to: "2026-11-22T00:00:00Z") { title ${fields} } } }`,
  );
  expect(errors).toBeUndefined();
  return data.channel.schedule as Shown[];
};

const seriesOnOne = async () => {
  const [first] = await onOne("series { id }");
  return first?.series?.id;
};

it("episodes in the guide belong to one series, however its title is written; films and the news to none", async () => {
  const shows = await onOne("series { id title seasons }");
  const series = shows.map((one) => one.series);
  expect(series.map((one) => one?.seasons)).toEqual([[1, 2], [1, 2], [1, 2], undefined, undefined, [1, 2]]);
  expect(new Set(series.flatMap((one) => one?.id ?? [])).size).toBe(1);
});

it("a series pages through its airings that have not ended", async () => {
  const id = await seriesOnOne();
  const page = async (after: string | null) => {
    const { data, errors } = await test.ask(
      `query ($id: ID!, $after: String) { series(id: $id) { upcoming(first: 2, after: $after) {
        edges { cursor node { start channel { xmltvId } } } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`,
      { id, after },
    );
    expect(errors).toBeUndefined();
    return data.series.upcoming;
  };
  const pages = [await page(null)];
  while (pages.at(-1).pageInfo.hasNextPage) pages.push(await page(pages.at(-1).pageInfo.endCursor));
  const starts = pages.flatMap(({ edges }) =>
    edges.map(({ node }: { node: { start: string } }) => node.start.slice(11, 13)),
  );
  expect(starts).toEqual(["09", "10", "10", "13", "14"]);
  expect(pages.map(({ edges }) => edges.length)).toEqual([2, 2, 1]);
});

it.each([
  ["first must be 1..100, got 0", "upcoming(first: 0) { edges { cursor } }"],
  ["first must be 1..100, got 101", "episodes(first: 101) { edges { cursor } }"],
  ["after must be a cursor that this field returned", 'upcoming(after: "WzFd") { edges { cursor } }'],
  [
    "after must be a cursor that this field returned",
    `upcoming(after: "${encodeCursor([-8.64e15, "br_1"])}") { edges { cursor } }`,
  ],
  [
    "after must be a cursor that this field returned",
    'episodes(after: "WzEuNSwxLCJlcF8xIl0") { edges { cursor } }',
  ],
])("says %s", async (message, field) => {
  const id = await seriesOnOne();
  const { errors } = await test.ask(`query ($id: ID!) { series(id: $id) { ${field} } }`, { id });
  expect(errors?.[0]).toMatchObject({ extensions: { code: "BAD_USER_INPUT" } });
  expect(errors?.[0]?.message).toContain(message);
});

it("an airing names the others of its work: of its episode, or of its film under another title", async () => {
  const shows = await onOne("alsoShowing(first: 3) { start channel { xmltvId } }");
  const also = shows.map((one) =>
    one.alsoShowing?.map(({ start, channel }) => `${channel.xmltvId} ${start.slice(11, 13)}`),
  );
  expect(also).toEqual([[], ["late 10", "late 13"], [], ["late 12"], [], []]);
});

it("a channel an hour late names its original", async () => {
  const { data } = await test.ask("{ channels { edges { node { xmltvId timeshiftOf { xmltvId } } } } }");
  expect(data.channels.edges).toEqual([
    { node: { xmltvId: "one", timeshiftOf: null } },
    { node: { xmltvId: "late", timeshiftOf: { xmltvId: "one" } } },
  ]);
});

it("anything is found by its id alone, also as another service's reference", async () => {
  const [first] = await onOne("id series { id }");
  const id = first?.id;
  const series = first?.series?.id;
  const { data, errors } = await test.ask(
    `query ($series: ID!, $them: [_Any!]!) { content(id: $series) { __typename title images { url } } _entities(representations: $them) { __typename } }`,
    {
      series,
      them: [
        { __typename: "Series", id: series },
        { __typename: "Content", id },
        { __typename: "Content", id: series },
        { __typename: "Movie", id: "mo_none" },
        { __typename: "Collection", id: "co_none" },
      ],
    },
  );
  expect(errors).toBeUndefined();
  expect(data.content).toEqual({ __typename: "Series", title: "Harbour Lights", images: [] });
  expect(data._entities).toEqual([
    { __typename: "Series" },
    { __typename: "Broadcast" },
    { __typename: "Series" },
    null,
    null,
  ]);
});
