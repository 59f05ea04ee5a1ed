import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { householdHash } from "../lib/data-protection.js";
import { openViewingStore } from "../subgraphs/viewing/store.js";
import { meanwhile } from "./support/meanwhile.js";
import { startTestViewing, type TestViewing } from "./support/test-viewing.js";

const HISTORY = `query ($id: ID!, $first: Int, $after: String, $archived: Boolean) { viewer { profile(id: $id) {
  viewHistory(first: $first, after: $after, includeArchived: $archived) {
    edges { cursor node { id content { id } recording { id } positionSeconds durationSeconds finished playCount watchedAt } }
    pageInfo { hasNextPage endCursor } } } } }`;
const REMOVE =
  "mutation ($contentId: ID, $profileId: ID) { removeFromHistory(contentId: $contentId, profileId: $profileId) }";
const CLEAR = "mutation ($profileId: ID) { clearViewHistory(profileId: $profileId) }";

let test: TestViewing;
beforeEach(async () => {
  test = await startTestViewing({ viewHistoryMonths: 3 });
});
afterEach(() => test[Symbol.asyncDispose]());

const history = async (variables: Record<string, unknown> = {}, token = "ac_1") => {
  const { data, errors } = await test.ask(HISTORY, { id: "pr_1", ...variables }, token);
  expect(errors).toBeUndefined();
  return data.viewer.profile.viewHistory;
};
const items = async (variables: Record<string, unknown> = {}) =>
  (await history({ first: 100, ...variables })).edges.map(
    ({ node }: { node: { content: { id: string } } }) => node.content.id,
  );
const at = (minutesAgo: number) => test.clock.now() - minutesAgo * 60_000;
/** Films `mo_<from>`.. watched one a minute, the last of them `minutesAgo`. */
const watchMany = async (from: number, count: number, minutesAgo = 0) => {
  for (let begin = 0; begin < count; begin += 1_000) {
    const size = Math.min(1_000, count - begin);
    await test.tell(
      ...Array.from({ length: size }, (_, index) => ({
        itemId: `mo_${from + begin + index}`,
        positionSeconds: 10,
        saidAt: at(minutesAgo + count - 1 - begin - index),
      })),
    );
  }
};

describe("a viewing and its bookmark", () => {
  it("is one row, in which the newest position wins, in whatever order positions come", async () => {
    await test.tell({ itemId: "mo_1", positionSeconds: 20, durationSeconds: 100, saidAt: at(5) });
    await test.tell({ itemId: "mo_1", positionSeconds: 40, saidAt: at(3) });
    await test.tell({ itemId: "mo_1", positionSeconds: 30, saidAt: at(4) });
    await test.tell({ itemId: "mo_1", positionSeconds: 50, saidAt: at(3) });
    const { edges } = await history();
    expect(edges).toHaveLength(1);
    expect(edges[0].node).toMatchObject({
      content: { id: "mo_1" },
      recording: null,
      positionSeconds: 40,
      durationSeconds: 100,
      finished: false,
      playCount: 1,
    });
  });

  it("is finished from 95% on, or from its credits; begun anew it counts as another play", async () => {
    await test.tell({ itemId: "mo_1", positionSeconds: 94, durationSeconds: 100, saidAt: at(9) });
    await test.tell({
      itemId: "mo_2",
      positionSeconds: 80,
      durationSeconds: 100,
      creditsSeconds: 80,
      saidAt: at(8),
    });
    const finished = async () =>
      (await history()).edges.map(({ node }: { node: Record<string, unknown> }) => [
        node["finished"],
        node["playCount"],
      ]);
    expect(await finished()).toEqual([
      [true, 1],
      [false, 1],
    ]);
    await test.tell({ itemId: "mo_1", positionSeconds: 95, saidAt: at(7) });
    await test.tell({ itemId: "mo_2", positionSeconds: 3, saidAt: at(6) });
    expect(await finished()).toEqual([
      [false, 2],
      [true, 1],
    ]);
    await test.tell({ itemId: "mo_2", positionSeconds: 3, saidAt: at(6) });
    expect(await finished()).toEqual([
      [false, 2],
      [true, 1],
    ]);
  });

  it("tells playback where to go on: nowhere after its end, and nothing to anybody else", async () => {
    const resume = (itemId: string, service = "playback") =>
      test.ask("query ($id: ID!) { resumePositionSeconds(itemId: $id) }", { id: itemId }, "ac_1", service);
    await test.tell({ itemId: "mo_1", positionSeconds: 40, durationSeconds: 100, saidAt: at(2) });
    await test.tell({ itemId: "rec_1", positionSeconds: 99, durationSeconds: 100, saidAt: at(1) });
    expect((await resume("mo_1")).data).toEqual({ resumePositionSeconds: 40 });
    expect((await resume("rec_1")).data).toEqual({ resumePositionSeconds: null });
    expect((await resume("mo_2")).data).toEqual({ resumePositionSeconds: null });
    expect((await resume("mo_1", "gateway")).errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    const told = await test.ask("mutation { recordProgress(progress: []) }", {}, "ac_1", "gateway");
    expect(told.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  });

  it("a channel has none, and keeps nothing else waiting", async () => {
    await test.tell(
      { itemId: "ch_1", positionSeconds: 5, saidAt: at(1) },
      { itemId: "mo_1", positionSeconds: 5, saidAt: at(1) },
    );
    expect(await items()).toEqual(["mo_1"]);
  });
});

describe("a person's history", () => {
  it("is read in pages that neither skip nor repeat, each one statement, whatever is watched meanwhile", async () => {
    await watchMany(0, 45);
    await history();
    test.statements();
    const first = await history({ first: 20 });
    expect(test.statements()).toBe(1);
    await test.tell({ itemId: "mo_99", positionSeconds: 1, saidAt: at(0) });
    const second = await history({ first: 20, after: first.pageInfo.endCursor });
    const third = await history({ first: 20, after: second.pageInfo.endCursor });
    const seen = [first, second, third].flatMap(({ edges }) =>
      edges.map(({ node }: { node: { content: { id: string } } }) => node.content.id),
    );
    expect(seen).toEqual(Array.from({ length: 45 }, (_, index) => `mo_${44 - index}`));
    expect(third.pageInfo.hasNextPage).toBe(false);
  });

  it("keeps its 500 newest; the rest overflows into the archive and is read with it, each item once", async () => {
    await watchMany(0, 1_203);
    expect(await test.sql("SELECT count(*)::int AS rows FROM viewing")).toEqual([{ rows: 500 }]);
    expect(await test.sql("SELECT count(*)::int AS rows FROM archived_viewing")).toEqual([{ rows: 703 }]);
    await test.tell({ itemId: "mo_3", positionSeconds: 9, saidAt: at(0) });
    const all: string[] = [];
    let after: string | null = null;
    test.statements();
    let pages = 0;
    do {
      const page = await history({ first: 100, after, archived: true });
      all.push(...page.edges.map(({ node }: { node: { content: { id: string } } }) => node.content.id));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      pages += 1;
    } while (after !== null);
    expect(test.statements()).toBe(pages);
    expect(all).toHaveLength(1_203);
    expect(new Set(all).size).toBe(1_203);
    expect(all.slice(0, 3)).toEqual(["mo_3", "mo_1202", "mo_1201"]);
    expect((await items()).at(-1)).not.toBe("mo_0");
  });

  it("of an item that overflows again the archive has the newer viewing alone", async () => {
    await test.tell({ itemId: "mo_again", positionSeconds: 1, saidAt: at(5_000) });
    await watchMany(0, 500, 3_000);
    await test.tell({ itemId: "mo_again", positionSeconds: 2, saidAt: at(2_000) });
    await watchMany(1_000, 500, 10);
    expect(
      await test.sql("SELECT position_seconds FROM archived_viewing WHERE item_id = 'mo_again'"),
    ).toEqual([{ position_seconds: 2 }]);
  });

  it("loses what is older than the months that are kept", async () => {
    await watchMany(0, 510);
    expect(await test.sql("SELECT count(*)::int AS rows FROM archived_viewing")).toEqual([{ rows: 10 }]);
    for (let month = 0; month < 4; month += 1) {
      test.clock.advance(31 * 24 * 60 * 60_000);
      await expect.poll(newestPartition).toContain(nextMonthOf(test.clock.now()));
    }
    expect(await test.sql("SELECT count(*)::int AS rows FROM archived_viewing")).toEqual([{ rows: 0 }]);
    expect(await test.sql("SELECT count(*)::int AS rows FROM viewing")).toEqual([{ rows: 500 }]);
  });

  it("is cleared with its archive; what was said before comes too late, what is said after counts", async () => {
    await watchMany(0, 510);
    expect((await test.ask(CLEAR, {}, "ac_1")).data.clearViewHistory).toBe(510);
    await test.tell({ itemId: "mo_1", positionSeconds: 7, saidAt: at(0) });
    expect(await items({ archived: true })).toEqual([]);
    test.clock.advance(1_000);
    await test.tell({ itemId: "mo_2", positionSeconds: 7, saidAt: at(0) });
    expect(await items({ archived: true })).toEqual(["mo_2"]);
  });

  it("stays cleared where a position that was taken from a clock ahead of this one comes again", async () => {
    const ahead = { itemId: "mo_1", positionSeconds: 10, saidAt: at(-1) };
    await test.tell(ahead);
    await test.tell({ ...ahead, itemId: "mo_2" });
    expect((await test.ask(REMOVE, { contentId: "mo_2" }, "ac_1")).data.removeFromHistory).toBe(true);
    expect((await test.ask(CLEAR, {}, "ac_1")).data.clearViewHistory).toBe(1);
    await test.tell(ahead, { ...ahead, itemId: "mo_2" });
    expect(await items({ archived: true })).toEqual([]);
  });

  it("is cleared also of what overflows into its archive at that moment", async () => {
    await watchMany(0, 500);
    await using store = await openViewingStore(test.databaseUrl, undefined);
    const client = store.database;
    const [telling, clearing] = await client.$transaction(async (tx) => {
      // Holds up who moves it into the archive.
      await tx.$queryRaw`SELECT FROM viewing WHERE item_id = 'mo_0' FOR UPDATE`;
      const newest = { itemId: "mo_500", positionSeconds: 10, saidAt: at(0) };
      const overflowing = await meanwhile(client, () => test.tell(newest));
      return [overflowing, await meanwhile(client, () => test.ask(CLEAR, {}, "ac_1"))];
    });
    await telling.done;
    expect((await clearing.done).data.clearViewHistory).toBe(501);
    expect(await items({ archived: true })).toEqual([]);
  });

  it("of a household that was erased takes nothing that is still on its way", async () => {
    await test.sql("INSERT INTO erased_household VALUES ($1, now())", householdHash("ac_1"));
    await test.tell(
      { itemId: "mo_1", positionSeconds: 7, saidAt: at(0) },
      { accountId: "ac_2", itemId: "mo_1", positionSeconds: 7, saidAt: at(0) },
    );
    expect(await test.sql("SELECT account_id FROM viewing")).toEqual([{ account_id: "ac_2" }]);
  });

  it("loses one item for good, and only that", async () => {
    await test.tell(
      { itemId: "mo_1", positionSeconds: 7, saidAt: at(2) },
      { itemId: "mo_2", positionSeconds: 7, saidAt: at(1) },
    );
    const remove = async (contentId: string) =>
      (await test.ask(REMOVE, { contentId }, "ac_1")).data.removeFromHistory;
    expect(await remove("mo_1")).toBe(true);
    expect(await remove("mo_1")).toBe(false);
    await test.tell(
      { itemId: "mo_1", positionSeconds: 8, saidAt: at(1) },
      { itemId: "mo_2", positionSeconds: 8, saidAt: at(0) },
    );
    expect(await items()).toEqual(["mo_2"]);
  });
});

/** The archive is seen to every minute. */
async function newestPartition(): Promise<unknown> {
  test.clock.advance(60_000);
  const [row] = await test.sql(
    "SELECT max(relname) AS name FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relkind = 'r'",
  );
  return row?.["name"];
}

function nextMonthOf(epochMs: number): string {
  const date = new Date(epochMs);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1))
    .toISOString()
    .slice(0, 7)
    .replace("-", "_");
}
