import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engineModule from "@prisma/schema-engine-wasm/schema_engine_bg";

/**
 * Prisma's schema engine without its binary: the same engine compiled to WebAssembly, over the driver adapter. It
 * keeps `_prisma_migrations` as `prisma migrate deploy` does, so that both agree on a database.
 * docs/decisions/0002-prisma-without-binaries.md tells why.
 */
type Engine = Awaited<ReturnType<typeof engineModule.SchemaEngine.new>>;

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

async function withEngine<T>(
  databaseUrl: string,
  datamodels: [string, string][] | undefined,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  await loadEngine();
  const factory = bindMigrationAwareSqlAdapterFactory(
    new PrismaPg({ connectionString: databaseUrl, max: 2 }),
  );
  const engine = await engineModule.SchemaEngine.new({ datamodels }, () => undefined, factory);
  try {
    return await work(engine);
  } finally {
    engine.free();
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
  const { appliedMigrationNames } = await withEngine(databaseUrl, undefined, (engine) =>
    engine.applyMigrations({ migrationsList, filters: NOTHING_EXTERNAL }),
  );
  return appliedMigrationNames;
}

/**
 * The SQL that leads from `folder`'s migrations to `schemaFile`; null where they agree. The role of `databaseUrl`
 * must be allowed to create databases: migrations are replayed in one of their own.
 */
export async function diffFromMigrations(
  databaseUrl: string,
  folder: string,
  schemaFile: string,
): Promise<string | null> {
  const [migrationsList, content] = await Promise.all([readMigrations(folder), readFile(schemaFile, "utf8")]);
  const { exitCode, stdout } = await withEngine(databaseUrl, [[schemaFile, content]], (engine) =>
    engine.diff({
      from: { tag: "migrations", ...migrationsList },
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
  const lockfile = await readFile(path.join(baseDir, "migration_lock.toml"), "utf8").catch(() => null);
  return {
    baseDir,
    lockfile: { path: "./migration_lock.toml", content: lockfile },
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
