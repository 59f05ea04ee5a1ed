import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { startPostgresCluster } from "../launcher/postgres-cluster.js";
import { ManualClock, systemClock } from "../lib/clock.js";
import { openEventBus } from "../lib/events/event-bus.js";
import { createInProcessLiveBus } from "../lib/events/live-bus.js";
import { randomIds } from "../lib/ids.js";
import { createLogger } from "../lib/logger.js";
import { applyMigrations } from "../lib/schema-engine.js";
import { serviceUnavailable } from "../lib/service.js";
import type { Said } from "../subgraphs/viewing/domain/viewing.js";
import { startViewing } from "../subgraphs/viewing/server.js";
import { openViewingStore, type ViewingStore } from "../subgraphs/viewing/store.js";

/**
 * `npm run bench:viewing`: rows a second that go into histories, beside the bare bulk upsert with the same driver on the
 * same PostgreSQL, in turns; and what a page of a long history takes beside one of a short one, as viewing answers it.
 * Starts a PostgreSQL of its own, which keeps what it commits.
 */
const BATCH = 1_000;
const CONNECTIONS = 2;
const PROFILES = 50_000;
const ROUND_MS = 5_000;
const ROUNDS = 4;
const PAGES = 400;

const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-bench-"));
const cluster = await startPostgresCluster({ folder });
try {
  const databaseUrl = await cluster.provide("viewing");
  await applyMigrations(databaseUrl, "prisma/viewing/migrations");
  await compareUpserts(databaseUrl);
  await comparePages(databaseUrl);
} finally {
  await cluster[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}

/** A batch of positions of random people, as a flusher brings it. */
function batchAt(watchedAt: number): Said[] {
  return Array.from({ length: BATCH }, () => {
    const person = Math.floor(Math.random() * PROFILES);
    return {
      accountId: `ac_${person}`,
      profileId: `pr_${person}`,
      kind: "CONTENT" as const,
      itemId: "mo_film",
      positionSeconds: 100,
      durationSeconds: 5_000,
      finishedFromSeconds: 4_750,
      watchedAt,
    };
  });
}

async function compareUpserts(databaseUrl: string): Promise<void> {
  const store = await openViewingStore(databaseUrl, undefined);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });
  await pool.query("CREATE TABLE bare (LIKE viewing INCLUDING ALL) WITH (fillfactor = 80)");
  const ways = {
    bare: (said: Said[]) => bareUpsert(pool, said),
    viewing: async (said: Said[]) => void (await store.record(said)),
  };
  const totals = { bare: 0, viewing: 0 };
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const name of round % 2 === 0 ? (["bare", "viewing"] as const) : (["viewing", "bare"] as const)) {
      const rate = await rowsPerSecond(ways[name]);
      // The first round fills the tables.
      if (round > 0) totals[name] += rate / ROUNDS;
    }
  }
  const ratio = (totals.viewing / totals.bare).toFixed(2);
  const rates = `${Math.round(totals.viewing)} rows/s, bare upsert ${Math.round(totals.bare)} rows/s`;
  console.log(`positions into histories: ${rates}, ratio ${ratio} (at least 0.7)`);
  await pool.query("DROP TABLE bare");
  await pool.end();
  await store[Symbol.asyncDispose]();
}

async function rowsPerSecond(write: (said: Said[]) => Promise<void>): Promise<number> {
  let rows = 0;
  const begun = performance.now();
  const lane = async () => {
    while (performance.now() < begun + ROUND_MS) {
      await write(batchAt(systemClock.now()));
      rows += BATCH;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  return (rows * 1_000) / (performance.now() - begun);
}

/** The least that does the work: sorted rows, newest wins, nothing else. */
async function bareUpsert(pool: pg.Pool, said: readonly Said[]): Promise<void> {
  const unique = [...new Map(said.map((one) => [one.accountId, one])).values()];
  const rows = unique.sort((left, right) => (left.accountId < right.accountId ? -1 : 1));
  await pool.query(
    `INSERT INTO bare AS v (account_id, profile_id, kind, item_id, position_seconds, duration_seconds,
       finished_from_seconds, play_count, watched_at)
     SELECT a, p, k, i, s, d, f, 1, to_timestamp(t / 1000)
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::int[], $8::float8[])
       AS given(a, p, k, i, s, d, f, t)
     ON CONFLICT (account_id, profile_id, kind, item_id) DO UPDATE SET
       position_seconds = excluded.position_seconds, duration_seconds = excluded.duration_seconds,
       finished_from_seconds = excluded.finished_from_seconds, watched_at = excluded.watched_at
     WHERE excluded.watched_at > v.watched_at`,
    [
      rows.map((one) => one.accountId),
      rows.map((one) => one.profileId),
      rows.map((one) => one.kind),
      rows.map((one) => one.itemId),
      rows.map((one) => one.positionSeconds),
      rows.map((one) => one.durationSeconds),
      rows.map((one) => one.finishedFromSeconds),
      rows.map((one) => one.watchedAt),
    ],
  );
}

async function comparePages(databaseUrl: string): Promise<void> {
  const clock = new ManualClock(systemClock.now());
  const context = { clock, ids: randomIds, log: createLogger("silent") };
  const events = openEventBus(context);
  const viewing = await startViewing({
    ...context,
    databaseUrl,
    live: createInProcessLiveBus(),
    events,
    peers: { call: (service) => Promise.reject(serviceUnavailable(service)) },
    verifier: {
      async verify(authorization) {
        const session = { deviceId: null, sessionId: null, scopes: [], expiresAt: 0 };
        return { accountId: authorization ?? "", profileId: "pr_1", ...session };
      },
    },
  });
  const store = await openViewingStore(databaseUrl, undefined);
  await fill(store, "ac_short", 50, clock);
  await fill(store, "ac_long", 5_000, clock);
  const page = async (accountId: string, archived: boolean) => {
    const query = `{ viewer { profile(id: "pr_1") { viewHistory(first: 20, includeArchived: ${archived}) {
      edges { cursor node { id positionSeconds finished watchedAt } } pageInfo { endCursor } } } } }`;
    const result = await viewing.subgraph.execute({ query }, { authorization: accountId, traceId: "bench" });
    if (result.errors) throw result.errors[0];
  };
  for (const archived of [false, true]) {
    const times: Record<string, number[]> = { ac_short: [], ac_long: [] };
    for (let turn = 0; turn < PAGES; turn += 1) {
      for (const accountId of turn % 2 === 0 ? ["ac_short", "ac_long"] : ["ac_long", "ac_short"]) {
        const begun = performance.now();
        await page(accountId, archived);
        times[accountId]?.push(performance.now() - begun);
      }
    }
    const [short, long] = [medianOf(times["ac_short"] ?? []), medianOf(times["ac_long"] ?? [])];
    const what = archived ? "a page with the archive" : "a page";
    console.log(
      `${what}: ${long.toFixed(2)} ms at 5,000 viewings, ${short.toFixed(2)} ms at 50, ratio ${(long / short).toFixed(2)} (at most 1.3)`,
    );
  }
  await store[Symbol.asyncDispose]();
  await viewing[Symbol.asyncDispose]();
  await events[Symbol.asyncDispose]();
}

/** A history of `count` viewings, an hour apart: what is beyond the cap lies in the archive. */
async function fill(
  store: ViewingStore,
  accountId: string,
  count: number,
  clock: ManualClock,
): Promise<void> {
  const now = clock.now();
  const said = Array.from({ length: count }, (_, index) => ({
    accountId,
    profileId: "pr_1",
    kind: "CONTENT" as const,
    itemId: `mo_${index}`,
    positionSeconds: 10,
    durationSeconds: 5_000,
    finishedFromSeconds: 4_750,
    watchedAt: now - index * 60 * 60_000,
  }));
  for (let begin = 0; begin < count; begin += BATCH) {
    const grown = await store.record(said.slice(begin, begin + BATCH));
    await store.overflow(grown, 0);
  }
}

function medianOf(times: readonly number[]): number {
  return times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)] ?? 0;
}
