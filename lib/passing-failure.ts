/**
 * SQLSTATE classes and codes of the driver and of Prisma that blame the way to the database, its room or its mode, or another
 * transaction.
 */
const NOBODYS_FAULT =
  /^(08...|25006|25P03|40001|40P01|53...|57...|P1\d\d\d|P2024|P2028|P2034|ECONN\w+|EPIPE|ETIMEDOUT)$/;
/** What the driver says without a code. */
const CONNECTION_LOST =
  /connection terminated|closed the connection|not queryable|connection error|timeout exceeded when trying to connect/i;
/** Kinds of Prisma's driver adapters that have no code. */
const PASSING_KINDS: ReadonlySet<unknown> = new Set([
  "ConnectionClosed",
  "DatabaseNotReachable",
  "SocketTimeout",
  "TooManyConnections",
  "TransactionWriteConflict",
]);

/** An error within an error within an error: deeper ones are somebody's cycle. */
const DEEPEST_CAUSE = 5;

/** Whether the same work may well succeed next time: the database was away or full, or another transaction in the way. */
export function isPassing(error: unknown, depth = 0): boolean {
  if (!(error instanceof Object) || depth > DEEPEST_CAUSE) return false;
  const { code, originalCode, kind, message, cause, meta } = error as Record<string, unknown>;
  if ([code, originalCode].some((text) => NOBODYS_FAULT.test(String(text)))) return true;
  if (PASSING_KINDS.has(kind)) return true;
  if (typeof message === "string" && CONNECTION_LOST.test(message)) return true;
  // Prisma tells its driver's error beside its own.
  const driverError = meta instanceof Object && "driverAdapterError" in meta ? meta.driverAdapterError : null;
  return isPassing(cause, depth + 1) || isPassing(driverError, depth + 1);
}
