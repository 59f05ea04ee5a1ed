import type { Clock } from "../clock.js";
import type { Logger } from "../logger.js";
import { isPassing } from "../passing-failure.js";
import { type Lane, lockPosition, movePosition } from "./consumed-table.js";
import type { Consumer } from "./consumer.js";
import type { DurableEvent, Json, PlacedEvent } from "./event.js";
import { type Loop, startLoop } from "./loop.js";
import type { SqlSession } from "./sql.js";

/** An event that a group gave up. `at` and `diedAt`: epoch ms. */
export interface DeadLetter extends DurableEvent {
  readonly group: string;
  readonly publisher: string;
  readonly error: string;
  readonly tries: number;
  readonly diedAt: number;
  /** An operator wants it applied again. */
  readonly replay: boolean;
}

/** What is kept of an error. */
const LONGEST_ERROR = 500;
/** How soon a replay begins. */
const REPLAY_POLL_MS = 5_000;
/** Dead letters that are listed at once. */
const MOST_LISTED = 1_000;

/** Puts an event aside and goes on behind it; gives how far the group is then. */
export async function bury(
  tx: SqlSession,
  lane: Lane,
  letter: {
    readonly event: PlacedEvent;
    readonly error: unknown;
    readonly tries: number;
    readonly at: number;
  },
): Promise<number | undefined> {
  const { event, error, tries, at } = letter;
  const held = await lockPosition(tx, lane);
  if (held === undefined || held >= event.position) return held;
  await tx.$queryRawUnsafe(
    `INSERT INTO dead_event ("group", publisher, id, type, key, at, payload, error, tries, died_at)
     VALUES ($1, $2, $3, $4, $5, to_timestamp($6::text::float8 / 1000), $7::text::jsonb, $8, $9::text::int,
             to_timestamp($10::text::float8 / 1000))
     ON CONFLICT ("group", id) DO NOTHING`,
    ...[lane.group, lane.publisher, event.id, event.type, event.key, String(event.at)],
    ...[JSON.stringify(event.payload), textOf(error), String(tries), String(at)],
  );
  await movePosition(tx, lane, event);
  return event.position;
}

/** Applies again what operators asked for, one at a time and in no order. */
export function startReplays<Tx extends SqlSession>(
  { group, database, handle }: Consumer<Tx>,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Loop {
  async function replayOne(): Promise<boolean> {
    let letter: DeadLetter | undefined;
    try {
      return await database.$transaction(async (tx) => {
        [letter] = await select(tx, `"group" = $1 AND replay LIMIT 1 FOR UPDATE SKIP LOCKED`, group);
        if (!letter) return false;
        const { id, type, key, at, payload } = letter;
        await handle({ id, type, key, at, payload }, tx);
        await tx.$queryRawUnsafe(`DELETE FROM dead_event WHERE "group" = $1 AND id = $2`, group, id);
        return true;
      });
    } catch (error) {
      if (!letter || isPassing(error)) throw error;
      const { id } = letter;
      await database.$transaction(async (tx) => {
        await tx.$queryRawUnsafe(
          `UPDATE dead_event SET replay = false, tries = tries + 1, error = $3 WHERE "group" = $1 AND id = $2`,
          ...[group, id, textOf(error)],
        );
      });
      return true;
    }
  }
  return startLoop(clock, async () => {
    try {
      while (await replayOne());
    } catch (error) {
      log.debug({ err: error, group }, "replays wait");
    }
    return REPLAY_POLL_MS;
  });
}

/** The newest first, or only the one of this id: an event may be dead for several groups. */
export function deadLetters(sql: SqlSession, id?: string): Promise<DeadLetter[]> {
  return id === undefined
    ? select(sql, `true ORDER BY died_at DESC LIMIT ${MOST_LISTED}`)
    : select(sql, "id = $1", id);
}

/** Has dead letters applied again, all or those of this id; gives how many there are. */
export function requestReplay(sql: SqlSession, id?: string): Promise<number> {
  const where = id === undefined ? "true" : "id = $1";
  return changed(sql, `UPDATE dead_event SET replay = true WHERE ${where} RETURNING id`, id);
}

/** Forgets a dead letter for good; gives how many there were. */
export function dropDeadLetter(sql: SqlSession, id: string): Promise<number> {
  return changed(sql, "DELETE FROM dead_event WHERE id = $1 RETURNING id", id);
}

async function changed(sql: SqlSession, statement: string, id: string | undefined): Promise<number> {
  const values = id === undefined ? [] : [id];
  return (await sql.$queryRawUnsafe<unknown[]>(statement, ...values)).length;
}

type Row = Omit<DeadLetter, "payload"> & { readonly payload: { readonly [name: string]: Json } };

async function select(sql: SqlSession, where: string, ...values: string[]): Promise<DeadLetter[]> {
  return await sql.$queryRawUnsafe<Row[]>(
    `SELECT "group", publisher, id, type, key, (extract(epoch FROM at) * 1000)::float8 AS at, payload, error, tries,
            (extract(epoch FROM died_at) * 1000)::float8 AS "diedAt", replay
     FROM dead_event WHERE ${where}`,
    ...values,
  );
}

function textOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_ERROR);
}
