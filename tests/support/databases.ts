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
  return async () => {
    await run((name) => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    for (const filling of FILLINGS) {
      await run((name) => `DROP DATABASE IF EXISTS ${name}_${filling} WITH (FORCE)`);
    }
  };
}

/** What the names of templates end in that are not empty. */
const FILLINGS = ["evening", "today"] as const;

/** The migrated database that a service's test databases are copied from. */
function templateOf(prefix: string, service: ServiceName): string {
  return `${prefix}_${service}`;
}

/** A fresh, migrated database of a service, dropped when disposed. */
export async function createTestDatabase(
  service: ServiceName,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const prefix = inject("templatePrefix");
  return copyOf(templateOf(prefix, service), service);
}

/**
 * The same, but not empty: `fill` is run once for all test files, whose databases are copies of what it left. Who comes
 * meanwhile waits.
 */
export async function createFilledDatabase(
  service: ServiceName,
  filling: (typeof FILLINGS)[number],
  fill: (url: string) => Promise<void>,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const empty = templateOf(inject("templatePrefix"), service);
  const filled = `${empty}_${filling}`;
  const client = new pg.Client({ connectionString: adminUrl("postgres") });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [FILL_LOCK]);
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [filled]);
    if (rowCount === 0) {
      await asAdmin(`CREATE DATABASE ${filled}_begun TEMPLATE ${empty}`);
      await fill(adminUrl(`${filled}_begun`));
      await client.query(`ALTER DATABASE ${filled}_begun RENAME TO ${filled}`);
    }
  } finally {
    await client.end();
  }
  return copyOf(filled, service);
}

async function copyOf(
  template: string,
  service: ServiceName,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const name = `${inject("templatePrefix")}_${service}_${randomBytes(6).toString("hex")}`;
  // Its files, not page by page through the log: no copy outlives its test.
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
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
/** Held by who fills a template. */
const FILL_LOCK = 7_405;

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
