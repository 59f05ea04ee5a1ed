import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { startTestCatalog, type TestService } from "./support/test-service.js";

let test: TestService<Catalog>;
beforeEach(async () => {
  test = await startTestCatalog();
});
afterEach(() => test[Symbol.asyncDispose]());

/** A programme of an hour on 21 November 2026, or on another day where `at` begins with that. */
function show(at: string, until: string, title: string, more = ""): string {
  const time = (text: string) => `202611${text.length === 4 ? `21${text}` : text}00`;
  return `<programme channel="one" start="${time(at)}" stop="${time(until)}"><title>${title}</title>${more}</programme>`;
}
const guideOf = (...programmes: string[]) => `<tv>\n${programmes.join("\n")}\n</tv>`;
const importing = (guide: string, source = "test") =>
  test.service.importGuide({ source, bytes: Readable.from([Buffer.from(guide)]) });

describe("a title of two parts", () => {
  it('"Title: Episode" is an episode of the series of that title, a spin-off and a film are none', async () => {
    const stored = async () =>
      (await test.sql("SELECT title, details->>'subtitle' AS subtitle FROM broadcast ORDER BY start")).map(
        ({ title, subtitle }) => [title, subtitle],
      );
    const crown = show("1000", "1100", "The Crown", "<sub-title>Gloriana</sub-title>");
    const guide = guideOf(
      crown,
      show("1100", "1200", "The Crown: Fagan"),
      show("1200", "1300", "The Crown: The Film", "<category>Movie</category>"),
      show("1300", "1400", "Unknown: Words"),
      show("1400", "1500", "The Crown: Spin-Off", "<sub-title>One</sub-title>"),
      show("1500", "1600", "The Crown: Spin-Off"),
    );
    await importing(guide);
    expect(await stored()).toEqual([
      ["The Crown", "Gloriana"],
      ["The Crown", "Fagan"],
      ["The Crown: The Film", null],
      ["Unknown: Words", null],
      ["The Crown: Spin-Off", "One"],
      ["The Crown: Spin-Off", null],
    ]);
    expect(await importing(guide)).toMatchObject({ unchanged: 6, updated: 0 });
    await importing(guideOf(show("221000", "221100", "The Crown: Aberfan")));
    expect((await stored()).at(-1)).toEqual(["The Crown", "Aberfan"]);
  });

  it('"Title: Episode" is one also of a series that is known by numbers or on demand, from when it is known', async () => {
    const subtitles = async () =>
      (await test.sql("SELECT details->>'subtitle' AS subtitle FROM broadcast ORDER BY start")).map(
        ({ subtitle }) => subtitle,
      );
    const numbered = '<episode-num system="xmltv_ns">0.0.</episode-num>';
    await importing(guideOf(show("201000", "201100", "DARK", numbered)), "another");
    const onDemand = (line: object) =>
      test.service.importVod(Readable.from([Buffer.from(JSON.stringify(line))]));
    const series = { kind: "series", id: "quay", title: "Quayside", entitlementTags: [] };
    await onDemand(series);
    await onDemand({ ...series, id: "bay", title: "The Bay" });
    await onDemand({ kind: "series", id: "quay", withdrawn: true });
    const guide = guideOf(
      show("1000", "1100", "Dark: Lies"),
      show("1100", "1200", "Quayside: Last Sailing"),
      show("1200", "1300", "The Bay: Low Water"),
    );
    await importing(guide);
    expect(await subtitles()).toEqual([null, "Lies", null, "Low Water"]);
    await onDemand(series);
    expect(await importing(guide)).toMatchObject({ updated: 1, unchanged: 2 });
    expect(await subtitles()).toEqual([null, "Lies", "Last Sailing", "Low Water"]);
  });
});
