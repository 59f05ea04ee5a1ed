import type { Lifecycle } from "../lib/lifecycle.js";
import { DataInUse, lockDataFolder } from "./data-lock.js";
import type { ServiceName } from "./manifest.js";
import { migrated } from "./migrated-database.js";
import { findServiceDatabase, startPostgresCluster } from "./postgres-cluster.js";

/**
 * A service's database for a command beside `npm start`: the one that is set, else that of the Playhead that runs on the
 * data folder, else the embedded one, which is started for as long as the lifecycle lasts.
 */
export async function openServiceDatabase(
  service: ServiceName,
  { databaseUrl, dataDir }: { readonly databaseUrl: string | undefined; readonly dataDir: string },
  lifecycle: Lifecycle,
): Promise<string> {
  if (databaseUrl !== undefined) return migrated(service, databaseUrl);
  try {
    lifecycle.use("data folder", await lockDataFolder(dataDir));
  } catch (error) {
    if (!(error instanceof DataInUse)) throw error;
    // Whoever runs it has migrated it.
    return findServiceDatabase(dataDir, service);
  }
  const cluster = await lifecycle.open("PostgreSQL", (signal) =>
    startPostgresCluster({ folder: dataDir, signal }),
  );
  return migrated(service, await cluster.provide(service));
}
