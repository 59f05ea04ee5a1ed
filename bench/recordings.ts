import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { startPostgresCluster } from "../launcher/postgres-cluster.js";
import { systemClock } from "../lib/clock.js";
import { randomIds } from "../lib/ids.js";
import { createLogger } from "../lib/logger.js";
import { applyMigrations } from "../lib/schema-engine.js";
import { createRecordingDesk } from "../subgraphs/recordings/recording-desk.js";
import type { CopyMode } from "../subgraphs/recordings/store/due.js";
import { openRecordingsStore, type RecordingsStore } from "../subgraphs/recordings/store.js";
import { measureMatching } from "./rule-matching.js";

/**
 * `npm run bench:recordings`: 10,000 households have the same crime show due in the same minute, on two processes and one
 * PostgreSQL, with a copy for all and with one of each; then rules that a guide's broadcasts meet.
 */
const HOUSEHOLDS = 10_000;
const WORKERS = 2;
/** Long enough for workers to start and to rest. */
const LEAD_MS = 6_000;
const MOST_WAIT_MS = 120_000;

const [role, url = "", mode = "SHARED"] = process.argv.slice(2);
if (role === "worker") await work(url, mode as CopyMode);
else await compare();

async function compare(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-bench-"));
  const cluster = await startPostgresCluster({ folder });
  try {
    for (const copies of ["SHARED", "PRIVATE"] as const) {
      const database = await migrated(cluster.adminUrl("postgres"), `recordings_${copies.toLowerCase()}`);
      await measureStarts(database, copies);
    }
    await measureMatching(await migrated(cluster.adminUrl("postgres"), "recordings_rules"));
  } finally {
    await cluster[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
}

async function migrated(adminUrl: string, name: string): Promise<string> {
  const { client, ...admin } = await openRecordingsStore(adminUrl, undefined);
  await client.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  await admin[Symbol.asyncDispose]();
  const database = new URL(adminUrl);
  database.pathname = `/${name}`;
  await applyMigrations(database.href, "prisma/recordings/migrations");
  return database.href;
}

async function measureStarts(database: string, copies: CopyMode): Promise<void> {
  const store = await openRecordingsStore(database, undefined);
  const { client } = store;
  await furnish(client);
  const workers = Array.from({ length: WORKERS }, () =>
    fork(process.argv[1] ?? "", ["worker", database, copies]),
  );
  try {
    const dueAt = systemClock.now() + LEAD_MS;
    await client.$executeRaw`UPDATE recording SET starts_at = to_timestamp(${dueAt}::float8 / 1000)`;
    await new Promise((resolve) => setTimeout(resolve, LEAD_MS));
    for (;;) {
      const started = await client.recording.count({ where: { status: "RECORDING" } });
      const idle = await client.capture.count({ where: { leaseUntil: null } });
      const captures = await client.capture.count();
      const seconds = (systemClock.now() - dueAt) / 1_000;
      if (started === HOUSEHOLDS && idle === 0) {
        const text = `${started} recordings due at once, ${captures} ${copies} copies under way`;
        return console.log(`${text}: ${seconds.toFixed(1)} s on ${WORKERS} processes`);
      }
      if (seconds * 1_000 > MOST_WAIT_MS) throw new Error(`only ${started} started, ${idle} copies idle`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    for (const worker of workers) worker.kill();
    await store[Symbol.asyncDispose]();
  }
}

async function furnish(client: RecordingsStore): Promise<void> {
  await client.channel.create({
    data: {
      id: "ch_1",
      timezone: "UTC",
      entitlementTags: [],
      recordable: true,
      startOver: false,
      catchUpSeconds: 0,
    },
  });
  await client.$executeRaw`
    INSERT INTO household (account_id, total_seconds, asked_at, when_full)
    SELECT 'ac_' || n, 180000, now(), 'REFUSE' FROM generate_series(1, ${HOUSEHOLDS}::int) AS n`;
  await client.$executeRaw`
    INSERT INTO recording (id, account_id, broadcast_id, channel_id, title, is_repeat, identities, start, stop,
      before_seconds, after_seconds, starts_at, stops_at, status, charged_seconds, created_at, updated_at)
    SELECT 'rec_' || n, 'ac_' || n, 'br_1', 'ch_1', 'The Sunday crime show', false, '{}', now() + interval '1 minute',
      now() + interval '2 hours', 60, 300, now() + interval '1 hour', now() + interval '2 hours', 'SCHEDULED', 5400,
      now(), now()
    FROM generate_series(1, ${HOUSEHOLDS}::int) AS n`;
}

/** A process that starts what is due, and takes on copies that never end. */
async function work(database: string, copies: CopyMode): Promise<void> {
  const { client } = await openRecordingsStore(database, undefined);
  const nothing = async () => undefined;
  const desk = createRecordingDesk({
    client,
    copies,
    clock: systemClock,
    ids: randomIds,
    log: createLogger("warn"),
    announce: nothing,
    mostCopies: HOUSEHOLDS,
    recorder: {
      copy: () => new Promise(() => undefined),
      pieces: async () => [],
      publish: nothing,
      remove: nothing,
    },
  });
  for (;;) {
    const isBusy = (await desk.startNext()) || (await desk.takeOn());
    if (!isBusy) await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}
