import { assertNever } from "../../lib/assert-never.js";
import type { Clock } from "../../lib/clock.js";
import { LastKnown } from "../../lib/last-known.js";
import type { Logger } from "../../lib/logger.js";
import { createPeerQuestions, questionTo } from "../../lib/peer-questions.js";
import type { CallerHeaders, ServiceTransport } from "../../lib/service.js";
import type { Airing, ContentFacts } from "./domain/content-facts.js";
import { isRecording } from "./domain/slots/household.js";
import type { Fact, HouseholdFacts } from "./domain/start-decision.js";
import { HouseholdForPlayoutDocument } from "./generated/accounts-inner-client.js";
import { ContentForPlayoutDocument, type ContentForPlayoutQuery } from "./generated/catalog-client.js";
import { createRecordingFacts } from "./recording-facts.js";

/** What other services know and a start depends on. Never rejects: who cannot be asked is quoted, or unknown. */
export interface Facts {
  /** The viewer's household, asked each time, so that a purchase counts at once. Null where there is none. */
  household(accountId: string, caller: CallerHeaders): Promise<Fact<HouseholdFacts | null>>;
  /** Something to watch, asked at most once a minute. Null where there is none. */
  content(contentId: string, caller: CallerHeaders): Promise<Fact<ContentFacts | null>>;
  /** Whatever plays in a household: a content, or a recording of its own, which is asked for each time. */
  item(accountId: string, itemId: string, caller: CallerHeaders): Promise<Fact<ContentFacts | null>>;
  /** Whether a household was said to have changed at or after `asOf`, epoch ms. */
  hasHouseholdChangedSince(accountId: string, asOf: number): boolean;
  /** Whether a content, or every one, was said to have changed at or after `asOf`, epoch ms. */
  hasContentChangedSince(contentId: string, asOf: number): boolean;
  /** A household is not what accounts said last. */
  householdChanged(accountId: string): void;
  /** A household is gone. */
  householdErased(accountId: string): void;
  /** Contents are not what the catalog said last; all of them when it is not known which. */
  contentsChanged(contentIds: readonly string[] | "all"): void;
  /**
   * Some changes were not heard: nothing is sure any more. What was withdrawn may be back, too; what is not ends by the
   * group of withdrawals.
   */
  changesMissed(): void;
  /** Something was withdrawn, or is there again. */
  contentWithdrawn(contentId: string, isWithdrawn: boolean): void;
  /** Whether something was said to be withdrawn; false where nobody has said so. */
  isWithdrawn(contentId: string): boolean;
}

/** What the catalog says counts as current for this long: rights change overnight, and zapping is quick. */
const CONTENT_CURRENT_MS = 60_000;
/** Households remembered for an outage of accounts: some 20 MB at most, and more than one process serves. */
const MOST_HOUSEHOLDS = 50_000;
/** Far more channels than any operator has. */
const MOST_CONTENTS = 10_000;

const HOUSEHOLD = { ...questionTo("accounts", HouseholdForPlayoutDocument), isInner: true };
const CONTENT = questionTo("catalog", ContentForPlayoutDocument);

export function createFacts(options: { peers: ServiceTransport; clock: Clock; log: Logger }): Facts {
  const { clock } = options;
  const questions = createPeerQuestions(options);
  const households = new LastKnown<HouseholdFacts | null>(MOST_HOUSEHOLDS);
  /** In the order in which they were withdrawn. */
  const withdrawn = new Set<string>();
  const contents = new LastKnown<ContentFacts>(MOST_CONTENTS);
  const recordings = createRecordingFacts(questions, clock);

  const facts: Facts = {
    async household(accountId, caller) {
      const asOf = clock.now();
      const answered = await questions.ask(HOUSEHOLD, { accountId }, caller, (answer) => {
        const facts = answer.householdForPlayout ?? null;
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

    item: (accountId, itemId, caller) =>
      isRecording(itemId) ? recordings.recording(accountId, itemId, caller) : facts.content(itemId, caller),

    hasHouseholdChangedSince: (accountId, asOf) => households.hasChangedSince(accountId, asOf),

    hasContentChangedSince: (contentId, asOf) => contents.hasChangedSince(contentId, asOf),

    householdChanged: (accountId) => households.outdate(accountId, clock.now()),

    householdErased(accountId) {
      households.forget(accountId, clock.now());
      recordings.forget(accountId);
    },

    contentWithdrawn(contentId, isWithdrawn) {
      withdrawn.delete(contentId);
      if (isWithdrawn) withdrawn.add(contentId);
      const [oldest] = withdrawn;
      if (withdrawn.size > MOST_CONTENTS && oldest !== undefined) withdrawn.delete(oldest);
    },

    isWithdrawn: (contentId) => withdrawn.has(contentId),

    changesMissed() {
      contents.outdateAll(clock.now());
      households.outdateAll(clock.now());
      withdrawn.clear();
    },

    contentsChanged(contentIds) {
      if (contentIds === "all") contents.outdateAll(clock.now());
      else for (const id of contentIds) contents.outdate(id, clock.now());
    },
  };
  return facts;
}

function lastKnown<Value>(known: { readonly value: Value; readonly asOf: number } | undefined): Fact<Value> {
  return known ? { standing: "LAST_KNOWN", ...known } : { standing: "UNKNOWN" };
}

/** An airing as the catalog writes it: instants are ISO 8601. */
interface WrittenAiring {
  readonly start: string;
  readonly stop: string;
  readonly minimumAge: number | null;
}

function contentOf({ content }: ContentForPlayoutQuery): ContentFacts | null {
  if (!content) return null;
  const { title, entitlementTags } = content;
  switch (content.__typename) {
    case "Channel": {
      const airings = [content.now, content.next].flatMap((airing) => (airing ? [airingOf(airing)] : []));
      return { kind: "CHANNEL", title, entitlementTags, rights: content.rights, airings };
    }
    case "Broadcast": {
      const { rights, channel } = content;
      const airing = airingOf(content);
      return { kind: "BROADCAST", title, entitlementTags, channelId: channel.id, rights, airing };
    }
    case "Movie":
    case "Episode":
      return { kind: "ON_DEMAND", title, entitlementTags, minimumAge: content.minimumAge };
    case "Series":
      return { kind: "UNPLAYABLE", title, entitlementTags };
    default:
      return assertNever(content, "content");
  }
}

function airingOf({ start, stop, minimumAge }: WrittenAiring): Airing {
  return { start: Date.parse(start), stop: Date.parse(stop), minimumAge };
}
