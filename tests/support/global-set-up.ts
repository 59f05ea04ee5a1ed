import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startPostgresCluster } from "../../launcher/postgres-cluster.js";
import { createTemplates } from "./databases.js";

/** One embedded PostgreSQL for all test files, with a template of each service's database. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-tests-"));
  const cluster = await startPostgresCluster({ folder, durable: false });
  const url = cluster.adminUrl("DATABASE");
  await createTemplates(url, "template");
  project.provide("adminUrl", url);
  project.provide("templatePrefix", "template");
  return async () => {
    await cluster[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  };
}
