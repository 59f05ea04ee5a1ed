import type { SqlSession } from "./sql.js";

/** How far a group is behind a publisher. */
export interface GroupLag {
  readonly group: string;
  readonly entriesBehind: number;
  /** Age of the oldest event that the group has not applied; 0 when there is none. */
  readonly oldestMs: number;
}

export interface EventLag {
  readonly groups: readonly GroupLag[];
  /** Events that are kept because not every group has applied them. */
  readonly outbox: { readonly entries: number; readonly oldestMs: number };
}

interface Row {
  readonly group: string;
  readonly entries: number;
  readonly oldest: number | null;
}

/**
 * How far everyone is behind what the owner of this database publishes. Its outbox says so by itself, also while Redis
 * is away: groups are as far as a relay last heard.
 */
export async function measureLag(sql: SqlSession, now: number): Promise<EventLag> {
  const groups = await sql.$queryRawUnsafe<Row[]>(
    `SELECT name AS "group", count(id)::int AS entries, (extract(epoch FROM min(at)) * 1000)::float8 AS oldest
     FROM event_group LEFT JOIN outbox_event
       ON outbox_event.partition = event_group.partition AND outbox_event.position > event_group.position
     GROUP BY name ORDER BY name`,
  );
  const [outbox] = await sql.$queryRawUnsafe<Omit<Row, "group">[]>(
    "SELECT count(*)::int AS entries, (extract(epoch FROM min(at)) * 1000)::float8 AS oldest FROM outbox_event",
  );
  const ageOf = (oldest: number | null | undefined) => (oldest == null ? 0 : Math.max(0, now - oldest));
  return {
    groups: groups.map(({ group, entries, oldest }) => ({
      group,
      entriesBehind: entries,
      oldestMs: ageOf(oldest),
    })),
    outbox: { entries: outbox?.entries ?? 0, oldestMs: ageOf(outbox?.oldest) },
  };
}

/** Waits for a group no longer: for one that is gone for good. False when it was not known. */
export async function forgetGroup(sql: SqlSession, group: string): Promise<boolean> {
  const rows = await sql.$queryRawUnsafe<unknown[]>(
    "DELETE FROM event_group WHERE name = $1 RETURNING name",
    group,
  );
  return rows.length > 0;
}
