/**
 * SQLSTATE classes and codes of the driver and of Prisma that blame the way to the database, its room or its mode, or
 * another transaction.
 */
const NOBODYS_FAULT =
  /^(08...|25006|25P03|40001|40P01|53...|57...|P1\d\d\d|P2024|P2028|P2034|ECONN\w+|EPIPE|ETIMEDOUT)$/;
/** Those of them, and of Prisma's kinds, that blame another transaction. */
const UNDONE: ReadonlySet<unknown> = new Set(["40001", "40P01", "P2034", "TransactionWriteConflict"]);
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

type Said = Readonly<Record<"code" | "originalCode" | "kind" | "message" | "cause" | "meta", unknown>>;

/** Whether the same work may well succeed next time: the database was away or full, or another transaction in the way. */
export function isPassing(error: unknown): boolean {
  return someCause(error, ({ code, originalCode, kind, message }) => {
    if ([code, originalCode].some((text) => NOBODYS_FAULT.test(String(text)))) return true;
    return PASSING_KINDS.has(kind) || (typeof message === "string" && CONNECTION_LOST.test(message));
  });
}

/**
 * Runs a transaction, and once more where the database undid it for another one's sake, which is done by then. For those
 * that change nothing but the database.
 */
export async function despiteConflict<Result>(transaction: () => Promise<Result>): Promise<Result> {
  try {
    return await transaction();
  } catch (error) {
    if (
      !someCause(error, (said) => [said.code, said.originalCode, said.kind].some((one) => UNDONE.has(one)))
    ) {
      throw error;
    }
    return transaction();
  }
}

function someCause(error: unknown, holds: (said: Said) => boolean, depth = 0): boolean {
  if (!(error instanceof Object) || depth > DEEPEST_CAUSE) return false;
  const said = error as Said;
  if (holds(said)) return true;
  // Prisma tells its driver's error beside its own.
  const { cause, meta } = said;
  const driverError = meta instanceof Object && "driverAdapterError" in meta ? meta.driverAdapterError : null;
  return someCause(cause, holds, depth + 1) || someCause(driverError, holds, depth + 1);
}
