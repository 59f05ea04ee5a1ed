import { openDatabase } from "../../lib/database.js";
import { PrismaClient } from "../../prisma/recordings/client/client.js";

export type RecordingsStore = PrismaClient;

/** Connects to recordings' database; what is done in it is in store/. */
export async function openRecordingsStore(
  databaseUrl: string,
  onStatement: ((sql: string) => void) | undefined,
): Promise<{ readonly client: PrismaClient } & AsyncDisposable> {
  return openDatabase({
    service: "recordings",
    databaseUrl,
    onStatement,
    create: (shared) => new PrismaClient(shared),
  });
}
