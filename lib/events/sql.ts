import type { Logger } from "../logger.js";
import { PatientPool } from "../patient-pool.js";

/**
 * What events need of a database, and a generated Prisma client has: lib/ knows no service's client. Values are texts
 * that the statement casts, and so are numbers beyond 2^31 that it gives: drivers differ in everything else.
 */
export interface SqlSession {
  $queryRawUnsafe<Rows = unknown>(statement: string, ...values: string[]): PromiseLike<Rows>;
}

/** A database that runs a whole piece of work or nothing of it. */
export interface SqlDatabase<Tx extends SqlSession> {
  $transaction<Result>(
    work: (tx: Tx) => Promise<Result>,
    options?: { readonly timeout?: number; readonly maxWait?: number },
  ): Promise<Result>;
}

/** A pool of its own beside the one that answers viewers: events never take a connection from them. */
export interface EventPool extends SqlSession, SqlDatabase<SqlSession>, AsyncDisposable {}

/** Partitions take turns on these. */
const MOST_CONNECTIONS = 3;
const STATEMENT_TIMEOUT_MS = 10_000;
const CONNECTION_TIMEOUT_MS = 3_000;
/** A process that froze in a transaction loses it, and what it had locked, after this. */
const IDLE_IN_TRANSACTION_MS = 30_000;

export function openEventPool(databaseUrl: string, log: Logger): EventPool {
  const pool = new PatientPool({
    connectionString: databaseUrl,
    max: MOST_CONNECTIONS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    // Events are carried as long as the service runs, and keep no process alive beyond that.
    allowExitOnIdle: true,
  });
  const onLost = (error: Error) => log.debug({ err: error }, "the events' connection was lost");
  pool.on("error", onLost);
  // Also while it is in use, and while it is given back: an error that nobody hears would end the process.
  pool.on("connect", (client) => client.on("error", onLost));
  return {
    $queryRawUnsafe: (statement, ...values) => queryOn(pool, statement, values),
    async $transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query("BEGIN");
        const result = await work({
          $queryRawUnsafe: (statement, ...values) => queryOn(client, statement, values),
        });
        await client.query("COMMIT");
        return result;
      } catch (error) {
        await client.query("ROLLBACK").catch((failure: Error) => {
          broken = failure;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

async function queryOn<Rows>(
  session: { query(statement: string, values: string[]): Promise<{ rows: unknown[] }> },
  statement: string,
  values: string[],
): Promise<Rows> {
  return (await session.query(statement, values)).rows as Rows;
}
