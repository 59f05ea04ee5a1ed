import type { EventLog } from "../../lib/events/event-log.js";
import type { SqlDatabase, SqlSession } from "../../lib/events/sql.js";

/** Mistakes that somebody could make in lib/events, each put in from outside. The campaign must notice every one. */
export const FAULTS = [
  "events are acknowledged before their effect is committed",
  "the position is not moved with the effect",
  "replicas do not exclude each other",
  "transactions of a partition do not wait for each other",
  "a change and its event are two transactions",
  "the outbox is swept as soon as it is relayed",
] as const;
export type Fault = (typeof FAULTS)[number];

/** Every statement through `rewrite`; null leaves it out. */
function rewriting(
  database: SqlDatabase<SqlSession>,
  rewrite: (statement: string) => string | null,
): SqlDatabase<SqlSession> {
  return {
    $transaction: (work, options) =>
      database.$transaction(
        (tx) =>
          work({
            async $queryRawUnsafe<Rows>(statement: string, ...values: string[]) {
              const rewritten = rewrite(statement);
              return rewritten === null ? ([] as Rows) : await tx.$queryRawUnsafe<Rows>(rewritten, ...values);
            },
          }),
        options,
      ),
  };
}

export function faultyConsumerDatabase(
  database: SqlDatabase<SqlSession>,
  fault: Fault | undefined,
): SqlDatabase<SqlSession> {
  if (fault === "the position is not moved with the effect") {
    return rewriting(database, (sql) => (sql.startsWith("UPDATE consumed_event SET position") ? null : sql));
  }
  if (fault === "replicas do not exclude each other") {
    return rewriting(database, (sql) => sql.replace("FOR UPDATE SKIP LOCKED", ""));
  }
  return database;
}

export function faultyPublisherDatabase(
  database: SqlDatabase<SqlSession>,
  fault: Fault | undefined,
): SqlDatabase<SqlSession> {
  if (fault === "transactions of a partition do not wait for each other") {
    // A little later than usual, as on a busy machine.
    return rewriting(database, (sql) => {
      if (sql.includes("pg_advisory_xact_lock")) return null;
      return sql.startsWith("INSERT INTO outbox_event")
        ? `${sql} RETURNING pg_sleep(random() * 0.02)::text`
        : sql;
    });
  }
  if (fault === "a change and its event are two transactions") return splitting(database);
  return database;
}

/** Commits what comes before the outbox's first statement, and the outbox's statements on their own. */
function splitting(database: SqlDatabase<SqlSession>): SqlDatabase<SqlSession> {
  return {
    async $transaction(work, options) {
      const late: [string, string[]][] = [];
      const result = await database.$transaction(
        (tx) =>
          work({
            async $queryRawUnsafe<Rows>(statement: string, ...values: string[]) {
              if (!/outbox_event|pg_advisory_xact_lock/.test(statement)) {
                return await tx.$queryRawUnsafe<Rows>(statement, ...values);
              }
              late.push([statement, values]);
              return [] as Rows;
            },
          }),
        options,
      );
      await database.$transaction(async (tx) => {
        for (const [statement, values] of late) await tx.$queryRawUnsafe(statement, ...values);
      });
      return result;
    },
  };
}

export function faultyLog(eventLog: EventLog, fault: Fault | undefined): EventLog {
  if (fault !== "events are acknowledged before their effect is committed") return eventLog;
  return {
    ...eventLog,
    async read(request) {
      const page = await eventLog.read(request);
      const last = page.events.at(-1);
      if (last) await eventLog.read({ ...request, after: last.position, limit: 1 });
      return page;
    },
  };
}

/** What the publisher's database is given for a fault. */
export async function prepareFault(publisher: SqlSession, fault: Fault | undefined): Promise<void> {
  if (fault !== "the outbox is swept as soon as it is relayed") return;
  await publisher.$queryRawUnsafe(
    `CREATE FUNCTION pretend() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN NEW.position := 9000000000000000; RETURN NEW; END $$`,
  );
  await publisher.$queryRawUnsafe(
    "CREATE TRIGGER pretend BEFORE INSERT OR UPDATE ON event_group FOR EACH ROW EXECUTE FUNCTION pretend()",
  );
}
