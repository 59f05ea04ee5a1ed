import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engineModule from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { unreachableDatabase } from "./database.js";

/**
 * Prisma's schema engine without its binary: the same engine compiled to WebAssembly, over the driver adapter. It
 * keeps `_prisma_migrations` as `prisma migrate deploy` does, so that both agree on a database.
 * docs/decisions/0002-prisma-without-binaries.md tells why.
 */
type Engine = Awaited<ReturnType<typeof engineModule.SchemaEngine.new>>;

/** What Prisma's lock file says; a service's first migration is made before there is one. */
const POSTGRESQL = 'provider = "postgresql"\n';
const NOTHING_EXTERNAL = { externalTables: [], externalEnums: [] };

let loaded: Promise<void> | undefined;

/** Compiles the engine once a process. */
function loadEngine(): Promise<void> {
  loaded ??= (async () => {
    const folder = path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
    const bytes = await readFile(path.join(folder, "schema_engine_bg.wasm"));
    const imports = { "./schema_engine_bg.js": engineModule };
    const { instance } = await WebAssembly.instantiate(bytes, imports);
    engineModule.__wbg_set_wasm(instance.exports);
    const start = instance.exports["__wbindgen_start"];
    if (typeof start === "function") start();
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
  await loadEngine();
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
  await demandDatabase(path.basename(path.dirname(migrationsList.baseDir)), databaseUrl);
  const { appliedMigrationNames } = await withEngine(databaseUrl, undefined, (engine) =>
    engine.applyMigrations({ migrationsList, filters: NOTHING_EXTERNAL }),
  );
  return appliedMigrationNames;
}

/** The engine says of a database that is away little that helps; this says where it looked. */
async function demandDatabase(service: string, databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw unreachableDatabase(service, databaseUrl, error);
  } finally {
    await client.end().catch(() => undefined);
  }
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
