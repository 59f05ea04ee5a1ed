import { openDatabase } from "../../lib/database.js";
import { PrismaClient } from "../../prisma/viewing/client/client.js";
import { createArchiveStore } from "./store/archive.js";
import { createHistoryStore } from "./store/history.js";
import { createRemovalStore } from "./store/removals.js";
import { createWatchlistStore } from "./store/watchlist.js";

export type ViewingStore = ReturnType<typeof createViewingStore>;
/** With its database, for applying durable events. */
export type OpenViewingStore = Awaited<ReturnType<typeof openViewingStore>>;

/**
 * Connects to viewing's database.
 *
 * @throws Error when it cannot be reached.
 */
export async function openViewingStore(
  databaseUrl: string,
  onStatement: ((sql: string) => void) | undefined,
) {
  const database = await openDatabase({
    service: "viewing",
    databaseUrl,
    onStatement,
    create: (shared) => new PrismaClient(shared),
  });
  return Object.assign(createViewingStore(database.client), {
    database: database.client,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  });
}

function createViewingStore(client: PrismaClient) {
  return {
    ...createHistoryStore(client),
    ...createArchiveStore(client),
    ...createRemovalStore(client),
    ...createWatchlistStore(client),
  };
}
