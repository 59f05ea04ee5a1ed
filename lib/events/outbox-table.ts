import type { DurableEvent, Json, PlacedEvent } from "./event.js";
import { PARTITIONS, partitionOf } from "./event.js";
import type { SqlSession } from "./sql.js";

/** The class of advisory locks under which events of one partition are written one transaction after the other. */
const WRITING = 7_405;
/** The class of advisory locks under which one relay at a time carries a partition. */
const CARRYING = 7_406;
/** A timeline has room for 10^12 events, and 8,000 failovers for numbers that are exact in JavaScript. */
const TIMELINE_STEP = 2 ** 40;
/** The server's timeline grows with every failover and restore, after which a sequence may have gone back. */
const TIMELINE = `('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::bigint`;

/**
 * Writes events in the caller's transaction, as its last statement. Transactions that write to the same partition
 * wait here for each other's end: so positions grow in the order of commits, and whoever has read up to a position
 * has missed nothing before it.
 */
export async function appendEvents(tx: SqlSession, events: readonly DurableEvent[]): Promise<void> {
  const rows = events.map((event) => ({ ...event, partition: partitionOf(event.key) }));
  const json = JSON.stringify(rows);
  // In order, so that two transactions with several partitions never wait for each other in a circle.
  await tx.$queryRawUnsafe(
    `SELECT count(pg_advisory_xact_lock(${WRITING}, partition))::int AS locks FROM (
       SELECT DISTINCT partition FROM json_to_recordset($1::text::json) AS event(partition int) ORDER BY partition
     ) AS partitions`,
    json,
  );
  await tx.$queryRawUnsafe(
    `INSERT INTO outbox_event (position, id, partition, type, key, at, payload)
     SELECT ${TIMELINE} * ${TIMELINE_STEP} + nextval('outbox_event_position_seq'),
            event->>'id', (event->>'partition')::int, event->>'type', event->>'key',
            to_timestamp((event->>'at')::float8 / 1000), (event->'payload')::jsonb
     FROM json_array_elements($1::text::json) AS event`,
    json,
  );
}

interface Row {
  readonly position: string;
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly at: number;
  readonly payload: { readonly [name: string]: Json };
}

/** A partition's events behind a position, in order. */
export async function eventsAfter(
  sql: SqlSession,
  partition: number,
  after: number,
  limit: number,
): Promise<PlacedEvent[]> {
  const rows = await sql.$queryRawUnsafe<Row[]>(
    `SELECT position::text, id, type, key, (extract(epoch FROM at) * 1000)::float8 AS at, payload
     FROM outbox_event WHERE partition = $1::text::int AND position > $2::text::bigint
     ORDER BY position LIMIT $3::text::int`,
    ...[partition, after, limit].map(String),
  );
  return rows.map((row) => ({ ...row, position: Number(row.position) }));
}

export async function partitionsWithEvents(sql: SqlSession): Promise<number[]> {
  const rows = await sql.$queryRawUnsafe<{ partition: number }[]>(
    "SELECT DISTINCT partition FROM outbox_event ORDER BY partition",
  );
  return rows.map(({ partition }) => partition);
}

/** Keeps how far groups are; what was kept never goes back. A group that is new is waited for in all partitions. */
export async function saveGroups(
  sql: SqlSession,
  partition: number,
  groups: ReadonlyMap<string, number>,
): Promise<void> {
  if (groups.size === 0) return;
  await sql.$queryRawUnsafe(
    `INSERT INTO event_group (name, partition, position)
     SELECT key, partition, CASE WHEN partition = $1::text::int THEN value::bigint ELSE 0 END
     FROM json_each_text($2::text::json), generate_series(0, ${PARTITIONS - 1}) AS partition
     ON CONFLICT (name, partition) DO UPDATE SET position = excluded.position
     WHERE event_group.position < excluded.position`,
    String(partition),
    JSON.stringify(Object.fromEntries(groups)),
  );
}

/**
 * Deletes what every group has applied, but nothing behind `limit`.
 *
 * @returns up to where everything was applied: `limit` when there is no group.
 */
export async function sweepOutbox(sql: SqlSession, partition: number, limit: number): Promise<number> {
  const [row] = await sql.$queryRawUnsafe<{ applied: string }[]>(
    `WITH applied AS (
       SELECT least($2::text::bigint, min(position)) AS position FROM event_group WHERE partition = $1::text::int
     ), swept AS (
       DELETE FROM outbox_event USING applied
       WHERE partition = $1::text::int AND outbox_event.position <= applied.position
     )
     SELECT position::text AS applied FROM applied`,
    ...[partition, limit].map(String),
  );
  return Number(row?.applied ?? 0);
}

/** False when another relay carries this partition now; otherwise no other does until the transaction ends. */
export async function claimPartition(tx: SqlSession, partition: number): Promise<boolean> {
  const [row] = await tx.$queryRawUnsafe<{ claimed: boolean }[]>(
    `SELECT pg_try_advisory_xact_lock(${CARRYING}, $1::text::int) AS claimed`,
    String(partition),
  );
  return row?.claimed === true;
}
