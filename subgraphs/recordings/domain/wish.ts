import type { Airing } from "./airing.js";
import type { Recording } from "./recording.js";
import type { RecordingRule } from "./rule.js";

/** What a rule wants, undecided. */
export function wishOf(
  rule: Pick<RecordingRule, "id" | "accountId" | "padding">,
  airing: Airing,
  now: number,
  id: string,
): Recording {
  return {
    ...blankRecording(airing, now),
    id,
    accountId: rule.accountId,
    ruleId: rule.id,
    padding: rule.padding,
  };
}

/** A recording of an airing about which nothing is decided yet. */
export function blankRecording(airing: Airing, now: number) {
  return {
    airing,
    status: "SKIPPED" as const,
    reason: null,
    duplicateOf: null,
    protected: false,
    chargedSeconds: 0,
    actualStart: null,
    actualStop: null,
    vanishedAt: null,
    captureId: null,
    expiresAt: null,
    terms: null,
    createdAt: now,
    updatedAt: now,
  };
}
