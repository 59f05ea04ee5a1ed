import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { type ServiceName, services } from "../../launcher/manifest.js";
import { applyMigrations } from "../../lib/schema-engine.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The cluster's owner, with DATABASE where the name of a database goes. */
    adminUrl: string;
    /** What the names of this run's templates begin with. */
    templatePrefix: string;
  }
}

/**
 * A migrated database of each service to copy tests' databases from, on the PostgreSQL at `url` (with DATABASE where
 * a name goes). Gives what drops them again.
 */
export async function createTemplates(url: string, prefix: string): Promise<() => Promise<void>> {
  const run = async (sql: (name: string) => string) => {
    const admin = new pg.Client({ connectionString: url.replace("DATABASE", "postgres") });
    await admin.connect();
    try {
      for (const { name } of services) await admin.query(sql(templateOf(prefix, name)));
    } finally {
      await admin.end();
    }
  };
  await run((name) => `CREATE DATABASE ${name}`);
  for (const { name } of services) {
    await applyMigrations(url.replace("DATABASE", templateOf(prefix, name)), `prisma/${name}/migrations`);
  }
  return () => run((name) => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** The migrated database that a service's test databases are copied from. */
function templateOf(prefix: string, service: ServiceName): string {
  return `${prefix}_${service}`;
}

/** A fresh, migrated database of a service, dropped when disposed. */
export async function createTestDatabase(
  service: ServiceName,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const prefix = inject("templatePrefix");
  const name = `${prefix}_${service}_${randomBytes(6).toString("hex")}`;
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${templateOf(prefix, service)}`);
  return {
    url: adminUrl(name),
    [Symbol.asyncDispose]: () => asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** Connects as the owner of the tests' PostgreSQL. */
export function adminUrl(database: string): string {
  return inject("adminUrl").replace("DATABASE", database);
}

/** Copying a template needs it for itself: copies wait for each other under one advisory lock. */
const COPY_LOCK = 7_404;

async function asAdmin(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl("postgres") });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [COPY_LOCK]);
    await client.query(sql);
  } finally {
    await client.end();
  }
}
