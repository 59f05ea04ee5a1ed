import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { services } from "../launcher/manifest.js";
import { startPostgresCluster } from "../launcher/postgres-cluster.js";
import { diffFromMigrations, SNAPSHOT } from "../lib/schema-engine.js";

/**
 * `npm run db:diff -- <service> <name>` writes the migration that leads from a service's migrations to its
 * schema.prisma; `npm run db:diff -- --check` says whether any service lacks one, and exits 1 then.
 */
async function main(): Promise<void> {
  const [service, name] = process.argv.slice(2);
  const isCheck = service === "--check";
  if (!isCheck && !(services.some((known) => known.name === service) && /^[a-z0-9_]+$/.test(name ?? ""))) {
    const names = services.map((known) => known.name).join("|");
    throw new Error(
      `usage: npm run db:diff -- <${names}> <name_in_snake_case>, or npm run db:diff -- --check`,
    );
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-diff-"));
  const cluster = await startPostgresCluster({ folder, durable: false });
  try {
    for (const { name: known } of services) {
      if (!isCheck && known !== service) continue;
      const migrations = `prisma/${known}/migrations`;
      const schema = `prisma/${known}/schema.prisma`;
      const sql = await diffFromMigrations(cluster.adminUrl("postgres"), migrations, schema);
      if (sql === null) console.log(`${known}: schema.prisma and migrations agree`);
      else if (isCheck)
        throw new Error(`${known}: schema.prisma has no migration yet: npm run db:diff -- ${known} <name>`);
      else await write(path.join(migrations, `${stamp()}_${name}`), sql, schema);
    }
  } finally {
    await cluster[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
}

async function write(folder: string, sql: string, schema: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "migration.sql"), sql);
  await copyFile(schema, path.join(folder, SNAPSHOT));
  await writeFile(path.join(folder, "..", "migration_lock.toml"), 'provider = "postgresql"\n');
  console.log(`${folder}/migration.sql written: read it before you commit it`);
}

/** `20261121101500`, as Prisma names migrations. */
function stamp(): string {
  return new Date().toISOString().replace(/\D/g, "").slice(0, 14);
}

await main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
