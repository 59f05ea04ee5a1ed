import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type * as EngineModule from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { unreachableDatabase } from "./database.js";

/**
 * Prisma's schema engine without its binary: the same engine compiled to WebAssembly, over the driver adapter. It
 * keeps `_prisma_migrations` as `prisma migrate deploy` does, so that both agree on a database.
 * docs/decisions/0002-prisma-without-binaries.md tells why.
 */
type Engine = Awaited<ReturnType<typeof EngineModule.SchemaEngine.new>>;

/** Where the engine keeps others from migrating at the same time. */
const ENGINE_LOCK = 72_707_369;
/** What Prisma's lock file says; a service's first migration is made before there is one. */
const POSTGRESQL = 'provider = "postgresql"\n';
const NOTHING_EXTERNAL = { externalTables: [], externalEnums: [] };

let loaded: Promise<typeof EngineModule> | undefined;

/** Compiles the engine once a process, and only in one that needs it: that takes as long as the rest of a start. */
function loadEngine(): Promise<typeof EngineModule> {
  loaded ??= (async () => {
    const engineModule = await import("@prisma/schema-engine-wasm/schema_engine_bg");
    const folder = path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
    const bytes = await readFile(path.join(folder, "schema_engine_bg.wasm"));
    const imports = { "./schema_engine_bg.js": engineModule };
    const { instance } = await WebAssembly.instantiate(bytes, imports);
    engineModule.__wbg_set_wasm(instance.exports);
    const start = instance.exports["__wbindgen_start"];
    if (typeof start === "function") start();
    return engineModule;
  })();
  return loaded;
}

/** Prisma's driver tears a script apart at every `;`, also inside a function; PostgreSQL takes it whole. */
class WholeScripts extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    adapter.executeScript = async (sql) => {
      await adapter.executeRaw({ sql, args: [], argTypes: [] });
    };
    return adapter;
  }
}

async function withEngine<T>(
  databaseUrl: string,
  datamodels: [string, string][] | undefined,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engineModule = await loadEngine();
  // A pool of our own: the engine would leave its connections open.
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, allowExitOnIdle: true });
  // A server that stops tells its idle connections; whoever needs one next is told by its own statement.
  pool.on("error", () => undefined);
  try {
    const factory = bindMigrationAwareSqlAdapterFactory(new WholeScripts(pool));
    const engine = await engineModule.SchemaEngine.new({ datamodels }, () => undefined, factory);
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}

/**
 * Applies what is missing of `folder`'s migrations, in the order of their names.
 *
 * @returns the names of the migrations that were applied now.
 * @throws Error naming the migration that failed; those before it stay applied, it itself does not.
 */
export async function applyMigrations(databaseUrl: string, folder: string): Promise<string[]> {
  const migrationsList = await readMigrations(folder);
  const service = path.basename(path.dirname(migrationsList.baseDir));
  if (await isMigrated(service, databaseUrl, migrationsList.migrationDirectories)) return [];
  await forgetCutOff(service, databaseUrl);
  const { appliedMigrationNames } = await withEngine(databaseUrl, undefined, (engine) =>
    engine.applyMigrations({ migrationsList, filters: NOTHING_EXTERNAL }),
  );
  return appliedMigrationNames;
}

/**
 * The names of `folder`'s migrations that a database has not had whole. Newer ones than ours do no harm: a release keeps
 * what the one before it needs.
 */
export async function missingMigrations(databaseUrl: string, folder: string): Promise<string[]> {
  const { baseDir, migrationDirectories } = await readMigrations(folder);
  const known = await readApplied(path.basename(path.dirname(baseDir)), databaseUrl);
  const whole = new Set(known.filter(({ is_whole }) => is_whole).map(({ name }) => name));
  return migrationDirectories.map((each) => each.path).filter((name) => !whole.has(name));
}

/**
 * Whether the engine would find nothing to do: each migration is there whole, as its file is now, and none has failed.
 * What is being applied at this moment is not whole yet; for that the engine waits.
 */
async function isMigrated(
  service: string,
  databaseUrl: string,
  migrations: Awaited<ReturnType<typeof readMigrations>>["migrationDirectories"],
): Promise<boolean> {
  const known = await readApplied(service, databaseUrl);
  const whole = new Set(known.map(({ name, checksum }) => `${name} ${checksum}`));
  return (
    known.every(({ is_whole }) => is_whole) &&
    migrations.every((one) => whole.has(`${one.path} ${checksumOf(one.migrationFile.content.value)}`))
  );
}

/** What a database says of its migrations; nothing before the first. */
function readApplied(service: string, databaseUrl: string) {
  return asking(service, databaseUrl, async (client) => {
    if (!(await hasMigrations(client))) return [];
    const { rows } = await client.query<{ name: string; checksum: string; is_whole: boolean }>(
      `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS is_whole
       FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
    );
    return rows;
  });
}

/**
 * Lets what was cut off be tried again: its process or its database ended in the midst of it. A script is one transaction,
 * so nothing of it is there, unless the end came after its commit and before the engine noted that: then the next try fails
 * of what is there. While somebody migrates it is left alone; of one that failed there are logs, and somebody has to look at
 * it.
 */
function forgetCutOff(service: string, databaseUrl: string): Promise<void> {
  return asking(service, databaseUrl, async (client) => {
    if (!(await hasMigrations(client))) return;
    await client.query("BEGIN");
    const { rows } = await client.query("SELECT pg_try_advisory_xact_lock($1) AS is_ours", [ENGINE_LOCK]);
    if (rows[0].is_ours)
      await client.query(
        `UPDATE _prisma_migrations SET rolled_back_at = now()
         WHERE finished_at IS NULL AND rolled_back_at IS NULL AND coalesce(logs, '') = ''`,
      );
    await client.query("COMMIT");
  });
}

async function hasMigrations(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS is_there");
  return rows[0].is_there;
}

/** @throws Error saying where it looked: of a database that is away the engine says little that helps. */
async function asking<T>(service: string, databaseUrl: string, work: (client: pg.Client) => Promise<T>) {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => undefined);
  try {
    await client.connect().catch((error: unknown) => {
      throw unreachableDatabase(service, databaseUrl, error);
    });
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** As the engine has it. */
function checksumOf(script: string): string {
  return createHash("sha256").update(script).digest("hex");
}

/** The datamodel that a migration leads to, kept beside its SQL. */
export const SNAPSHOT = "schema.prisma";

/**
 * The SQL that leads from the last of `folder`'s migrations to `schemaFile`; null where they agree. Datamodels are
 * compared, not databases: the driver adapter cannot read PostgreSQL's own catalogue for the engine.
 */
export async function diffFromMigrations(
  databaseUrl: string,
  folder: string,
  schemaFile: string,
): Promise<string | null> {
  const last = (await readMigrations(folder)).migrationDirectories.at(-1);
  const content = await readFile(schemaFile, "utf8");
  const snapshot = last && (await readFile(path.join(folder, last.path, SNAPSHOT), "utf8"));
  const { exitCode, stdout } = await withEngine(databaseUrl, [[schemaFile, content]], (engine) =>
    engine.diff({
      from: snapshot
        ? { tag: "schemaDatamodel", files: [{ path: SNAPSHOT, content: snapshot }] }
        : { tag: "empty" },
      to: { tag: "schemaDatamodel", files: [{ path: schemaFile, content }] },
      script: true,
      exitCode: true,
      filters: NOTHING_EXTERNAL,
    }),
  );
  return exitCode === 0 ? null : (stdout ?? "");
}

async function readMigrations(folder: string) {
  const baseDir = path.resolve(folder);
  const entries = await readdir(baseDir, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return {
    baseDir,
    lockfile: { path: "./migration_lock.toml", content: POSTGRESQL },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.sort().map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: {
            tag: "ok" as const,
            value: await readFile(path.join(baseDir, name, "migration.sql"), "utf8"),
          },
        },
      })),
    ),
  };
}
