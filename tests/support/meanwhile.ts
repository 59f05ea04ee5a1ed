import { expect, vi } from "vitest";
import type { SqlSession } from "../../lib/events/sql.js";

/** Begins work on a database, and goes on as soon as it waits there for somebody's lock, or is done. */
export async function meanwhile<T>(
  database: SqlSession,
  work: () => Promise<T>,
): Promise<{ readonly done: Promise<T> }> {
  const waiting = await lockWaits(database);
  const done = work();
  let isOver = false;
  void done.catch(() => undefined).finally(() => (isOver = true));
  const isHeldUp = async () => isOver || (await lockWaits(database)) > waiting;
  await vi.waitFor(async () => expect(await isHeldUp()).toBe(true), { timeout: 15_000, interval: 5 });
  return { done };
}

async function lockWaits(database: SqlSession): Promise<number> {
  const [row] = await database.$queryRawUnsafe<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return row?.count ?? 0;
}
