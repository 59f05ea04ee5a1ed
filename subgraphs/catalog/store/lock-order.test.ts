import { beforeEach, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../lib/clock.js";
import { createOutbox } from "../../../lib/events/outbox.js";
import { randomIds } from "../../../lib/ids.js";
import { createTestDatabase } from "../../../tests/support/databases.js";
import { meanwhile } from "../../../tests/support/meanwhile.js";
import { programme } from "../domain/example-guide.js";
import { settle } from "../domain/settle.js";
import type { SeriesLine } from "../domain/vod-line.js";
import { openCatalogStore } from "../store.js";
import { createImportStore, type ImportStore } from "./import-store.js";
import type { ChannelChanges } from "./merge-store.js";
import { createVodImportStore, type VodImportStore } from "./vod-import-store.js";

let store: Awaited<ReturnType<typeof openCatalogStore>>;
let imports: ImportStore;
let vod: VodImportStore;
beforeEach(async () => {
  const own = await createTestDatabase("catalog");
  const carrier = { wake: () => undefined, [Symbol.asyncDispose]: async () => undefined };
  const outbox = createOutbox({ carrier, clock: systemClock, ids: randomIds });
  store = await openCatalogStore(own.url, undefined, outbox);
  imports = createImportStore(store.client, outbox);
  vod = createVodImportStore(store.client, outbox);
  onTestFinished(async () => {
    await store[Symbol.asyncDispose]();
    await own[Symbol.asyncDispose]();
  });
  // Not in the order in which they are locked: where nobody asks for one, PostgreSQL takes this one.
  const ids = ["ch_2", "ch_1"];
  await store.client.channel.createMany({ data: ids.map((id) => ({ id, xmltvId: id, title: id })) });
});

/** As a guide or a playlist names channels. */
function named(id: string, title: string, number: number | null = null) {
  return { id, xmltvId: id, title, number, logoUrl: null, group: null, line: 1 };
}

function broadcastOf(channelId: string) {
  const start = new Date();
  const times = { start, stop: start, stopInferred: false };
  return { id: `br_${channelId}`, channelId, ...times, title: "News", details: {} };
}

it("an operator who changes the rights of all channels while a guide comes in undoes none of the import", async () => {
  const operator = await store.client.$transaction(async (tx) => {
    // As an import does it: in the order of the guide.
    await tx.broadcast.create({ data: broadcastOf("ch_2") });
    const begun = await meanwhile(store.client, () =>
      store.changeRights({ by: "all" }, { recordable: false }),
    );
    await tx.broadcast.create({ data: broadcastOf("ch_1") });
    return begun;
  });
  expect(await operator.done).toEqual({ channels: 2, changed: 2 });
  expect(await store.client.broadcast.count()).toBe(2);
});

it("an operator who changes a channel does not wait for the guide that comes in and adds to it", async () => {
  await store.saveChannel("ch_3", { xmltvId: "ch_1", number: 1 });
  const settings = { xmltvId: "ch_1", number: 1, recordable: false };
  const channel = await store.client.$transaction(async (tx) => {
    await tx.broadcast.create({ data: broadcastOf("ch_1") });
    return store.saveChannel("ch_3", settings);
  });
  expect(channel).toMatchObject({ id: "ch_1", number: 1, rights: { recordable: false } });
});

it("a guide that renames channels while an operator changes them waits for them, and both count", async () => {
  const operator = await store.client.$transaction(async (tx) => {
    // As an operator's command locks all channels: in the order of their ids.
    await tx.$queryRaw`SELECT id FROM channel WHERE id = 'ch_1' FOR NO KEY UPDATE`;
    const begun = await meanwhile(store.client, () =>
      imports.inTurn(async (merging) => {
        const { said } = await merging.saveChannels(
          [named("ch_2", "Two"), named("ch_1", "One")],
          "UTC",
          false,
        );
        await merging.restateChannels(said, new Map([["ch_2", "ch_1"]]));
      }),
    );
    await tx.$queryRaw`SELECT id FROM channel WHERE id = 'ch_2' FOR NO KEY UPDATE`;
    await tx.channel.updateMany({ data: { recordable: false } });
    return begun;
  });
  await operator.done;
  const select = { title: true, recordable: true, lateOf: true };
  expect(await store.client.channel.findMany({ select, orderBy: { id: "asc" } })).toEqual([
    { title: "One", recordable: false, lateOf: null },
    { title: "Two", recordable: false, lateOf: "ch_1" },
  ]);
});

it("a playlist that numbers channels and an operator who changes them wait for each other's end", async () => {
  let rights = Promise.resolve<unknown>(undefined);
  await imports.inTurn(async (merging) => {
    const { said } = await merging.saveChannels(
      [named("ch_2", "Two", 2), named("ch_1", "One", 1)],
      "UTC",
      true,
    );
    rights = (await meanwhile(store.client, () => store.changeRights({ by: "all" }, { recordable: false })))
      .done;
    await merging.restateChannels(said, new Map());
  });
  expect(await rights).toEqual({ channels: 2, changed: 2 });
  const select = { number: true, recordable: true };
  expect(await store.client.channel.findMany({ select, orderBy: { id: "asc" } })).toEqual([
    { number: 1, recordable: false },
    { number: 2, recordable: false },
  ]);
});

/** As a guide adds an episode of a series to a channel. */
function episodeOf(title: string): ChannelChanges {
  const written = settle([programme(0, title, { episode: 1 })]).settled.map((one) => ({
    id: `br_${title}`,
    revision: 1,
    programme: one,
  }));
  return { channelId: "ch_1", from: 0, to: 1, broadcasts: [], written, cut: [], removed: [] };
}

it("series on demand wait for the guide that comes in and names them, and both are taken", async () => {
  const lines = ["B", "Z"].map((title, line) => {
    const more = { description: null, categories: [], images: [] };
    const said: SeriesLine = { kind: "series", id: title, title, entitlementTags: ["basic"], ...more };
    return { line, said };
  });
  const batch = await imports.inTurn(async (merging) => {
    await merging.saveChanges([episodeOf("Z")], 0);
    const begun = await meanwhile(store.client, () => vod.saveBatch(lines, randomIds));
    await merging.saveChanges([episodeOf("B")], 0);
    return begun;
  });
  expect(await batch.done).toMatchObject({ updated: 2, problems: [] });
  const select = { title: true, externalId: true };
  expect(await store.client.series.findMany({ select, orderBy: { title: "asc" } })).toEqual([
    { title: "B", externalId: "B" },
    { title: "Z", externalId: "Z" },
  ]);
});

it("movies on demand do not wait for a guide that comes in", async () => {
  const gone = { line: 1, said: { kind: "movie", id: "tide", withdrawn: true } } as const;
  const batch = await imports.inTurn(() => vod.saveBatch([gone], randomIds));
  expect(batch.problems).toMatchObject([{ line: 1 }]);
});
