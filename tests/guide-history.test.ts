import { Readable } from "node:stream";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { startTestCatalog, type TestService } from "./support/test-service.js";
import { rememberEvents } from "./support/told-events.js";

const MINUTE_MS = 60_000;
const BEGINS = Date.parse("2026-11-21T00:00:00Z");
/** Guides all begin and end with these: what lies between is covered by each. */
const FIRST = { minute: 0, length: 5, title: "Sign on", channel: 0 };
const LAST = { minute: 1_430, length: 5, title: "Sign off", channel: 0 };

interface Show {
  readonly minute: number;
  readonly length: number | null;
  readonly title: string;
  readonly channel: number;
}

const shows = fc.array(
  fc.record({
    minute: fc.integer({ min: 10, max: 1_200 }),
    length: fc.option(fc.integer({ min: 1, max: 200 }), { freq: 6 }),
    title: fc.constantFrom("News", "Film", "Quiz", "Opera: Tosca", "Opera"),
    channel: fc.nat(1),
  }),
  { minLength: 1, maxLength: 30 },
);

function guideOf(given: readonly Show[]): string {
  const time = (minute: number) =>
    new Date(BEGINS + minute * MINUTE_MS).toISOString().slice(0, 19).replace(/[-:T]/g, "");
  const all = [0, 1].flatMap((channel) => [
    { ...FIRST, channel },
    ...given.filter((one) => one.channel === channel),
    { ...LAST, channel },
  ]);
  const written = all.map(({ minute, length, title, channel }) => {
    const stop = length === null ? "" : ` stop="${time(minute + length)}"`;
    return `<programme channel="c${channel}" start="${time(minute)}"${stop}><title>${title}</title></programme>`;
  });
  return `<tv>\n${written.join("\n")}\n</tv>`;
}

describe("any history of imports into a database", () => {
  let test: TestService<Catalog>;
  let told: Awaited<ReturnType<typeof rememberEvents>>;
  beforeAll(async () => {
    test = await startTestCatalog();
    told = await rememberEvents(test);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const importing = (guide: string) =>
    test.service.importGuide({ source: "test", bytes: Readable.from([Buffer.from(guide)]), force: true });
  const stored = () =>
    test.sql(`SELECT xmltv_id, start, stop, stop_inferred, broadcast.title, details
      FROM broadcast JOIN channel ON channel.id = channel_id ORDER BY xmltv_id, start`);
  const state = () => test.sql("SELECT id, revision FROM broadcast ORDER BY id");
  const empty = () => test.sql("TRUNCATE broadcast, removed_broadcast, guide_source");

  it("ends as the last guide alone would, and that once more changes nothing and tells nobody", async () => {
    const history = fc.array(shows, { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(history, async (guides) => {
        await empty();
        for (const guide of guides) await importing(guideOf(guide));
        const [after, before, events] = [await stored(), await state(), await told("guide.changed")];
        // As other bytes it is read again; without what is remembered of its channels those are merged again, too.
        for (const forget of ["UPDATE guide_source SET digest = NULL", "DELETE FROM guide_statement"]) {
          await test.sql(forget);
          const again = await importing(`${guideOf(guides.at(-1) ?? [])}<!-- ${forget} -->`);
          const none = { created: 0, updated: 0, moved: 0, removed: 0 };
          expect(again).toMatchObject({ ...none, unchanged: after.length });
          expect([await state(), await told("guide.changed")]).toEqual([before, events]);
        }
        await empty();
        await importing(guideOf(guides.at(-1) ?? []));
        expect(after).toEqual(await stored());
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});
