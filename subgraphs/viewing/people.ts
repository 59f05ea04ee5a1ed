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
  /** The household is gone: nothing is remembered of it. */
  forget(accountId: string): void;
}

/** People come and go seldom, and a page of history should not cost a question to accounts. */
const CURRENT_MS = 60_000;
/** Households remembered, for that minute and for an outage of accounts: some 10 MB. */
const MOST_HOUSEHOLDS = 50_000;

/** A question about a household's people. */
interface Asked {
  /** When it was asked, epoch ms. */
  readonly asOf: number;
  /** Undefined where accounts could not be asked. Never rejects. */
  readonly answer: Promise<{ readonly learned: readonly string[] } | undefined>;
}

const PROFILES = questionTo("accounts", ProfilesOfViewerDocument);

export function createPeople(options: { peers: ServiceTransport; clock: Clock; log: Logger }): People {
  const { clock } = options;
  const questions = createPeerQuestions(options);
  const households = new LastKnown<readonly string[]>(MOST_HOUSEHOLDS);
  const underWay = new Map<string, Asked>();

  /** A page has hundreds of fields that need to know: they share a question, unless the household has changed since. */
  function ask(accountId: string, caller: CallerHeaders): Asked {
    const shared = underWay.get(accountId);
    if (shared && !households.hasChangedSince(accountId, shared.asOf)) return shared;
    const asOf = clock.now();
    const answer = questions.ask(PROFILES, {}, caller, ({ viewer }) => {
      const ids = viewer?.profiles.map(({ id }) => id) ?? [];
      households.learn(accountId, ids, asOf);
      return ids;
    });
    const asked = { asOf, answer };
    underWay.set(accountId, asked);
    void answer.then(() => underWay.get(accountId) === asked && underWay.delete(accountId));
    return asked;
  }

  async function profileIds({ accountId }: Viewer, caller: CallerHeaders, mustHave?: string) {
    const known = households.current(accountId);
    const now = clock.now();
    const isCurrent = known && Math.abs(now - known.asOf) < CURRENT_MS;
    const hasAll = (ids: readonly string[]) => mustHave === undefined || ids.includes(mustHave);
    if (isCurrent && hasAll(known.value)) return known.value;
    const { asOf, answer } = ask(accountId, caller);
    let answered = await answer;
    // Who was not among them may have come since; what is under way by now was asked later.
    if (answered && asOf < now && !hasAll(answered.learned)) answered = await ask(accountId, caller).answer;
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
    forget: (accountId) => households.forget(accountId, clock.now()),
  };
}
