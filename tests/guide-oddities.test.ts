import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeCursor } from "../lib/pagination.js";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { startTestCatalog, type TestService } from "./support/test-service.js";

let test: TestService<Catalog>;
beforeAll(async () => {
  test = await startTestCatalog();
});
afterAll(() => test[Symbol.asyncDispose]());

/** In pieces, as it comes from a disk. */
function importing(guide: string) {
  const bytes = Buffer.from(guide);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, at) =>
    bytes.subarray(at * 65_536, (at + 1) * 65_536),
  );
  return test.service.importGuide({ source: "test", bytes: Readable.from(pieces) });
}
const SHOW = (start: string, title = "News", more = "") =>
  `<programme channel="one" start="${start}"><title>${title}</title>${more}</programme>`;
/** Characters in which nothing repeats itself: no database packs them. */
const noise = (characters: number, seed = 0) =>
  Array.from({ length: Math.ceil(characters / 64) }, (_, at) =>
    createHash("sha256").update(`${seed} ${at}`).digest("hex"),
  )
    .join("")
    .slice(0, characters);
const words = (seed: number) => noise(8_000, seed).replaceAll(/(.{9})./g, "$1 ");
const CAST = Array.from({ length: 200 }, (_, at) => `<actor role="${words(at)}">Mere Tainui</actor>`);

describe("a guide with something odd in it", () => {
  it.each([
    [
      "a backslash, u and zeros",
      SHOW("20261121100000", "A", "<desc>the path C:\\u0000 and \\\\u0000</desc>"),
      2,
    ],
    ["the character NUL", SHOW("20261121100000", "A\0B"), 1],
    ["a NUL entity", SHOW("20261121100000", "A&#0;B"), 1],
    ["NUL in an attribute", SHOW("20261121100000", "A", '<icon src="a\0b"/>'), 1],
    ["half a character", SHOW("20261121100000", "A&#xD83D;B"), 1],
    ["a programme of the year 0", SHOW("00000101000000"), 1],
    ["a programme of the year 1", SHOW("00010101000000"), 1],
    [
      "a work's id that has no end",
      SHOW("20261121100000", "A", `<episode-num system="crid">${noise(10_000)}</episode-num>`),
      2,
    ],
    ["roles that have no end", SHOW("20261121100000", "A", `<credits>${CAST.join("")}</credits>`), 1],
    ["a programme of the year 9999", SHOW("99991231235959 -1200"), 1],
  ])("takes the rest of one with %s", async (_name, odd, taken) => {
    await test.sql("DELETE FROM broadcast");
    const { created, rejected, problems } = await importing(`<tv>${odd}${SHOW("20261121120000")}</tv>`);
    expect({ created, rejected, problems }).toMatchObject({ created: taken, rejected: 2 - taken });
  });

  it("pages over channels whose names have no end", async () => {
    const channels = [..."abcdef"].map(
      (id) => `<channel id="${id}"><display-name>${id}${"\u{1f40e}".repeat(2_000)}</display-name></channel>`,
    );
    await importing(`<tv>${channels.join("")}</tv>`);
    const page =
      "query ($after: String) { channels(first: 2, after: $after) { pageInfo { endCursor } edges { node { title } } } }";
    const first = await test.ask(page);
    const second = await test.ask(page, { after: first.data.channels.pageInfo.endCursor });
    expect(second.errors).toBeUndefined();
    expect(second.data.channels.edges[0].node.title).toMatch(/^c(\u{1f40e})+$/u);
  });
});

describe("a guide in several languages", () => {
  it("says each channel's in its own, also of one that an operator moves to another country", async () => {
    await test.sql("DELETE FROM broadcast");
    const both = '<title lang="en">Harbour</title><title lang="de">Hafen</title>';
    const guide = ["one", "zwei"].map(
      (id) => `<programme channel="${id}" start="20261121100000" stop="20261121110000">${both}</programme>`,
    );
    await test.service.channels.upsert({ xmltvId: "zwei", timezone: "Europe/Vienna" });
    const titles = async () =>
      (
        await test.sql(
          "SELECT broadcast.title FROM broadcast JOIN channel ON channel.id = channel_id ORDER BY xmltv_id",
        )
      ).map(({ title }) => title);
    await importing(`<tv>${guide.join("")}</tv>`);
    expect(await titles()).toEqual(["Harbour", "Hafen"]);
    await test.service.channels.upsert({ xmltvId: "one", timezone: "Europe/Zurich" });
    expect(await importing(`<tv>${guide.join("")}</tv>`)).toMatchObject({ updated: 1, unchanged: 1 });
    expect(await titles()).toEqual(["Hafen", "Hafen"]);
  });
});

describe("a question with something odd in it", () => {
  it.each([
    ["0000-01-01T00:00:00Z", "0000-01-02T00:00:00Z"],
    ["9999-12-31T00:00:00Z", "9999-12-31T23:59:59-14:00"],
  ])("gets an empty schedule from %s to %s", async (from, to) => {
    await importing(`<tv>${SHOW("20261121120000")}</tv>`);
    const asked = await test.ask(
      `query ($from: DateTime!, $to: DateTime!) { channel(xmltvId: "one") { schedule(from: $from, to: $to) { id } } }`,
      { from, to },
    );
    expect(asked).toEqual({ data: { channel: { schedule: [] } } });
  });

  it.each([[[1.5, "a", "b"]], [[1e300, "a", "b"]], [[1, 2, 3]], [[null, null, null]]])(
    "refuses the cursor %j",
    async (key) => {
      const { errors } = await test.ask("query ($after: String) { channels(after: $after) { totalCount } }", {
        after: encodeCursor(key),
      });
      expect(errors).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
    },
  );
});
