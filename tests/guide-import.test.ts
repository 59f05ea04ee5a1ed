import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { startTestCatalog, type TestService } from "./support/test-service.js";
import { rememberEvents } from "./support/told-events.js";

const CHANNEL = (title: string, more = "") =>
  `<channel id="one"><display-name>${title}</display-name>${more}</channel>`;
const SHOW = (hour: number, title: string) =>
  `<programme channel="one" start="202611211${hour}0000" stop="202611211${hour + 1}0000"><title>${title}</title></programme>`;
const GUIDE = `<tv>${CHANNEL("One")}${SHOW(0, "News")}${SHOW(1, "Film")}</tv>`;

let test: TestService<Catalog>;
let told: Awaited<ReturnType<typeof rememberEvents>>;
beforeEach(async () => {
  test = await startTestCatalog();
  told = await rememberEvents(test);
});
afterEach(() => test[Symbol.asyncDispose]());

function importing(guide: string | Uint8Array, catalog = test.service) {
  return catalog.importGuide({ source: "test", bytes: Readable.from([Buffer.from(guide)]) });
}
const broadcasts = () => test.sql("SELECT id, title, revision, start FROM broadcast ORDER BY start");

describe("a guide that is none", () => {
  it.each([
    ["no XML", "this is no guide at all, but a page of text that goes on and on", "not well-formed"],
    ["another XML", "<html><body>Please sign in</body></html>", "must begin with <tv>"],
    ["a few bytes", "<t", "not well-formed"],
    ["nothing", "", "is empty"],
    ["a gzip of another XML", gzipSync("<html><body>Please sign in</body></html>"), "must begin with <tv>"],
    ["gzip garbage", Uint8Array.of(0x1f, 0x8b, 1, 2, 3), "gzip"],
    ["other garbage", Uint8Array.from({ length: 5_000 }, (_, index) => (index * 7_919) % 256), "XML"],
  ])("of %s is FAILED, says why, and changes nothing", async (_name, guide, reason) => {
    await importing(GUIDE);
    const before = await broadcasts();
    const failed = await importing(guide);
    expect(failed).toMatchObject({ status: "FAILED", removed: 0, problems: [{ line: 1 }] });
    expect(failed.problems[0]?.reason).toContain(reason);
    expect(await broadcasts()).toEqual(before);
    expect(before).toHaveLength(2);
  });
});

describe("a guide in parts that cannot be taken", () => {
  it("costs what they are, and says so, whatever they are and however many", async () => {
    const long = `<channel id="${"x".repeat(5_000)}"><display-name>Long</display-name></channel>`;
    const nameless = '<programme channel="one" start="20261121120000"/>'.repeat(250);
    const done = await importing(`<tv>${CHANNEL("One")}${long}${nameless}${SHOW(0, "News")}</tv>`);
    expect(done).toMatchObject({ status: "DONE", channels: 1, programmes: 251, created: 1, rejected: 251 });
    expect(done.problems).toHaveLength(100);
  });

  it("tells of a programme that was cut, which it took", async () => {
    const film = SHOW(0, "Film").replace(/stop="\d+"/, 'stop="20261121113000"');
    const done = await importing(`<tv>${CHANNEL("One")}${film}${SHOW(1, "News")}</tv>`);
    expect(done).toMatchObject({ created: 2, rejected: 0 });
    expect(done.problems).toMatchObject([{ reason: expect.stringContaining("was cut") }]);
  });
});

describe("two imports of one source at once", () => {
  it("create each broadcast once, also from two processes", async () => {
    const other = await test.another();
    const both = await Promise.all([importing(GUIDE), importing(GUIDE, other), importing(GUIDE)]);
    expect(both.map(({ created, unchanged }) => [created, unchanged]).sort()).toEqual([
      [0, 2],
      [0, 2],
      [2, 0],
    ]);
    expect(await broadcasts()).toHaveLength(2);
  });
});

describe("an operator who sets channels up while a guide is imported", () => {
  it.each([
    ["the channel itself", "one", "ch_operator"],
    ["another channel with its number", "two", expect.stringMatching(/^ch_/)],
  ])("costs the import nothing: %s", async (_name, xmltvId, id) => {
    const guide = `<tv>${CHANNEL("One", "<lcn>7</lcn>")}${SHOW(0, "News")}</tv>`;
    await test.sql("BEGIN");
    await test.sql(
      "INSERT INTO channel (id, xmltv_id, title, number) VALUES ('ch_operator', $1, 'Set up', 7)",
      xmltvId,
    );
    const running = importing(guide);
    // The import comes upon what is not committed yet, and waits for it.
    const waiting = `SELECT 1 FROM pg_locks WHERE NOT granted AND pid IN (
      SELECT pid FROM pg_locks JOIN pg_database ON database = pg_database.oid WHERE datname = current_database())`;
    while ((await test.sql(waiting)).length === 0);
    await test.sql("COMMIT");
    expect(await running).toMatchObject({ status: "DONE", created: 1 });
    expect(await test.sql("SELECT channel_id AS id FROM broadcast")).toEqual([{ id }]);
    expect(await test.sql("SELECT id FROM channel WHERE number = 7")).toEqual([{ id: "ch_operator" }]);
  });
});

describe("a database whose zone is not UTC", () => {
  it("keeps every instant of a guide, and finds the broadcasts again", async () => {
    await using kiritimati = await startTestCatalog(async (url) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query("SELECT current_database() AS name");
      await client.query(`ALTER DATABASE ${rows[0].name} SET TimeZone TO 'Pacific/Kiritimati'`);
      await client.end();
    });
    const first = await importing(GUIDE, kiritimati.service);
    const second = await importing(GUIDE, kiritimati.service);
    expect([first.created, second.unchanged, second.moved]).toEqual([2, 2, 0]);
    const { data } = await kiritimati.ask(
      `{ channel(xmltvId: "one") { now { title start } schedule(from: "2026-11-21T10:00:00Z", to: "2026-11-21T12:00:00Z") { start } } }`,
    );
    expect(data.channel.schedule).toEqual([
      { start: "2026-11-21T10:00:00Z" },
      { start: "2026-11-21T11:00:00Z" },
    ]);
  });
});

describe("an import whose process ended before it did", () => {
  it("is FAILED with the reason from the next start on, and by the next import", async () => {
    const crashed = (id: string) =>
      test.sql(
        "INSERT INTO guide_import (id, source, started_at, status) VALUES ($1, 'test', $2, 'RUNNING')",
        id,
        new Date(test.clock.now()),
      );
    await crashed("gi_before_start");
    await test.another();
    const settled = (id: string) =>
      test.sql("SELECT status, finished_at, problems FROM guide_import WHERE id = $1", id);
    expect(await settled("gi_before_start")).toMatchObject([
      { status: "FAILED", problems: [{ reason: expect.stringContaining("ended before") }] },
    ]);
    await crashed("gi_before_import");
    await importing(GUIDE);
    expect(await settled("gi_before_import")).toMatchObject([{ status: "FAILED" }]);
  });

  it("is not taken for another process's, which still runs", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const slow = async function* () {
      begin();
      await held;
      yield Buffer.from(GUIDE);
    };
    const running = test.service.importGuide({ source: "slow", bytes: slow() });
    await begun;
    const other = await test.another();
    await importing(GUIDE, other);
    expect(await test.sql("SELECT status FROM guide_import WHERE source = 'slow'")).toEqual([
      { status: "RUNNING" },
    ]);
    release();
    expect(await running).toMatchObject({ status: "DONE", unchanged: 2 });
  });

  it("says why where it failed on our side", async () => {
    await test.sql("ALTER TABLE broadcast RENAME TO broadcast_away");
    await expect(importing(GUIDE)).rejects.toThrow();
    expect(await test.sql("SELECT status, problems FROM guide_import")).toMatchObject([
      { status: "FAILED", problems: [{ reason: expect.stringContaining("our side") }] },
    ]);
  });
});

describe("an episode of what has aired without a number", () => {
  const lights = (channel: string, hour: number, more = "") =>
    `<programme channel="${channel}" start="202611211${hour}0000" stop="202611211${hour + 1}0000">
      <title>Harbour Lights</title>${more}</programme>`;
  const numbered = (episode: number) => `<episode-num system="xmltv_ns">0.${episode}.</episode-num>`;
  const span = (from: number, to: number) => ({
    payload: {
      from: Date.UTC(2026, 10, 21, from),
      to: Date.UTC(2026, 10, 21, to),
      broadcastIds: [],
      times: [],
    },
  });

  it("makes a series of it, and whoever keeps a channel where it airs is told so, once", async () => {
    await importing(`<tv>${CHANNEL("One")}${lights("one", 0)}${SHOW(1, "News")}${lights("one", 2)}</tv>`);
    await importing(`<tv>${lights("two", 5, numbered(1))}</tv>`);
    expect(await told("guide.changed")).toEqual([span(10, 13), span(15, 16), span(10, 13)]);
    const { data } = await test.ask(
      `{ channel(xmltvId: "one") { schedule(from: "2026-11-21T10:00:00Z", to: "2026-11-21T11:00:00Z") { series { title } } } }`,
    );
    expect(data.channel.schedule).toEqual([{ series: { title: "Harbour Lights" } }]);
    await importing(`<tv>${lights("two", 5, numbered(1))}${lights("two", 6, numbered(2))}</tv>`);
    expect((await told("guide.changed")).slice(3)).toEqual([span(16, 17)]);
  });
});

describe("a channel's title and picture", () => {
  const channel = async () =>
    (await test.ask('{ channel(xmltvId: "one") { title images { url } } }')).data.channel;

  it("follow the guide, which is not asked to say them each time", async () => {
    await importing(GUIDE);
    await importing(`<tv>${CHANNEL("One HD", '<icon src="http://x/one.png"/>')}${SHOW(0, "News")}</tv>`);
    const renamed = { title: "One HD", images: [{ url: "http://x/one.png" }] };
    expect(await channel()).toEqual(renamed);
    expect(await told("channel.changed")).toHaveLength(1);
    await importing(`<tv>${SHOW(0, "News")}</tv>`);
    await importing(`<tv><channel id="one"/>${SHOW(0, "News")}</tv>`);
    expect(await channel()).toEqual(renamed);
  });

  it("are the operator's where an operator set them", async () => {
    await importing(GUIDE);
    await test.service.channels.upsert({ xmltvId: "one", title: "Channel One" });
    await test.service.channels.upsert({ xmltvId: "one", number: 1 });
    await importing(`<tv>${CHANNEL("One HD", '<icon src="http://x/one.png"/>')}${SHOW(0, "News")}</tv>`);
    expect(await channel()).toEqual({ title: "Channel One", images: [{ url: "http://x/one.png" }] });
    // That of the operator alone: a number is nothing that others keep.
    expect(await told("channel.changed")).toHaveLength(1);
  });
});

describe("setting channels up", () => {
  it("gives a number to one of two channels that ask for it at once, and tells the other", async () => {
    const answers = await Promise.all(
      ["a", "b", "c"].map((xmltvId) => test.service.channels.upsert({ xmltvId, number: 7 })),
    );
    expect(answers.filter((one) => "id" in one)).toHaveLength(1);
    for (const refused of answers.filter((one) => !("id" in one))) {
      expect(refused).toMatchObject({
        field: "number",
        message: expect.stringMatching(/number must be free, got 7, which [abc] has/),
      });
    }
  });

  it("makes one channel of several that are set up at once under one id", async () => {
    const answers = await Promise.all(
      [1, 2, 3, 4].map((number) => test.service.channels.upsert({ xmltvId: "a", number })),
    );
    expect(new Set(answers.map((one) => "id" in one && one.id)).size).toBe(1);
  });
});

it("what the newest thousand imports did is kept, and one that runs is never forgotten", async () => {
  await test.sql(`INSERT INTO guide_import (id, source, started_at, status)
    SELECT 'gi_' || number, 'old', '2020-01-01'::timestamptz + number * interval '1 hour',
           CASE WHEN number = 1 THEN 'RUNNING' ELSE 'DONE' END
    FROM generate_series(1, 1005) number`);
  // As the process does that runs it.
  await test.sql("SELECT pg_advisory_lock(7405, hashtext('gi_1'))");
  const { id } = await importing(GUIDE);
  const kept = await test.sql("SELECT id FROM guide_import ORDER BY started_at DESC");
  expect(kept.map((row) => row["id"])).toEqual([
    id,
    ...Array.from({ length: 999 }, (_, index) => `gi_${1005 - index}`),
    "gi_1",
  ]);
});
