import type { Clock } from "../../lib/clock.js";
import { PlayheadError } from "../../lib/errors.js";
import { LastKnown } from "../../lib/last-known.js";
import type { Logger } from "../../lib/logger.js";
import { createPeerQuestions, questionTo } from "../../lib/peer-questions.js";
import type { CallerHeaders, ServiceTransport } from "../../lib/service.js";
import type { Viewer } from "../../lib/viewer.js";
import type { Person } from "./domain/viewing.js";
import { ProfilesOfViewerDocument } from "./generated/accounts-client.js";

/** Who belongs to the viewer's household, as accounts says. */
export interface People {
  /**
   * The person of this id; null where the household has none such.
   *
   * @throws PlayheadError SERVICE_UNAVAILABLE when accounts cannot be asked and never said.
   */
  person(viewer: Viewer, id: string, caller: CallerHeaders): Promise<Person | null>;
  /** The session's person, else the household's first; null where it has none. Throws as `person` does. */
  self(viewer: Viewer, caller: CallerHeaders): Promise<Person | null>;
  /** The household is not what accounts said last. */
  changed(accountId: string): void;
}

/** People come and go seldom, and a page of history should not cost a question to accounts. */
const CURRENT_MS = 60_000;
/** Households remembered, for that minute and for an outage of accounts: some 10 MB. */
const MOST_HOUSEHOLDS = 50_000;

const PROFILES = questionTo("accounts", ProfilesOfViewerDocument);

export function createPeople(options: { peers: ServiceTransport; clock: Clock; log: Logger }): People {
  const { clock } = options;
  const questions = createPeerQuestions(options);
  const households = new LastKnown<readonly string[]>(MOST_HOUSEHOLDS);

  async function profileIds({ accountId }: Viewer, caller: CallerHeaders, mustHave?: string) {
    const known = households.current(accountId);
    const asOf = clock.now();
    const isCurrent = known && Math.abs(asOf - known.asOf) < CURRENT_MS;
    // Who is not among those known may have come since.
    if (isCurrent && (mustHave === undefined || known.value.includes(mustHave))) return known.value;
    const answered = await questions.ask(PROFILES, {}, caller, ({ viewer }) => {
      const ids = viewer?.profiles.map(({ id }) => id) ?? [];
      households.learn(accountId, ids, asOf);
      return ids;
    });
    if (answered) return answered.learned;
    if (known) return known.value;
    throw new PlayheadError(
      "SERVICE_UNAVAILABLE",
      "whose profile this is cannot be checked now: try again in a minute",
    );
  }

  const personOf = ({ accountId }: Viewer, id: string): Person => ({ id, accountId });
  return {
    async person(viewer, id, caller) {
      // Accounts itself has written the session's profile into the token.
      if (viewer.profileId === id) return personOf(viewer, id);
      return (await profileIds(viewer, caller, id)).includes(id) ? personOf(viewer, id) : null;
    },
    async self(viewer, caller) {
      const id = viewer.profileId ?? (await profileIds(viewer, caller))[0];
      return id === undefined ? null : personOf(viewer, id);
    },
    changed: (accountId) => households.outdate(accountId, clock.now()),
  };
}
