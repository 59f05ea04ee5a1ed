import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { services } from "../../launcher/manifest.js";
import { startPostgresCluster } from "../../launcher/postgres-cluster.js";
import { applyMigrations } from "../../lib/schema-engine.js";
import { templateOf } from "./databases.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The cluster's owner, with DATABASE where the name of a database goes. */
    adminUrl: string;
  }
}

/** One PostgreSQL for all test files, with a migrated template of each service's database to copy from. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-tests-"));
  const cluster = await startPostgresCluster({ folder, durable: false });
  const admin = new pg.Client({ connectionString: cluster.adminUrl("postgres") });
  await admin.connect();
  for (const { name } of services) {
    await admin.query(`CREATE DATABASE ${templateOf(name)}`);
    await applyMigrations(cluster.adminUrl(templateOf(name)), `prisma/${name}/migrations`);
  }
  await admin.end();
  project.provide("adminUrl", cluster.adminUrl("DATABASE"));
  return async () => {
    await cluster[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
}
