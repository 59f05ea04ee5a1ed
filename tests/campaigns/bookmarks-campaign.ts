import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { startPostgresCluster } from "../../launcher/postgres-cluster.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { applyMigrations } from "../../lib/schema-engine.js";
import { startRedisServer } from "../support/redis-servers.js";
import type { Beat, BookmarkActorOrder } from "./bookmarks-actor.js";
import type { BookmarkFault } from "./bookmarks-faults.js";

/** How many acts of violence there are, of each kind. */
export interface BookmarkPlan {
  /** Kills of processes and crashes of PostgreSQL, mixed. */
  readonly kills: number;
  /** Ends of Redis, with all that it held. */
  readonly redisLosses: number;
  /** A mistake that the campaign is to notice. */
  readonly fault?: BookmarkFault | undefined;
}

/** What happened, and what is wrong; sound bookmarks leave `lost` and `stale` empty. */
export interface BookmarkReport {
  readonly counts: Readonly<Record<string, number>>;
  readonly lost: readonly string[];
  readonly stale: readonly string[];
}

const ACTOR = path.resolve("dist/tests/campaigns/bookmarks-actor.js");
const ACTORS = 3;
const PLAYERS = 200;
/** One kill in so many is PostgreSQL's. */
const CRASH_EVERY = 6;
const BETWEEN_KILLS_MS = 700;
const BETWEEN_BEATS_MS = 40;
/** Then somebody else plays. */
const BEATS_A_PLAYER = 15;
/** A player turns to another process when one has not answered within this. */
const ANSWER_MS = 2_000;
/** What is late, sent twice or left behind comes within this, if it comes. */
const AFTERMATH_MS = 12_000;
/** Longer than the leases of two that died one after the other. */
const DRAIN_MS = 60_000;

/** What one player knows: each position is higher than the one before it. */
interface Player {
  readonly accountId: string;
  sent: number;
  acknowledged: number;
  /** The highest that was ever seen in the database. */
  seen: number;
}

export async function runBookmarkCampaign(plan: BookmarkPlan): Promise<BookmarkReport> {
  await using lifecycle = new Lifecycle("bookmark campaign");
  const redis = lifecycle.use("Redis", await startRedisServer());
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-bookmarks-"));
  lifecycle.defer("folder", () => rm(folder, { recursive: true, force: true }));
  const cluster = lifecycle.use("PostgreSQL", await startPostgresCluster({ folder }));
  const databaseUrl = await cluster.provide("viewing");
  await applyMigrations(databaseUrl, "prisma/viewing/migrations");

  const counts = { acknowledged: 0, kills: 0, crashes: 0, redisLosses: 0, unanswered: 0 };
  const cast = castActors({ databaseUrl, redisUrl: redis.url, fault: plan.fault });
  lifecycle.defer("actors", () => cast.end());
  const players: Player[] = [];
  const nextPlayer = (): Player => {
    const player = { accountId: `ac_${players.length}`, sent: 0, acknowledged: 0, seen: 0 };
    players.push(player);
    return player;
  };
  const stale: string[] = [];
  let isOver = false;
  const playing = Array.from({ length: PLAYERS }, async () => {
    let player = nextPlayer();
    while (!isOver) {
      // Who falls silent says nothing that would cover up a loss.
      if (player.sent >= BEATS_A_PLAYER) player = nextPlayer();
      await delay(Math.random() * 2 * BETWEEN_BEATS_MS);
      player.sent += 1;
      const positionSeconds = player.sent;
      if (await cast.beat(player.accountId, positionSeconds)) {
        player.acknowledged = positionSeconds;
        counts.acknowledged += 1;
      } else counts.unanswered += 1;
    }
  });

  for (let loss = 0; loss <= plan.redisLosses; loss += 1) {
    for (let kill = 0; kill < plan.kills / (plan.redisLosses + 1); kill += 1) {
      await delay(Math.random() * 2 * BETWEEN_KILLS_MS);
      // On a busy machine all of them would be dead all the time, and nothing would happen.
      await cast.untilOneActs();
      if (counts.kills % CRASH_EVERY === CRASH_EVERY - 1) {
        counts.crashes += await crashPostgres(cluster.adminUrl("postgres"));
      } else cast.kill(counts.kills % ACTORS);
      counts.kills += 1;
      await look(databaseUrl, players, stale);
    }
    if (loss === plan.redisLosses) break;
    // Redis and a process that alone remembers what Redis was told do not die together: what was said up to now is
    // handed over first, and what Redis loses here after it. Players go on all the while.
    await settle(databaseUrl, players, stale);
    await redis.restart();
    counts.redisLosses += 1;
    await settle(databaseUrl, players, stale);
  }
  isOver = true;
  await Promise.all(playing);
  const lost = await settle(databaseUrl, players, stale);
  await delay(AFTERMATH_MS);
  await look(databaseUrl, players, stale);
  return { counts, lost, stale };
}

/** Waits until every position is there that is acknowledged now; gives those that are not. */
async function settle(databaseUrl: string, players: readonly Player[], stale: string[]): Promise<string[]> {
  const due = players.map((player) => ({ player, acknowledged: player.acknowledged }));
  const missing = () => due.filter(({ player, acknowledged }) => player.seen < acknowledged);
  for (let waited = 0; waited < DRAIN_MS; waited += 500) {
    await delay(500);
    await look(databaseUrl, players, stale);
    if (missing().length === 0) break;
  }
  return missing().map(
    ({ player, acknowledged }) => `${player.accountId} was told ${acknowledged}, and is at ${player.seen}`,
  );
}

/** Compares what is in the database with what was there before: nothing goes back. */
async function look(databaseUrl: string, players: readonly Player[], stale: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ account_id: string; position_seconds: number }>(
      "SELECT account_id, position_seconds FROM viewing",
    );
    const found = new Map(rows.map((row) => [row.account_id, row.position_seconds]));
    for (const player of players) {
      const position = found.get(player.accountId) ?? 0;
      if (position < player.seen)
        stale.push(`${player.accountId} went from ${player.seen} back to ${position}`);
      if (position > player.sent) stale.push(`${player.accountId} is at ${position}, which nobody said`);
      player.seen = position;
    }
  } catch {
    // It is down just now: the next look sees.
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** One of its processes dies, and PostgreSQL ends all of them and recovers from its log, as after a crash. */
async function crashPostgres(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    process.kill(rows[0]?.pid ?? 0, "SIGKILL");
    return 1;
  } catch {
    return 0;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function castActors(order: BookmarkActorOrder) {
  const actors: { process: ChildProcess; isReady: boolean }[] = [];
  const waiting = new Map<number, (isAnswered: boolean) => void>();
  let number = 0;
  let isOver = false;

  function start(index: number): void {
    const child = spawn(process.execPath, [ACTOR, JSON.stringify(order)], {
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const actor = { process: child, isReady: false };
    actors[index] = actor;
    child.on("message", (message: { number?: number; ready?: boolean }) => {
      if (message.ready) actor.isReady = true;
      if (message.number !== undefined) waiting.get(message.number)?.(true);
    });
    child.on("error", () => undefined);
    // Killed, or it could not start while PostgreSQL recovers.
    child.once("exit", () => {
      actor.isReady = false;
      if (!isOver) setTimeout(() => start(index), 100).unref();
    });
  }
  for (let index = 0; index < ACTORS; index += 1) start(index);

  const ready = () => actors.filter(({ isReady }) => isReady);
  return {
    async untilOneActs(): Promise<void> {
      while (ready().length === 0) await delay(50);
    },
    kill: (index: number) => void actors[index]?.process.kill("SIGKILL"),
    /** False where nobody answered: then nobody knows. */
    beat(accountId: string, positionSeconds: number): Promise<boolean> {
      const acting = ready();
      const actor = acting[Math.floor(Math.random() * acting.length)];
      if (!actor) return Promise.resolve(false);
      number += 1;
      const beat: Beat = { number, accountId, positionSeconds };
      return new Promise((resolve) => {
        const timer = setTimeout(() => done(false), ANSWER_MS);
        const done = (isAnswered: boolean) => {
          clearTimeout(timer);
          waiting.delete(beat.number);
          resolve(isAnswered);
        };
        waiting.set(beat.number, done);
        actor.process.send(beat, (error) => error && done(false));
      });
    },
    end() {
      isOver = true;
      for (const { process: child } of actors) child.kill("SIGKILL");
    },
  };
}
