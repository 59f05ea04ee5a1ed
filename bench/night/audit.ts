import pg from "pg";
import { createLogger } from "../../lib/logger.js";
import { openRedis, untilReady } from "../../lib/redis.js";
import { expiresAt } from "../../subgraphs/playback/domain/slots/household.js";
import { readKeptHouseholds } from "../../subgraphs/playback/redis/kept-households.js";
import type { Viewer } from "./viewer.js";

/** Whoever audits has time. */
const READY_MS = 60_000;

/** How many households hold more streams than they may at `now`, of how many that hold any. */
export async function countOversubscribed(redisUrl: string, now: number) {
  const redis = openRedis({
    url: redisUrl,
    name: "night audit",
    log: createLogger("silent"),
    commandTimeoutMs: 0,
  });
  try {
    await untilReady(redis, redisUrl, READY_MS);
    let households = 0;
    let oversubscribed = 0;
    for await (const kept of readKeptHouseholds(redis)) {
      for (const { household } of kept) {
        const running = [...household.slots.values()].filter((slot) => expiresAt(slot) > now).length;
        if (running > 0) households += 1;
        if (running > household.limit.streams) oversubscribed += 1;
      }
    }
    return { households, oversubscribed };
  } finally {
    redis.disconnect();
  }
}

/** Positions are handed over every second, and copies taken on anew after twenty; what was away for long catches up. */
const CAUGHT_UP_MS = 60_000;
const LOOK_EVERY_MS = 500;

/**
 * Positions of `itemId` that viewers were told are kept and that viewing does not have in the end; those in `excused` may
 * be lost, epoch ms.
 */
export async function lostBookmarks(
  databaseUrl: string,
  viewers: readonly Viewer[],
  itemId: string,
  excused: { readonly from: number; readonly to: number } | null,
): Promise<{ readonly lost: string[]; readonly checked: number }> {
  const due = viewers.flatMap((viewer) => {
    const told = viewer.acknowledged.get(itemId);
    return told ? [{ profileId: viewer.profileId, ...told }] : [];
  });
  const lost = await untilNone(async () => {
    const kept = await positions(databaseUrl, itemId);
    return due.flatMap(({ profileId, positionSeconds, at }) => {
      const isExcused = excused !== null && at >= excused.from && at <= excused.to;
      if (isExcused || (kept.get(profileId) ?? -1) >= positionSeconds) return [];
      return [`${profileId} was told ${positionSeconds}, and is at ${kept.get(profileId)}`];
    });
  });
  return { lost, checked: due.length };
}

/** What households that were told that they record it have not whole in the end. */
export function missingRecordings(databaseUrl: string, accountIds: readonly string[]): Promise<string[]> {
  return untilNone(async () => {
    const rows = await read<{ account_id: string; status: string; reason: string | null }>(
      databaseUrl,
      "SELECT account_id, status, reason FROM recording",
    );
    const found = new Map(rows.map((row) => [row.account_id, row]));
    return accountIds.flatMap((accountId) => {
      const { status, reason } = found.get(accountId) ?? {};
      return status === "RECORDED" ? [] : [`${accountId} has its recording ${status} ${reason ?? ""}`];
    });
  });
}

/** What is wrong in the end: what passes in time is not. */
async function untilNone(look: () => Promise<string[]>): Promise<string[]> {
  const until = performance.now() + CAUGHT_UP_MS;
  for (;;) {
    const wrong = await look();
    if (wrong.length === 0 || performance.now() > until) return wrong;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function positions(databaseUrl: string, itemId: string): Promise<ReadonlyMap<string, number>> {
  const rows = await read<{ profile_id: string; position_seconds: number }>(
    databaseUrl,
    "SELECT profile_id, position_seconds FROM viewing WHERE item_id = $1",
    [itemId],
  );
  return new Map(rows.map((row) => [row.profile_id, row.position_seconds]));
}

async function read<Row extends pg.QueryResultRow>(
  databaseUrl: string,
  sql: string,
  values: readonly string[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}
