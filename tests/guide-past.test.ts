import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { startTestCatalog, type TestService } from "./support/test-service.js";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

let test: TestService<Catalog>;
beforeAll(async () => {
  test = await startTestCatalog();
});
afterAll(() => test[Symbol.asyncDispose]());

/** The guide of the evening `days` after the first: `titles` by the hour. */
async function importing(days: number, titles: readonly string[]) {
  const time = (hour: number) =>
    new Date(Date.parse("2026-11-21T00:00:00Z") + days * DAY_MS + hour * HOUR_MS)
      .toISOString()
      .slice(0, 19)
      .replace(/[-:T]/g, "");
  const programmes = titles.map(
    (title, hour) =>
      `<programme channel="one" start="${time(hour)}" stop="${time(hour + 1)}"><title>${title}</title></programme>`,
  );
  const guide = `<tv><channel id="one"><display-name>One</display-name></channel>${programmes.join("")}</tv>`;
  return test.service.importGuide({ source: "test", bytes: Readable.from([Buffer.from(guide)]) });
}
const titles = async () =>
  (await test.sql("SELECT title FROM broadcast ORDER BY title")).map((row) => row["title"]);

it("broadcasts are forgotten 400 days after they began, and nobody finds them any more", async () => {
  await importing(0, ["Arrival", "Brazil", "Dune"]);
  test.clock.advance(399 * DAY_MS);
  await importing(399, ["Eraserhead"]);
  expect(await titles()).toEqual(["Arrival", "Brazil", "Dune", "Eraserhead"]);

  test.clock.advance(2 * DAY_MS);
  const forgotten = async () => {
    test.clock.advance(HOUR_MS);
    expect(await titles()).toEqual(["Eraserhead"]);
  };
  await vi.waitFor(forgotten, { timeout: 10_000 });
  const { data } = await test.ask('{ search(text: "Brazil") { totalCount } }');
  expect(data.search.totalCount).toBe(0);
  // The guide goes on as before.
  expect(await importing(401, ["Fargo"])).toMatchObject({ status: "DONE", created: 1 });
});
