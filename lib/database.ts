import { PrismaPg } from "@prisma/adapter-pg";
import type { SqlDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { demandWanted } from "./cancellation.js";
import { PatientPool } from "./patient-pool.js";

/** Connections a service opens to its database at most; PostgreSQL's default allows 100 in all. */
const MOST_CONNECTIONS = 10;
/**
 * A connection that nobody needed for so long is closed. A rush that opens them anew pays for a process of PostgreSQL's
 * each.
 */
const IDLE_CONNECTION_MS = 60_000;
/** A statement that takes longer is stopped by the database: nobody waits for its answer any more. */
const STATEMENT_TIMEOUT_MS = 10_000;
/** A process that froze in a transaction loses it, and what it had locked; nothing computes this long in between. */
const IDLE_IN_TRANSACTION_MS = 60_000;
/** How long to wait for a connection before the caller is told. */
const CONNECTION_TIMEOUT_MS = 3_000;
/**
 * Transactions of Prisma's: a wait that ends after the pool's own, which knows whether this process stood still, and as
 * long as one statement may take.
 */
const TRANSACTIONS = { maxWait: 2 * CONNECTION_TIMEOUT_MS, timeout: STATEMENT_TIMEOUT_MS };

/** The driver under a service's Prisma client: a bounded pool with time-outs on everything. */
export function createDatabaseAdapter(connectionString: string): SqlDriverAdapterFactory {
  const pool = new PatientPool({
    connectionString,
    max: MOST_CONNECTIONS,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    // The driver reads and writes instants as UTC, whatever zone the database is set to. All statements here are short:
    // compiling one, as PostgreSQL does where it expects much, takes longer than running it.
    options: "-c TimeZone=UTC -c jit=off",
  });
  const factory = new PrismaPg(pool, { disposeExternalPool: true });
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    await demandUtc(pool);
    const { queryRaw, startTransaction } = adapter;
    // Not begun for whom nobody waits any more; a transaction that has begun runs to its end.
    adapter.queryRaw = async (query) => {
      demandWanted();
      return queryRaw.call(adapter, query);
    };
    adapter.startTransaction = async (isolationLevel) => {
      demandWanted();
      return startTransaction.call(adapter, isolationLevel);
    };
    return adapter;
  };
  return factory;
}

/** What a session is called that reads and writes instants as the driver does. */
const UTC = ["UTC", "Etc/UTC"];

/** Sessions are in another zone, where what a connection asked for did not reach the server: all instants would be wrong. */
class OtherTimeZone extends Error {}

async function demandUtc(pool: PatientPool): Promise<void> {
  const { rows } = await pool.query<{ TimeZone: string }>("SHOW TimeZone");
  const zone = rows[0]?.TimeZone ?? "nothing";
  if (!UTC.includes(zone)) throw new OtherTimeZone(zone);
}

/** The part of a generated Prisma client that opening and closing needs. */
interface ClosableClient {
  $connect(): Promise<void>;
  $disconnect(): Promise<void>;
}

/** Generated clients type `$on` per schema, in a way that no shared interface fits; this is what it does. */
interface ReportsQueries {
  $on(event: "query", listener: (event: { readonly query: string }) => void): void;
}

/**
 * Connects a generated client and hands it over with its release. `create` gets the options all clients share.
 *
 * @throws Error "cannot reach the <service> database …" when there is no answer, without the password; "… must answer in
 * UTC" when it keeps another time.
 */
export async function openDatabase<Client extends ClosableClient>(options: {
  readonly service: string;
  readonly databaseUrl: string;
  readonly onStatement: ((sql: string) => void) | undefined;
  readonly create: (shared: {
    adapter: SqlDriverAdapterFactory;
    transactionOptions: typeof TRANSACTIONS;
    log: { emit: "event"; level: "query" }[];
  }) => Client;
}): Promise<{ client: Client } & AsyncDisposable> {
  const { service, databaseUrl, onStatement } = options;
  const client = options.create({
    adapter: createDatabaseAdapter(databaseUrl),
    transactionOptions: TRANSACTIONS,
    log: onStatement ? [{ emit: "event", level: "query" }] : [],
  });
  if (onStatement) (client as unknown as ReportsQueries).$on("query", (event) => onStatement(event.query));
  try {
    await client.$connect();
  } catch (error) {
    await client.$disconnect().catch(() => undefined);
    if (error instanceof OtherTimeZone) {
      throw new Error(
        `the ${service} database must answer in UTC, got ${error.message}: behind a pooler, ALTER ROLE … SET TimeZone = 'UTC' (docs/operations.md)`,
      );
    }
    throw unreachableDatabase(service, databaseUrl, error);
  }
  return { client, [Symbol.asyncDispose]: () => client.$disconnect() };
}

/** What a start says of a database that does not let it in. */
export function unreachableDatabase(service: string, databaseUrl: string, cause: unknown): Error {
  const why = cause instanceof Error && cause.message ? ` (${cause.message})` : "";
  return new Error(
    `cannot reach the ${service} database at ${withoutPassword(databaseUrl)}${why}: is PostgreSQL running there, and is the URL right?`,
    { cause },
  );
}

/** `postgresql://user@host:port/name`: what may be shown of a connection string. */
export function withoutPassword(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl);
    return `${url.protocol}//${url.username}@${url.host}${url.pathname}`;
  } catch {
    return "(a malformed connection string)";
  }
}
