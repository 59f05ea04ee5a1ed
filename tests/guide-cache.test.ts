import { Readable } from "node:stream";
import { expect, it, vi } from "vitest";
import { edgeConfigOf, gatewaySettings } from "../launcher/gateway-settings.js";
import { readConfig } from "../lib/config.js";
import { createMetrics } from "../lib/telemetry/metrics.js";
import { startTestHouse } from "./support/test-house.js";

/** On air at the test houses' evening. */
const guideOf = (title: string) => `<tv><channel id="kept"><display-name>Kept</display-name></channel>
  <programme channel="kept" start="20261121080000 +0000" stop="20261121110000 +0000"><title>${title}</title></programme></tv>`;
const SCHEDULE = `query { channel(xmltvId: "kept") {
  schedule(from: "2026-11-21T08:00:00Z", to: "2026-11-21T11:00:00Z") { title } } }`;
/** Houses and imports take their time on a busy machine. */
const PATIENCE = { timeout: 20_000 };
const airs = (title: string) => ({ data: { channel: { schedule: [{ title }] } } });

it("a gateway that keeps answers about the guide shows an import's changes as soon as they are told", async () => {
  const edge = edgeConfigOf(readConfig(gatewaySettings, { GUIDE_CACHE_CHARACTERS: "1000000" }));
  const metrics = createMetrics();
  await using test = await startTestHouse(undefined, { edge, metrics });
  const importing = (title: string) =>
    test.house.catalog.importGuide({
      source: "kept",
      bytes: Readable.from([Buffer.from(guideOf(title))]),
    });
  const ask = () => test.ask(SCHEDULE);
  await importing("News");
  await vi.waitFor(async () => {
    expect(await ask()).toEqual(airs("News"));
    expect((await metrics.scrape()).text).toMatch(/kept_answers_total\{outcome="found"\} [1-9]/);
  }, PATIENCE);
  expect(await importing("Newer")).toMatchObject({ status: "DONE", unchanged: 0 });
  await vi.waitFor(async () => expect(await ask()).toEqual(airs("Newer")), PATIENCE);
}, 60_000);

it("a gateway that keeps answers shows what is new on demand, and sections, as soon as they are told", async () => {
  const edge = edgeConfigOf(readConfig(gatewaySettings, { GUIDE_CACHE_CHARACTERS: "1000000" }));
  const metrics = createMetrics();
  await using test = await startTestHouse(undefined, { edge, metrics });
  const importing = (title: string, movies: readonly string[]) => {
    const lines = [
      ...movies.map((id) => ({ kind: "movie", id, title: id, entitlementTags: [], durationSeconds: 60 })),
      {
        kind: "collection",
        id: "kept",
        title,
        entitlementTags: [],
        items: movies.map((movie) => ({ movie })),
      },
    ];
    const bytes = lines.map((line) => JSON.stringify({ ...line })).join("\n");
    return test.house.catalog.importVod(Readable.from([Buffer.from(bytes)]));
  };
  const titles = async () => {
    const { data } = await test.ask("{ collections { title items(first: 10) { edges { node { id } } } } }");
    type Section = { title: string; items: { edges: unknown[] } };
    return data.collections.map(({ title, items }: Section) => `${title}: ${items.edges.length}`);
  };
  await importing("For tonight", ["one"]);
  await vi.waitFor(async () => {
    expect(await titles()).toContain("For tonight: 1");
    expect((await metrics.scrape()).text).toMatch(/kept_answers_total\{outcome="found"\} [1-9]/);
  }, PATIENCE);
  await importing("For the weekend", ["one", "two"]);
  await vi.waitFor(async () => expect(await titles()).toContain("For the weekend: 2"), PATIENCE);
}, 60_000);
