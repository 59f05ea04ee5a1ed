import type { Lifecycle } from "../lib/lifecycle.js";
import { applyMigrations } from "../lib/schema-engine.js";
import { DataInUse, lockDataFolder } from "./data-lock.js";
import { findServiceDatabase, startPostgresCluster } from "./postgres-cluster.js";

/**
 * The catalog's database for a command beside `npm start`: the one that is set, else that of the Playhead that runs on
 * the data folder, else the embedded one, which is started for as long as the lifecycle lasts.
 */
export async function openCatalogDatabase(
  {
    databaseUrlCatalog,
    dataDir,
  }: { readonly databaseUrlCatalog?: string | undefined; readonly dataDir: string },
  lifecycle: Lifecycle,
): Promise<string> {
  if (databaseUrlCatalog !== undefined) return migrated(databaseUrlCatalog);
  try {
    lifecycle.use("data folder", await lockDataFolder(dataDir));
  } catch (error) {
    if (!(error instanceof DataInUse)) throw error;
    // Whoever runs it has migrated it.
    return findServiceDatabase(dataDir, "catalog");
  }
  const cluster = lifecycle.use("PostgreSQL", await startPostgresCluster({ folder: dataDir }));
  return migrated(await cluster.provide("catalog"));
}

async function migrated(url: string): Promise<string> {
  await applyMigrations(url, "prisma/catalog/migrations");
  return url;
}
