import type { Clock } from "../../lib/clock.js";
import { LastKnown } from "../../lib/last-known.js";
import type { Logger } from "../../lib/logger.js";
import { createPeerQuestions, questionTo } from "../../lib/peer-questions.js";
import type { CallerHeaders, ServiceTransport } from "../../lib/service.js";
import type { ContentFacts, Fact, HouseholdFacts } from "./domain/start-decision.js";
import { HouseholdForPlayoutDocument, type HouseholdForPlayoutQuery } from "./generated/accounts-client.js";
import { ContentForPlayoutDocument, type ContentForPlayoutQuery } from "./generated/catalog-client.js";

/** What other services know and a start depends on. Never rejects: who cannot be asked is quoted, or unknown. */
export interface Facts {
  /** The viewer's household, asked each time, so that a purchase counts at once. Null where there is none. */
  household(accountId: string, caller: CallerHeaders): Promise<Fact<HouseholdFacts | null>>;
  /** Something to watch, asked at most once a minute. Null where there is none. */
  content(contentId: string, caller: CallerHeaders): Promise<Fact<ContentFacts | null>>;
  /** Whether a household was said to have changed at or after `asOf`, epoch ms. */
  hasHouseholdChangedSince(accountId: string, asOf: number): boolean;
  /** A household is not what accounts said last. */
  householdChanged(accountId: string): void;
  /** A household is gone. */
  householdErased(accountId: string): void;
  /** Contents are not what the catalog said last; all of them when it is not known which. */
  contentsChanged(contentIds: readonly string[] | "all"): void;
}

/** What the catalog says counts as current for this long: rights change overnight, and zapping is quick. */
const CONTENT_CURRENT_MS = 60_000;
/** Households remembered for an outage of accounts: some 20 MB at most, and more than one process serves. */
const MOST_HOUSEHOLDS = 50_000;
/** Far more channels than any operator has. */
const MOST_CONTENTS = 10_000;

const HOUSEHOLD = questionTo("accounts", HouseholdForPlayoutDocument);
const CONTENT = questionTo("catalog", ContentForPlayoutDocument);

export function createFacts(options: { peers: ServiceTransport; clock: Clock; log: Logger }): Facts {
  const { clock } = options;
  const questions = createPeerQuestions(options);
  const households = new LastKnown<HouseholdFacts | null>(MOST_HOUSEHOLDS);
  const contents = new LastKnown<ContentFacts>(MOST_CONTENTS);

  return {
    async household(accountId, caller) {
      const asOf = clock.now();
      const answered = await questions.ask(HOUSEHOLD, {}, caller, (answer) => {
        const facts = householdOf(answer);
        households.learn(accountId, facts, asOf);
        return facts;
      });
      if (answered) return { standing: "CURRENT", value: answered.learned, asOf };
      return lastKnown(households.current(accountId));
    },

    async content(contentId, caller) {
      const asOf = clock.now();
      const known = contents.current(contentId);
      if (known && Math.abs(asOf - known.asOf) < CONTENT_CURRENT_MS) return { standing: "CURRENT", ...known };
      const answered = await questions.ask(CONTENT, { id: contentId }, caller, (answer) => {
        const facts = contentOf(answer);
        // What does not exist is not remembered: anybody can make up ids.
        if (facts) contents.learn(contentId, facts, asOf);
        return facts;
      });
      if (answered) return { standing: "CURRENT", value: answered.learned, asOf };
      // What has changed since is still the best guess while the catalog is away: channels go on.
      return lastKnown(contents.get(contentId));
    },

    hasHouseholdChangedSince: (accountId, asOf) => households.hasChangedSince(accountId, asOf),

    householdChanged: (accountId) => households.outdate(accountId, clock.now()),

    householdErased: (accountId) => households.forget(accountId, clock.now()),

    contentsChanged(contentIds) {
      if (contentIds === "all") contents.outdateAll(clock.now());
      else for (const id of contentIds) contents.outdate(id, clock.now());
    },
  };
}

function lastKnown<Value>(known: { readonly value: Value; readonly asOf: number } | undefined): Fact<Value> {
  return known ? { standing: "LAST_KNOWN", ...known } : { standing: "UNKNOWN" };
}

function householdOf({ viewer }: HouseholdForPlayoutQuery): HouseholdFacts | null {
  if (!viewer) return null;
  return {
    country: viewer.country,
    entitlementTags: viewer.entitlementTags,
    concurrentStreams: viewer.limits.concurrentStreams,
    deviceIds: viewer.devices.map(({ id }) => id),
    profileIds: viewer.profiles.map(({ id }) => id),
  };
}

function contentOf({ content }: ContentForPlayoutQuery): ContentFacts | null {
  if (!content) return null;
  return {
    title: content.title,
    entitlementTags: content.entitlementTags,
    countries: content.__typename === "Channel" ? content.rights.countries : null,
  };
}
