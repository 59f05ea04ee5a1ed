import { PARTITIONS, type PlacedEvent } from "./event.js";
import type { SqlSession } from "./sql.js";

/** One partition of a publisher, as a group goes through it. */
export interface Lane {
  readonly group: string;
  readonly publisher: string;
  readonly partition: number;
}

const OF_LANE = `"group" = $1 AND publisher = $2 AND partition = $3::text::int`;

function keyOf({ group, publisher, partition }: Lane): [string, string, string] {
  return [group, publisher, String(partition)];
}

/** How far the group is in each partition of a publisher; the first time it is at the beginning of all. */
export async function openPositions(
  tx: SqlSession,
  group: string,
  publisher: string,
): Promise<ReadonlyMap<number, number>> {
  await tx.$queryRawUnsafe(
    `INSERT INTO consumed_event ("group", publisher, partition)
     SELECT $1, $2, partition FROM generate_series(0, ${PARTITIONS - 1}) AS partition
     ON CONFLICT ("group", publisher, partition) DO NOTHING`,
    ...[group, publisher],
  );
  const rows = await tx.$queryRawUnsafe<{ partition: number; position: string }[]>(
    `SELECT partition, position::text FROM consumed_event WHERE "group" = $1 AND publisher = $2`,
    ...[group, publisher],
  );
  return new Map(rows.map(({ partition, position }) => [partition, Number(position)]));
}

/**
 * How far the group is; until the transaction ends nobody else applies this partition. The lock is the fence, too: a
 * replica that lost it has lost its transaction. Undefined when another replica has it.
 */
export async function lockPosition(tx: SqlSession, lane: Lane): Promise<number | undefined> {
  const [row] = await tx.$queryRawUnsafe<{ position: string }[]>(
    `SELECT position::text FROM consumed_event WHERE ${OF_LANE} FOR UPDATE SKIP LOCKED`,
    ...keyOf(lane),
  );
  return row && Number(row.position);
}

/** Everything up to `event` is applied. */
export async function movePosition(tx: SqlSession, lane: Lane, event: PlacedEvent): Promise<void> {
  await tx.$queryRawUnsafe(
    `UPDATE consumed_event SET position = $4::text::bigint, event_id = $5, failed_id = NULL, tries = 0
     WHERE ${OF_LANE}`,
    ...keyOf(lane),
    String(event.position),
    event.id,
  );
}

/** How often this event has failed by now, in all replicas together. */
export async function noteFailure(tx: SqlSession, lane: Lane, eventId: string): Promise<number> {
  const [row] = await tx.$queryRawUnsafe<{ tries: number }[]>(
    `UPDATE consumed_event SET failed_id = $4, tries = CASE WHEN failed_id = $4 THEN tries + 1 ELSE 1 END
     WHERE ${OF_LANE} RETURNING tries`,
    ...keyOf(lane),
    eventId,
  );
  return row?.tries ?? 1;
}
