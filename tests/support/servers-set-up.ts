import type { TestProject } from "vitest/node";
import { createTemplates } from "./databases.js";

/** Where the machine's own PostgreSQL is: `.ci/run` sees to it that there is one. */
const POSTGRES_URL = process.env["TEST_POSTGRES_URL"] ?? "postgresql://root@127.0.0.1:5432/DATABASE";

/** Templates of all services' databases on the machine's PostgreSQL, dropped again at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const prefix = `playhead_${process.pid}`;
  const drop = await createTemplates(POSTGRES_URL, prefix).catch((error: Error) => {
    throw new Error(`these tests need a PostgreSQL at ${POSTGRES_URL}: ${error.message}`, { cause: error });
  });
  project.provide("adminUrl", POSTGRES_URL);
  project.provide("templatePrefix", prefix);
  return drop;
}
