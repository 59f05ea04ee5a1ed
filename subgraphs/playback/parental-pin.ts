import type { Clock } from "../../lib/clock.js";
import { PlayheadError } from "../../lib/errors.js";
import type { Logger } from "../../lib/logger.js";
import { createPeerQuestions, questionTo } from "../../lib/peer-questions.js";
import type { CallerHeaders, ServiceTransport } from "../../lib/service.js";
import { CheckParentalPinDocument } from "./generated/accounts-inner-client.js";

const CHECK = { ...questionTo("accounts", CheckParentalPinDocument), isInner: true };

/** Asks accounts whether a PIN is right: null where it is, else how many tries are left. */
export type CheckPin = (
  accountId: string,
  profileId: string,
  pin: string,
  caller: CallerHeaders,
) => Promise<{ readonly attemptsLeft: number } | null>;

/**
 * Rejects with SERVICE_UNAVAILABLE while accounts cannot be asked: what protects children fails closed, and says so; what is
 * within a profile's limit goes on starting.
 */
export function createPinCheck(options: { peers: ServiceTransport; clock: Clock; log: Logger }): CheckPin {
  const questions = createPeerQuestions(options);
  return async (accountId, profileId, pin, { traceId, clientAddress }) => {
    const answer = await questions.ask(
      CHECK,
      { accountId, profileId, pin },
      { traceId, clientAddress },
      (said) => said,
    );
    if (!answer) {
      throw new PlayheadError("SERVICE_UNAVAILABLE", "the PIN cannot be checked now: try again in a minute");
    }
    const { isRight, attemptsLeft } = answer.learned.checkParentalPin;
    return isRight ? null : { attemptsLeft };
  };
}
