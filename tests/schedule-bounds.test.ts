import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { startTestCatalog, type TestService } from "./support/test-service.js";

/** The clock starts at 09:00:00 on 21 November. */
const NINE = Date.UTC(2026, 10, 21, 9);
const SECOND = 1_000;
const CHANNELS = 300;
let test: TestService<Catalog>;

const show = (channel: string, start: string, stop: string, title: string) =>
  `<programme channel="${channel}" start="20261121${start}" stop="20261121${stop}"><title>${title}</title></programme>`;
const GUIDE = [
  show("one", "090000", "100000", "First"),
  show("one", "100000", "110000", "Second"),
  show("one", "113000", "120000", "Third"),
];
const MANY = Array.from({ length: CHANNELS }, (_, index) => `many${index}`);

beforeAll(async () => {
  test = await startTestCatalog();
  const channels = ["one", ...MANY].map(
    (id) => `<channel id="${id}"><display-name>${id}</display-name></channel>`,
  );
  const shows = MANY.flatMap((id) => [
    show(id, "080000", "093000", "Early"),
    show(id, "093000", "230000", "Late"),
  ]);
  const guide = `<tv>${channels.join("")}${GUIDE.join("")}${shows.join("")}</tv>`;
  await test.service.importGuide({ source: "test", bytes: Readable.from([Buffer.from(guide)]) });
});
afterAll(() => test[Symbol.asyncDispose]());

async function nowNextAt(at: number) {
  test.clock.advance(at - test.clock.now());
  const { data } = await test.ask('{ channel(xmltvId: "one") { now { title } next { title } } }');
  return [data.channel.now?.title ?? null, data.channel.next?.title ?? null];
}

it("what is on changes in the very millisecond in which a broadcast starts or stops", async () => {
  const hour = 3_600 * SECOND;
  const seen: unknown[] = [];
  const instants = [
    ...[NINE, NINE + hour - 1, NINE + hour, NINE + 2 * hour - 1],
    ...[NINE + 2 * hour, NINE + 2.5 * hour - 1, NINE + 2.5 * hour, NINE + 3 * hour],
  ];
  for (const at of instants) seen.push(await nowNextAt(at));
  expect(seen).toEqual([
    ["First", "Second"],
    ["First", "Second"],
    ["Second", "Third"],
    ["Second", "Third"],
    [null, "Third"],
    [null, "Third"],
    ["Third", null],
    [null, null],
  ]);
});

describe("a schedule", () => {
  const schedule = async (from: string, to: string) => {
    const { data, errors } = await test.ask(
      'query ($from: DateTime!, $to: DateTime!) { channel(xmltvId: "one") { schedule(from: $from, to: $to) { title } } }',
      { from, to },
    );
    return errors ? errors[0] : data.channel.schedule.map(({ title }: { title: string }) => title);
  };

  it.each([
    ["2026-11-21T09:00:00Z", "2026-11-21T10:00:00Z", ["First"]],
    ["2026-11-21T09:59:59.999Z", "2026-11-21T10:00:00.001Z", ["First", "Second"]],
    ["2026-11-21T11:00:00Z", "2026-11-21T11:30:00Z", []],
    ["2026-11-07T12:00:00Z", "2026-11-21T12:00:00Z", ["First", "Second", "Third"]],
  ])("of [%s, %s) holds what overlaps it", async (from, to, titles) => {
    expect(await schedule(from, to)).toEqual(titles);
  });

  it("is at most 14 days wide, and no millisecond more", async () => {
    expect(await schedule("2026-11-07T12:00:00Z", "2026-11-21T12:00:00.001Z")).toMatchObject({
      message: expect.stringContaining("to must be at most 14 days after `from`"),
      extensions: { code: "BAD_USER_INPUT" },
    });
    expect(await schedule("2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z")).toMatchObject({
      extensions: { code: "BAD_USER_INPUT" },
    });
  });
});

it("a grid of 300 channels is whole on one page", async () => {
  const { data, errors } = await test.ask(
    `{ channels(first: 500) { totalCount edges { node { schedule(from: "2026-11-21T09:00:00Z", to: "2026-11-21T10:00:00Z") { title } } } } }`,
  );
  expect(errors).toBeUndefined();
  expect(data.channels.totalCount).toBe(CHANNELS + 1);
  const shows = data.channels.edges.map(
    ({ node }: { node: { schedule: unknown[] } }) => node.schedule.length,
  );
  expect(shows.filter((count: number) => count === 2)).toHaveLength(CHANNELS);
});

it.each([0, 501, -1])("a page of %i channels is refused", async (first) => {
  const { errors } = await test.ask("query ($first: Int) { channels(first: $first) { totalCount } }", {
    first,
  });
  expect(errors?.[0]).toMatchObject({
    message: `first must be 1..500, got ${first}`,
    extensions: { code: "BAD_USER_INPUT" },
  });
});
