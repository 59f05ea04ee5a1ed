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

/** Positions are handed over every second; what was away for long catches up. */
const HANDED_OVER_MS = 60_000;

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
    return told ? [{ accountId: viewer.household.accountId, ...told }] : [];
  });
  const until = performance.now() + HANDED_OVER_MS;
  for (;;) {
    const kept = await positions(databaseUrl, itemId);
    const lost = due.filter(({ accountId, positionSeconds, at }) => {
      const isExcused = excused !== null && at >= excused.from && at <= excused.to;
      return !isExcused && (kept.get(accountId) ?? -1) < positionSeconds;
    });
    if (lost.length === 0 || performance.now() > until) {
      const told = lost.map(
        ({ accountId, positionSeconds }) =>
          `${accountId} was told ${positionSeconds}, and is at ${kept.get(accountId)}`,
      );
      return { lost: told, checked: due.length };
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function positions(databaseUrl: string, itemId: string): Promise<ReadonlyMap<string, number>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ account_id: string; position_seconds: number }>(
      "SELECT account_id, position_seconds FROM viewing WHERE item_id = $1",
      [itemId],
    );
    return new Map(rows.map((row) => [row.account_id, row.position_seconds]));
  } finally {
    await client.end();
  }
}
