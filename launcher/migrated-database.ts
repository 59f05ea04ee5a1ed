import { applyMigrations, missingMigrations } from "../lib/schema-engine.js";
import type { ServiceName } from "./manifest.js";

/** A service's database, with its newest tables. Replicas that start together wait for each other. */
export async function migrated(service: ServiceName, url: string): Promise<string> {
  await applyMigrations(url, migrationsOf(service));
  return url;
}

/**
 * A service's database, where migrating it is somebody else's work.
 *
 * @throws Error naming what it lacks.
 */
export async function alreadyMigrated(service: ServiceName, url: string): Promise<string> {
  const missing = await missingMigrations(url, migrationsOf(service));
  if (missing.length === 0) return url;
  throw new Error(
    `the ${service} database lacks ${missing.join(", ")}, and MIGRATIONS is off: apply them first`,
  );
}

function migrationsOf(service: ServiceName): string {
  return `prisma/${service}/migrations`;
}
