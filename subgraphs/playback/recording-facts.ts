import { assertNever } from "../../lib/assert-never.js";
import type { Clock } from "../../lib/clock.js";
import { LastKnown } from "../../lib/last-known.js";
import { type PeerQuestions, questionTo } from "../../lib/peer-questions.js";
import type { CallerHeaders } from "../../lib/service.js";
import type { RecordingFacts } from "./domain/content-facts.js";
import type { Fact } from "./domain/start-decision.js";
import {
  RecordingForPlayoutDocument,
  type RecordingForPlayoutQuery,
} from "./generated/recordings-inner-client.js";

/** What recordings knows of what households recorded. Never rejects. */
export interface HouseholdRecordings {
  /** A recording of this household, and of no other; null where it has none such that may be shown now. */
  recording(
    accountId: string,
    recordingId: string,
    caller: CallerHeaders,
  ): Promise<Fact<RecordingFacts | null>>;
  /** A household is gone. */
  forget(accountId: string): void;
}

/** Households remembered for an outage of recordings, and what of each: some 20 MB at most. */
const MOST_HOUSEHOLDS = 10_000;
const MOST_A_HOUSEHOLD = 20;

const RECORDING = { ...questionTo("recordings", RecordingForPlayoutDocument), isInner: true };

/** Asked each time: what was deleted, or hidden with its channel's right, is not played on a memory. */
export function createRecordingFacts(questions: PeerQuestions, clock: Clock): HouseholdRecordings {
  /** What each household played, the household that played last at the end. */
  const played = new Map<string, LastKnown<RecordingFacts | null>>();

  function learn(accountId: string, recordingId: string, facts: RecordingFacts | null, asOf: number): void {
    const known = played.get(accountId) ?? new LastKnown<RecordingFacts | null>(MOST_A_HOUSEHOLD);
    // What does not exist is remembered only where it did: anybody can make up ids.
    if (!facts && !known.get(recordingId)) return;
    known.learn(recordingId, facts, asOf);
    played.delete(accountId);
    played.set(accountId, known);
    const [oldest] = played.keys();
    if (played.size > MOST_HOUSEHOLDS && oldest !== undefined) played.delete(oldest);
  }

  return {
    async recording(accountId, recordingId, caller) {
      const asOf = clock.now();
      const variables = { accountId, id: recordingId };
      const answered = await questions.ask(RECORDING, variables, caller, (answer) => {
        const facts = factsOf(answer);
        learn(accountId, recordingId, facts, asOf);
        return facts;
      });
      if (answered) return { standing: "CURRENT", value: answered.learned, asOf };
      const known = played.get(accountId)?.get(recordingId);
      return known ? { standing: "LAST_KNOWN", ...known } : { standing: "UNKNOWN" };
    },
    forget: (accountId) => void played.delete(accountId),
  };
}

function factsOf({ recordingForPlayout }: RecordingForPlayoutQuery): RecordingFacts | null {
  if (!recordingForPlayout) return null;
  const { title, entitlementTags, countries, channelId, folder, playlist, status, ...airing } =
    recordingForPlayout;
  const { start, stop, minimumAge } = airing;
  return {
    kind: "RECORDING",
    title,
    entitlementTags,
    countries,
    channelId,
    place: folder === null || playlist === null ? null : { folder, playlist },
    media: mediaOf(status),
    airing: { start: Date.parse(start), stop: Date.parse(stop), minimumAge },
  };
}

function mediaOf(
  status: NonNullable<RecordingForPlayoutQuery["recordingForPlayout"]>["status"],
): RecordingFacts["media"] {
  switch (status) {
    case "SCHEDULED":
      return "AWAITED";
    case "RECORDING":
    case "RECORDED":
    case "PARTIAL":
      return "THERE";
    case "FAILED":
    case "SKIPPED":
    case "CANCELLED":
    case "DELETED":
      return "NONE";
    default:
      return assertNever(status, "status of a recording");
  }
}
