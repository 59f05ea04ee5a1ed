import { openDatabase } from "../../lib/database.js";
import type { Outbox } from "../../lib/events/outbox.js";
import { PrismaClient } from "../../prisma/catalog/client/client.js";
import { createAiringStore } from "./store/airings.js";
import { createBroadcastStore } from "./store/broadcasts.js";
import { createChannelStore } from "./store/channels.js";
import { createImportRecords } from "./store/import-records.js";
import { createSearchStore } from "./store/search.js";
import { createVodStore } from "./store/vod.js";

export type { AiringKey } from "./store/airings.js";
export type { ChannelKey } from "./store/channels.js";
export type { SearchHit, SearchQuery } from "./store/search.js";
export type { EpisodeKey } from "./store/vod.js";
export type CatalogStore = ReturnType<typeof createCatalogStore>;
/** With its connections, for what its statements do not cover. */
export type OpenCatalogStore = Awaited<ReturnType<typeof openCatalogStore>>;

/** Connects to the catalog's database. */
export async function openCatalogStore(
  databaseUrl: string,
  onStatement: ((sql: string) => void) | undefined,
  outbox: Outbox,
) {
  const database = await openDatabase({
    service: "catalog",
    databaseUrl,
    onStatement,
    create: (shared) => new PrismaClient(shared),
  });
  return Object.assign(createCatalogStore(database.client, outbox), {
    client: database.client,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  });
}

function createCatalogStore(client: PrismaClient, outbox: Outbox) {
  return {
    ...createChannelStore(client, outbox),
    ...createBroadcastStore(client),
    ...createAiringStore(client),
    ...createVodStore(client),
    ...createSearchStore(client),
    ...createImportRecords(client),
  };
}
