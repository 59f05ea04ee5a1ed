import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { expect, it, onTestFinished } from "vitest";
import { services } from "../launcher/manifest.js";
import { adminUrl } from "./support/databases.js";
import { failToStart, startPlayhead } from "./support/playhead-process.js";
import { startRedisServer } from "./support/redis-servers.js";

const run = promisify(execFile);

/** A database with nothing in it, and a file that says where it is. */
async function emptyDatabase(): Promise<{ readonly urlFile: string }> {
  const name = `playhead_empty_${randomBytes(6).toString("hex")}`;
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-migrations-"));
  const asAdmin = async (sql: string) => {
    const client = new pg.Client({ connectionString: adminUrl("postgres") });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await asAdmin(`CREATE DATABASE ${name}`);
  onTestFinished(async () => {
    await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
    await rm(folder, { recursive: true, force: true });
  });
  const urlFile = path.join(folder, "database-url");
  await writeFile(urlFile, `${adminUrl(name)}\n`);
  return { urlFile };
}

it("a replica that is not to migrate starts only when somebody has, and says what is missing until then", async () => {
  const { urlFile } = await emptyDatabase();
  await using redis = await startRedisServer();
  const settings = {
    PORT: "0",
    MIGRATIONS: "off",
    REDIS_URL: redis.url,
    SERVICE_SECRET: "a secret of these tests, and of nothing else",
    DRAIN_NOTICE_MS: "0",
    DATABASE_URL_VIEWING_FILE: urlFile,
  };
  const { code, said } = await failToStart(settings, ["viewing"]);
  expect(code).toBe(1);
  const names = (await readdir("prisma/viewing/migrations")).filter((name) => /^\d/.test(name)).sort();
  expect(said).toContain(
    `the viewing database lacks ${names.join(", ")}, and MIGRATIONS is off: apply them first`,
  );

  const environment = { PATH: process.env["PATH"], DATABASE_URL_VIEWING_FILE: urlFile };
  const { stdout } = await run(process.execPath, ["dist/tools/migrate.js"], { env: environment });
  expect(stdout).toBe(`viewing: applied ${names.join(", ")}\n`);
  await using replica = await startPlayhead(settings, ["viewing"]);
  expect((await fetch(`${replica.url}/ready`)).status).toBe(200);
});

/** What takes from the release before what it still reads or writes. */
const CONTRACTING =
  /\b(DROP\s+(TABLE|COLUMN|TYPE|VIEW)|RENAME\s+(TO|COLUMN)|SET\s+NOT\s+NULL|ALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE)\b/i;
/** Migrations before it came with the first release, which had none before. */
const SINCE = "20261122000000";
const isSafe = (sql: string) => !CONTRACTING.test(sql) || /^-- contract: \S/m.test(sql);

it("no migration takes away what replicas of the release before still use, unless it says since when nobody does", async () => {
  expect(isSafe("ALTER TABLE household DROP COLUMN name;")).toBe(false);
  expect(isSafe("-- contract: unused since 1.2\nALTER TABLE household DROP COLUMN name;")).toBe(true);
  const unsafe: string[] = [];
  for (const { database } of services) {
    const folder = `prisma/${database}/migrations`;
    const names = (await readdir(folder)).filter((name) => /^\d/.test(name) && name >= SINCE);
    for (const name of names) {
      if (!isSafe(await readFile(`${folder}/${name}/migration.sql`, "utf8")))
        unsafe.push(`${database}/${name}`);
    }
  }
  expect(unsafe, "expand first, contract a release later").toEqual([]);
});
