import type { GraphQLError } from "graphql";
import { PlayheadError } from "../lib/errors.js";
import type { Caller } from "./caller.js";
import type { CheckedOperation, OperationChecker, OperationRequest } from "./operations.js";
import type { ReadingTurns } from "./rates/reading-turns.js";

/** Checks an operation, one whose text is new in the turn of its address; or gives every reason why it may not run. */
export type OperationReader = (
  request: OperationRequest,
  caller: Caller,
) => Promise<CheckedOperation | readonly GraphQLError[]>;

/** Reads what comes over WebSockets and streams as what comes over HTTP is read: one address keeps nobody else waiting. */
export function createOperationReader(
  check: OperationChecker,
  turns: Pick<ReadingTurns, "note" | "take">,
): OperationReader {
  return async (request, caller) => {
    turns.note(caller.clientAddress);
    if (check.knows(request.query)) return check(request, caller);
    try {
      using reading = await turns.take(caller.clientAddress);
      // Somebody whose turn came before may have sent the same.
      if (!check.knows(request.query)) reading.begin();
      return check(request, caller);
    } catch (error) {
      if (error instanceof PlayheadError) return [error];
      throw error;
    }
  };
}
