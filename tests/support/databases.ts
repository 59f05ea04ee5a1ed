import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import type { ServiceName } from "../../launcher/manifest.js";

/** The migrated database that a service's test databases are copied from. */
export function templateOf(service: ServiceName): string {
  return `template_${service}`;
}

/** A fresh, migrated database of a service, dropped when disposed. */
export async function createTestDatabase(
  service: ServiceName,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const name = `${service}_${randomBytes(6).toString("hex")}`;
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${templateOf(service)}`);
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
