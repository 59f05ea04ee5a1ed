import { assertNever } from "../../lib/assert-never.js";
import { availableSeconds } from "./domain/quota.js";
import type { RuleOutcome } from "./rule-book.js";
import type { WishOutcome } from "./wishes.js";

/** What came of a wish, as the schema says it. */
export function presentWish(outcome: WishOutcome) {
  switch (outcome.kind) {
    case "Recording":
      return { __typename: "Recording" as const, ...outcome.recording };
    case "QuotaExceeded": {
      const { requiredSeconds, quota } = outcome;
      const left = availableSeconds(quota);
      const message = `it needs ${requiredSeconds} s, and there are ${left} s of ${quota.totalSeconds} s left`;
      return { __typename: "QuotaExceeded" as const, message, requiredSeconds, quota };
    }
    case "NotRecordable":
      return {
        __typename: "NotRecordable" as const,
        message: WHY[outcome.reason] ?? "it cannot be recorded",
        reason: outcome.reason,
      };
    case "NotFound":
      return { __typename: "NotFound" as const, message: "there is nothing with this id" };
    case "WrongRecordingState": {
      const message = `that makes no sense for a recording that is ${outcome.status}`;
      return { __typename: "WrongRecordingState" as const, message, status: outcome.status };
    }
    default:
      return assertNever(outcome, "outcome");
  }
}

const WHY: Readonly<Partial<Record<string, string>>> = {
  NOT_RECORDABLE: "its channel may not be recorded",
  NOT_ENTITLED: "the household holds no product that opens its channel",
  MISSED: "it is over, and cannot be had any more",
};

/** What came of a rule, as the schema says it. */
export function presentRule(outcome: RuleOutcome) {
  if (outcome === null) return { __typename: "NotFound" as const, message: "there is no rule with this id" };
  return "id" in outcome
    ? { __typename: "RecordingRule" as const, ...outcome }
    : { __typename: "InvalidInput" as const, ...outcome };
}
