import { assertNever } from "../../../lib/assert-never.js";
import { callerOf, type PlaybackContext } from "../context.js";
import type { ContentFacts } from "../domain/content-facts.js";
import type { StartCommand, StopCommand } from "../domain/slots/commands.js";
import {
  decideStart,
  type Fact,
  type HouseholdFacts,
  type StartDecision,
  type StartRequest,
} from "../domain/start-decision.js";
import type { Refusal } from "./start-refusal.js";

/** What a start was decided on. */
export interface Grounds {
  readonly request: StartRequest;
  /** When the two below were asked for, epoch ms. */
  readonly askedAt: number;
  readonly household: Fact<HouseholdFacts | null>;
  readonly content: Fact<ContentFacts | null>;
}

/**
 * Why a slot that was just granted is ended again: the household or what it plays changed while the start was under way
 * (its device was removed, a product or a right ended), and as they are now it may not start. Null where it may.
 */
export async function withdrawalOf(
  accountId: string,
  { playout: { slotId, contentId } }: StartCommand,
  { request, askedAt, household, content }: Grounds,
  context: PlaybackContext,
): Promise<Refusal | null> {
  const { facts, slots } = context;
  const caller = callerOf(context);
  const isOtherHousehold =
    household.standing !== "UNKNOWN" && facts.hasHouseholdChangedSince(accountId, askedAt);
  // What had changed before its owner went away is not asked for twice: that would be another second of waiting.
  const isOtherContent = content.standing !== "UNKNOWN" && facts.hasContentChangedSince(contentId, askedAt);
  const isWithdrawn = facts.isWithdrawn(contentId);
  if (!isOtherHousehold && !isOtherContent && !isWithdrawn) return null;
  const [householdNow, contentNow] = await Promise.all([
    isOtherHousehold ? facts.household(accountId, caller) : household,
    isOtherContent ? facts.item(accountId, contentId, caller) : content,
  ]);
  const now: StartDecision = isWithdrawn
    ? { verdict: "CONTENT_UNKNOWN" }
    : decideStart(request, householdNow, contentNow);
  if (now.verdict === "MAY_START") return null;
  await slots.run(accountId, { op: "stop", slotId, reason: reasonOf(now) });
  return now;
}

/** Why a stream that had begun may not go on, as its player is told. */
function reasonOf({ verdict }: Refusal): StopCommand["reason"] {
  switch (verdict) {
    case "NOT_ENTITLED":
      return "ENTITLEMENT_ENDED";
    case "DEVICE_NOT_REGISTERED":
    case "PROFILE_UNKNOWN":
      return "DEVICE_REMOVED";
    case "CONTENT_UNKNOWN":
    case "AGE_UNKNOWN":
    case "UNAVAILABLE":
    case "GEO_BLOCKED":
      return "CONTENT_WITHDRAWN";
    default:
      return assertNever(verdict, "refusal of a start");
  }
}
