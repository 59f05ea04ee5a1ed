import type { Clock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import { createPeerQuestions, questionTo } from "../../lib/peer-questions.js";
import type { CallerHeaders, ServiceTransport } from "../../lib/service.js";
import { ResumePositionDocument } from "./generated/viewing-client.js";

/** Where people go on with what they have begun, as viewing knows. */
export interface ResumePositions {
  /** Seconds from the start; null where from there, or where viewing does not say in time. Never rejects. */
  position(itemId: string, profileId: string | null, caller: CallerHeaders): Promise<number | null>;
}

const RESUME = questionTo("viewing", ResumePositionDocument);

export function createResumePositions(options: {
  readonly peers: ServiceTransport;
  readonly clock: Clock;
  readonly log: Logger;
}): ResumePositions {
  const questions = createPeerQuestions(options);
  return {
    async position(itemId, profileId, caller) {
      // A channel has no beginning.
      if (itemId.startsWith("ch_")) return null;
      const variables = { itemId, profileId };
      const answered = await questions.ask(
        RESUME,
        variables,
        caller,
        (answer) => answer.resumePositionSeconds ?? null,
      );
      return answered?.learned ?? null;
    },
  };
}
