import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { startPostgresCluster } from "../launcher/postgres-cluster.js";
import { systemClock } from "../lib/clock.js";
import { createInProcessLiveBus } from "../lib/events/live-bus.js";
import { openOutbox } from "../lib/events/service-events.js";
import { randomIds } from "../lib/ids.js";
import { opening } from "../lib/lifecycle.js";
import { createLogger } from "../lib/logger.js";
import { applyMigrations } from "../lib/schema-engine.js";
import { type ServiceEnvironment, serviceUnavailable } from "../lib/service.js";
import { startCatalog } from "../subgraphs/catalog/server.js";
import { openCatalogStore } from "../subgraphs/catalog/store.js";
import { generatedGuide } from "./generated-guide.js";

/** All that an import writes, and what triggers make of it. */
const EMPTY = `TRUNCATE channel, broadcast, removed_broadcast, guide_source, guide_import, series, search_entry,
  search_word, outbox_event CASCADE`;
const COLUMNS = "id, channel_id, start, stop, stop_inferred, revision, title, details, digest";

export type GuideBench = Awaited<ReturnType<typeof openGuideBench>>;

function environment(databaseUrl: string): ServiceEnvironment {
  return {
    databaseUrl,
    clock: systemClock,
    ids: randomIds,
    log: createLogger("error"),
    live: createInProcessLiveBus(),
    verifier: { verify: () => Promise.resolve(null) },
    peers: { call: (peer) => Promise.reject(serviceUnavailable(peer)) },
  };
}

/** The catalog as it runs, by itself. */
export function openCatalogForBench(databaseUrl: string) {
  return startCatalog(environment(databaseUrl));
}

/** A migrated, empty catalog on the PostgreSQL at `adminUrl`, else on an embedded one. */
export function openGuideBench(adminUrl: string | undefined) {
  return opening("guide bench", async (lifecycle) => {
    const url = adminUrl === undefined ? await embedded() : await created(adminUrl);
    await applyMigrations(url, "prisma/catalog/migrations");
    const catalog = lifecycle.use("catalog", await openCatalogForBench(url));
    const outbox = openOutbox(environment(url), lifecycle, "catalog");
    const store = lifecycle.use("store", await openCatalogStore(url, undefined, outbox));
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    lifecycle.defer("connection", () => client.end());
    const importing = async (bytes: AsyncIterable<Uint8Array>) => {
      const done = await catalog.importGuide({ source: "bench", bytes });
      if (done.status !== "DONE")
        throw new Error(`the import is ${done.status}: ${JSON.stringify(done.problems)}`);
      return done;
    };
    return {
      url,
      store,
      importGuide: importing,
      empty: () => client.query(EMPTY),
      rowsForCopy: async () => {
        await client.query(`DROP TABLE IF EXISTS rows_to_copy`);
        await client.query(`CREATE UNLOGGED TABLE rows_to_copy AS SELECT ${COLUMNS} FROM broadcast`);
        const file = await fileOfServer();
        await client.query(`COPY rows_to_copy TO '${file}'`);
        await client.query("TRUNCATE broadcast, series, search_entry, search_word CASCADE");
        return file;
      },
      copy: async (file: string) => {
        await client.query(`COPY broadcast (${COLUMNS}) FROM '${file}'`);
      },
      /** Gives an instant at which as many channels are on air. */
      fillGrid: async (channels: number) => {
        await client.query(EMPTY);
        const from = Date.UTC(2026, 10, 21);
        await importing(generatedGuide({ from, channels, days: 3 }));
        await client.query("ANALYZE");
        return from + 24 * 60 * 60 * 1_000;
      },
      [Symbol.asyncDispose]: async () => {
        await client.query(`COPY (SELECT 1) TO PROGRAM 'rm -f ${await fileOfServer()}'`);
        await lifecycle.close();
      },
    };

    /** A file that the server itself writes and reads, as COPY is fastest. */
    async function fileOfServer(): Promise<string> {
      const { rows } = await client.query<{ folder: string }>(
        "SELECT current_setting('data_directory') AS folder",
      );
      return `${rows[0]?.folder}/playhead-bench.copy`;
    }

    async function embedded(): Promise<string> {
      const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-bench-"));
      lifecycle.defer("folder", () => rm(folder, { recursive: true, force: true }));
      const cluster = lifecycle.use("PostgreSQL", await startPostgresCluster({ folder }));
      await cluster.provide("catalog");
      // COPY to and from files is for superusers.
      return cluster.adminUrl("catalog");
    }

    async function created(text: string): Promise<string> {
      const name = `playhead_bench_${process.pid}`;
      const admin = async (sql: string) => {
        const connection = new pg.Client({ connectionString: urlOf(text, "postgres") });
        await connection.connect();
        await connection.query(sql).finally(() => connection.end());
      };
      await admin(`CREATE DATABASE ${name}`);
      lifecycle.defer("database", () => admin(`DROP DATABASE ${name} WITH (FORCE)`));
      return urlOf(text, name);
    }
  });
}

/** The same server's database of that name. */
function urlOf(text: string, name: string): string {
  const url = new URL(text);
  url.pathname = `/${name}`;
  return url.href;
}
