import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createTestDatabase } from "../tests/support/databases.js";
import { applyMigrations } from "./schema-engine.js";

/** What Prisma's engine holds while it migrates. */
const ENGINE_LOCK = 72_707_369;

describe("migrations of a service's database", () => {
  let url: string;
  let folder: string;
  let database: pg.Client;

  const write = async (name: string, sql: string) => {
    await mkdir(path.join(folder, name), { recursive: true });
    await writeFile(path.join(folder, name, "migration.sql"), sql);
  };
  const tables = async () => {
    const { rows } = await database.query("SELECT relname FROM pg_stat_user_tables ORDER BY relname");
    return rows.map(({ relname }) => relname).filter((name) => name !== "_prisma_migrations");
  };

  beforeEach(async () => {
    const created = await createTestDatabase("viewing");
    onTestFinished(() => created[Symbol.asyncDispose]());
    url = created.url;
    folder = await mkdtemp(path.join(os.tmpdir(), "playhead-migrations-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    database = new pg.Client({ connectionString: url });
    await database.connect();
    onTestFinished(() => database.end());
    await database.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    await write("1_one", "CREATE TABLE one (id int);");
    await write("2_two", "CREATE TABLE two (id int);");
  });

  it("are applied in order, and what is new the next time alone", async () => {
    expect(await applyMigrations(url, folder)).toEqual(["1_one", "2_two"]);
    expect(await applyMigrations(url, folder)).toEqual([]);
    await write("3_three", "ALTER TABLE two RENAME TO three;");
    expect(await applyMigrations(url, folder)).toEqual(["3_three"]);
    expect(await tables()).toEqual(["one", "three"]);
  });

  it("are applied once by replicas that start together", async () => {
    const applied = await Promise.all([1, 2, 3].map(() => applyMigrations(url, folder)));
    expect(applied.flat().sort()).toEqual(["1_one", "2_two"]);
  });

  it("keep nobody from starting who has nothing to apply, whoever migrates meanwhile", async () => {
    await applyMigrations(url, folder);
    await database.query("SELECT pg_advisory_lock($1)", [ENGINE_LOCK]);
    expect(await applyMigrations(url, folder)).toEqual([]);
  });

  it("stop every start after one that failed, until it is resolved", async () => {
    await write("3_three", "CREATE TABLE three (id int); SELECT no_such_function();");
    await expect(applyMigrations(url, folder)).rejects.toThrow(/3_three/);
    expect(await tables()).toEqual(["one", "two"]);
    await write("3_three", "CREATE TABLE three (id int);");
    await expect(applyMigrations(url, folder)).rejects.toThrow(/3_three.* failed/s);
    // Also for a release that does not know it.
    await rm(path.join(folder, "3_three"), { recursive: true });
    await expect(applyMigrations(url, folder)).rejects.toThrow(/3_three.* failed/s);
    await database.query("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL");
    await write("3_three", "CREATE TABLE three (id int);");
    expect(await applyMigrations(url, folder)).toEqual(["3_three"]);
  });

  it("that were cut off with their process or their database are tried again by the next start", async () => {
    await applyMigrations(url, folder);
    await write("3_three", "CREATE TABLE three (id int);");
    await database.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, applied_steps_count)
       VALUES ('cut-off', $1, '3_three', now(), 0)`,
      [createHash("sha256").update("CREATE TABLE three (id int);").digest("hex")],
    );
    expect(await applyMigrations(url, folder)).toEqual(["3_three"]);
    expect(await applyMigrations(url, folder)).toEqual([]);
  });

  it("of a newer release, or edited after they were applied, stop nobody, as Prisma's own command has it", async () => {
    await applyMigrations(url, folder);
    await write("1_one", "CREATE TABLE one (id bigint);");
    expect(await applyMigrations(url, folder)).toEqual([]);
    await rm(path.join(folder, "2_two"), { recursive: true });
    expect(await applyMigrations(url, folder)).toEqual([]);
  });

  it("are not applied over tables of somebody else", async () => {
    await database.query("CREATE TABLE theirs (id int)");
    await expect(applyMigrations(url, folder)).rejects.toThrow(/not empty/);
  });
});
