import { mkdtemp, rm, statfs } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startPostgresCluster } from "../../launcher/postgres-cluster.js";
import { createTemplates } from "./databases.js";

/** Where Linux keeps files in memory: on a disk, those of databases that come and go take a third of the tests' time. */
const MEMORY = "/dev/shm";
/** Databases of all houses at a time with their logs, of up to 1 GB each; containers often have 64 MB there. */
const ROOM_BYTES = 3 * 1024 ** 3;

/** One embedded PostgreSQL for all test files, with a template of each service's database. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // That of the test files, too, which are run in processes that begin after this. Whoever set it meant it.
  if (!process.env["TMPDIR"] && (await hasRoomInMemory())) process.env["TMPDIR"] = MEMORY;
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

async function hasRoomInMemory(): Promise<boolean> {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize >= ROOM_BYTES;
}
