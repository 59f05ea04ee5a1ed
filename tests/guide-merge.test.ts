import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Catalog } from "../subgraphs/catalog/server.js";
import { startTestCatalog, type TestService } from "./support/test-service.js";
import { rememberEvents } from "./support/told-events.js";

const DAY_MS = 86_400_000;

let test: TestService<Catalog>;
let told: Awaited<ReturnType<typeof rememberEvents>>;
beforeEach(async () => {
  test = await startTestCatalog();
  told = await rememberEvents(test);
});
afterEach(() => test[Symbol.asyncDispose]());

/** A programme on 21 November 2026, `at` and `until` as hhmm or ddhhmm. */
function show(at: string, until: string, title: string, more = "", channel = "one"): string {
  const time = (text: string) => `202611${text.length === 4 ? `21${text}` : text}00`;
  return `<programme channel="${channel}" start="${time(at)}" stop="${time(until)}"><title>${title}</title>${more}</programme>`;
}
const programId = (id: string) => `<episode-num system="dd_progid">${id}</episode-num>`;
const guideOf = (...programmes: string[]) => `<tv>\n${programmes.join("\n")}\n</tv>`;

const importing = (guide: string, more: { source?: string; force?: boolean } = {}) =>
  test.service.importGuide({ source: "test", bytes: Readable.from([Buffer.from(guide)]), ...more });
const rows = () =>
  test.sql("SELECT id, title, revision, start, stop FROM broadcast ORDER BY start, channel_id");
const ids = async () => Object.fromEntries((await rows()).map(({ title, id }) => [title, id]));
const events = () => told("guide.changed");

describe("what users of other guides suffered", () => {
  it("a refresh does not wipe the schedule: a nearly empty guide is refused, unless by force", async () => {
    const hours = Array.from({ length: 12 }, (_, at) => String(10 + at));
    await importing(guideOf(...hours.map((hour) => show(`${hour}00`, `${hour}59`, `Show ${hour}`))));
    const before = await rows();
    const thin = guideOf(show("1000", "2159", "All day"));
    const refused = await importing(thin);
    expect(refused).toMatchObject({
      status: "FAILED",
      removed: 0,
      problems: [{ reason: expect.stringContaining("got 1 where it had 12") }],
    });
    expect(await rows()).toEqual(before);
    expect(await importing(thin, { source: "another" })).toMatchObject({ status: "DONE" });
    await importing(guideOf(...hours.map((hour) => show(`${hour}00`, `${hour}59`, `Show ${hour}`))));
    expect(await importing(thin, { force: true })).toMatchObject({ status: "DONE", removed: 11 });
    expect(await importing(thin)).toMatchObject({ status: "DONE", unchanged: 1 });
  });

  it("an id that ends in .0000 makes no two episodes one", async () => {
    const generic = programId("SH012345670000");
    await importing(guideOf(show("1000", "1100", "A", generic)));
    const { A } = await ids();
    await importing(guideOf(show("1000", "1100", "B", generic), show("1100", "1200", "A", generic)));
    expect((await ids())["A"]).toBe(A);
  });

  it("an id on many programmes makes no two of them one, and is not told as theirs", async () => {
    const shared = programId("EP012345670001");
    const guide = (...titles: string[]) =>
      guideOf(...titles.map((title, at) => show(`1${at}00`, `1${at}59`, title, shared)));
    await importing(guide("A", "B", "C"));
    const before = await ids();
    await importing(guide("X", "A", "B", "C"));
    const after = await ids();
    expect([after["A"], after["B"], after["C"]]).toEqual([before["A"], before["B"], before["C"]]);
    expect(await test.sql("SELECT details->>'programId' AS id FROM broadcast GROUP BY 1")).toEqual([
      { id: null },
    ]);
  });

  it("a new time is no second broadcast", async () => {
    await importing(guideOf(show("1000", "1100", "Film")));
    const before = await ids();
    expect(await importing(guideOf(show("1015", "1115", "Film")))).toMatchObject({ created: 0, moved: 1 });
    expect(await ids()).toEqual(before);
    expect(await rows()).toHaveLength(1);
  });

  it("a minute's move keeps the broadcast, and says so with the old and the new times", async () => {
    await importing(guideOf(show("1000", "1100", "Film"), show("1100", "1200", "News")));
    const { Film } = await ids();
    await importing(guideOf(show("1001", "1100", "Film"), show("1100", "1200", "News")));
    expect(await rows()).toMatchObject([{ id: Film, revision: 2 }, { revision: 1 }]);
    const at = (time: string) => Date.parse(`2026-11-21T${time}:00Z`);
    expect((await events()).at(-1)).toEqual({
      payload: {
        from: at("10:00"),
        to: at("11:00"),
        broadcastIds: [Film],
        times: [{ before: [at("10:00"), at("11:00")], after: [at("10:01"), at("11:00")] }],
      },
    });
  });

  it("an event that is deleted and added again within a day is the same one, also elsewhere in the evening", async () => {
    await importing(
      guideOf(show("1000", "1100", "News"), show("1100", "1200", "Film"), show("1200", "1300", "Quiz")),
    );
    const { Film } = await ids();
    await importing(guideOf(show("1000", "1100", "News"), show("1200", "1300", "Quiz")));
    test.clock.advance(DAY_MS - 1_000);
    expect((await ids())["Film"]).toBeUndefined();
    await importing(
      guideOf(show("1000", "1100", "News"), show("1100", "1130", "Film"), show("1200", "1300", "Quiz")),
    );
    expect(await rows()).toMatchObject([{}, { id: Film, revision: 2, title: "Film" }, {}]);
    expect((await events()).at(-1)).toMatchObject({
      payload: { broadcastIds: [Film], times: [{ before: null }] },
    });
    expect(await test.sql("SELECT id FROM removed_broadcast")).toEqual([]);
  });

  it("an event that comes back after more than a day is another one, and nothing of the old one is kept", async () => {
    const both = guideOf(
      show("1000", "1100", "News"),
      show("1100", "1200", "Film"),
      show("1200", "1300", "Quiz"),
    );
    await importing(both);
    const { Film } = await ids();
    await importing(guideOf(show("1000", "1100", "News"), show("1200", "1300", "Quiz")));
    test.clock.advance(DAY_MS);
    await importing(both);
    expect((await ids())["Film"]).not.toBe(Film);
    expect(await test.sql("SELECT id FROM removed_broadcast")).toEqual([]);
  });

  it("an event that is pushed back twice keeps its id, up to three hours at a time", async () => {
    await importing(guideOf(show("1000", "1100", "News"), show("1100", "1200", "Film")));
    const { Film } = await ids();
    await importing(guideOf(show("1000", "1200", "News"), show("1330", "1430", "Film")));
    await importing(guideOf(show("1000", "1200", "News"), show("1630", "1730", "Film")));
    expect((await ids())["Film"]).toBe(Film);
    await importing(guideOf(show("1000", "1200", "News"), show("1931", "2030", "Film")));
    expect((await ids())["Film"]).not.toBe(Film);
  });

  it("an event with an id of its own keeps it all day, whatever its title", async () => {
    await importing(guideOf(show("0800", "0900", "News"), show("1000", "1100", "Flim", programId("MV001"))));
    const { Flim } = await ids();
    await importing(guideOf(show("0800", "0900", "News"), show("1900", "2000", "Film", programId("MV001"))));
    expect((await ids())["Film"]).toBe(Flim);
  });

  it("an end and a start at one instant are no overlap", async () => {
    const done = await importing(guideOf(show("1700", "1800", "A"), show("1800", "1900", "B")));
    expect(done.problems).toEqual([]);
    expect(await rows()).toMatchObject([
      { stop: new Date("2026-11-21T18:00:00Z") },
      { start: new Date("2026-11-21T18:00:00Z") },
    ]);
  });
});

describe("a guide beside what is stored", () => {
  it("has the time that both claim, and tells what gave way", async () => {
    await importing(guideOf(show("0600", "0900", "Morning"), show("0900", "1100", "Late film")));
    const done = await importing(guideOf(show("1030", "1130", "News")), { source: "another" });
    expect(done).toMatchObject({ created: 1, updated: 1, removed: 0, rejected: 0 });
    expect(done.problems).toMatchObject([
      {
        line: 2,
        reason: expect.stringMatching(/"Late film", stored for .*, overlaps this programme and was cut/),
      },
    ]);
    expect(await rows()).toMatchObject([
      { title: "Morning", revision: 1 },
      { title: "Late film", revision: 2, stop: new Date("2026-11-21T10:30:00Z") },
      { title: "News" },
    ]);
  });

  it("removes nothing on days and channels of which it says nothing", async () => {
    await importing(
      guideOf(show("1000", "1100", "A"), show("221000", "221100", "B"), show("1000", "1100", "C", "", "two")),
    );
    const done = await importing(guideOf(show("201000", "201100", "X"), show("231000", "231100", "Y")));
    expect(done).toMatchObject({ created: 2, removed: 0 });
    expect((await rows()).map(({ title }) => title).sort()).toEqual(["A", "B", "C", "X", "Y"]);
  });

  it("keeps what was whole where it breaks, removes nothing, and says where", async () => {
    await importing(guideOf(show("1000", "1100", "A"), show("1100", "1200", "B"), show("1200", "1300", "C")));
    const broken = guideOf(show("1000", "1100", "A2"), show("1300", "1400", "D"), "<programme>").replace(
      "</tv>",
      "",
    );
    const done = await importing(broken);
    expect(done).toMatchObject({
      status: "FAILED",
      created: 1,
      updated: 1,
      removed: 0,
      problems: [{ line: 5 }],
    });
    expect((await rows()).map(({ title }) => title)).toEqual(["A2", "B", "C", "D"]);
  });

  it("leaves the last programme before a break its end where the guide gives none, and tells nobody", async () => {
    const open = (at: string, title: string) => show(at, at, title).replace(/ stop="\d+"/, "");
    const cutOff = (guide: string) => guide.replace("</tv>", "<programme");
    await importing(guideOf(open("1000", "A"), open("1100", "B"), open("1200", "C")));
    const [before, heard] = [await rows(), await events()];
    const done = await importing(cutOff(guideOf(open("1000", "A"))));
    expect(done).toMatchObject({ status: "FAILED", created: 0, updated: 0, moved: 0, removed: 0 });
    expect([await rows(), await events()]).toEqual([before, heard]);
    await importing(cutOff(guideOf(open("1000", "A2"), open("1100", "B"))));
    expect(await rows()).toMatchObject([
      { title: "A2", revision: 2, stop: new Date("2026-11-21T11:00:00Z") },
      { title: "B", revision: 1, stop: new Date("2026-11-21T12:00:00Z") },
      { title: "C" },
    ]);
  });

  it("is merged again where another source has changed something since, and else tells what it told", async () => {
    const guide = guideOf(
      show("1000", "1100", "A"),
      show("1100", "1200", "B"),
      show("1700", "1600", "Backwards"),
    );
    const { problems } = await importing(guide);
    expect(await importing(guide)).toMatchObject({ unchanged: 2, rejected: 1, programmes: 3, problems });
    await importing(guideOf(show("1000", "1100", "Other")), { source: "another" });
    expect(await importing(guide)).toMatchObject({ updated: 1, unchanged: 1, problems });
    expect((await rows()).map(({ title }) => title)).toEqual(["A", "B"]);
  });

  it("says the same in other bytes: nothing changes, and what changed meanwhile is put right", async () => {
    const [first, other] = [show("1000", "1100", "A"), show("1000", "1100", "C", "", "two")];
    const all = (end: string) => `${guideOf(first, show("1100", "1200", "B"), other)}<!-- ${end} -->`;
    await importing(all("first"));
    const before = await rows();
    expect(await importing(all("second"))).toMatchObject({ unchanged: 3, updated: 0, created: 0 });
    expect(await rows()).toEqual(before);
    await test.sql("UPDATE broadcast SET title = 'X' WHERE title = 'A'");
    expect(await importing(all("third"))).toMatchObject({ unchanged: 2, updated: 1 });
    await test.sql("DELETE FROM broadcast WHERE title = 'C'");
    expect(await importing(all("fourth"))).toMatchObject({ unchanged: 2, created: 1 });
    await test.sql("TRUNCATE broadcast");
    expect(await importing(all("fifth"))).toMatchObject({ unchanged: 0, created: 3 });
    const short = guideOf(first, other);
    expect(await importing(short)).toMatchObject({ unchanged: 2, removed: 0 });
    expect(await importing(all("sixth"))).toMatchObject({ unchanged: 3 });
  });

  it("changes nothing and tells nobody the second time", async () => {
    const guide = guideOf(
      show("1000", "1130", "A"),
      show("1100", "1230", "B", programId("EP1.0001")),
      show("1300", "1400", "C"),
    );
    await importing(guide);
    const [before, heard] = [await rows(), await events()];
    expect(await importing(guide)).toMatchObject({
      created: 0,
      updated: 0,
      moved: 0,
      unchanged: 3,
      removed: 0,
    });
    expect(await rows()).toEqual(before);
    expect(await events()).toEqual(heard);
  });
});
