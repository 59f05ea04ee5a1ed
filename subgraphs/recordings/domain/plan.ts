import { Episodes } from "./episode-identity.js";
import type { LifeEvent, RecordingStatus, SkipReason } from "./life-cycle.js";
import { holdOf, lengthOf, type Made, oldestFor, type Quota } from "./quota.js";
import { obstacleInRule, type Speaker } from "./rule-choice.js";

/** An airing that a household may record, in time still: what its viewer asked for, or what a rule wants. */
export interface Candidate {
  readonly id: string;
  readonly status: RecordingStatus;
  /** As who the rules speak that want it; null for what the viewer asked for. */
  readonly rule: Speaker | null;
  readonly start: number;
  readonly chargedSeconds: number;
  readonly identities: readonly string[];
  readonly isRepeat: boolean;
  /** On a channel that repeats another one an hour later. */
  readonly isTimeshift: boolean;
  readonly recordable: boolean;
  readonly entitled: boolean;
  /** False where the guide has not had it for a day. */
  readonly listed: boolean;
  /** It was scheduled before a rule was changed: no change of rules takes its room away. */
  readonly isPromised: boolean;
  /** It is about to begin: for it others may go. */
  readonly isSoon: boolean;
}

/** What there is for a household's recordings. */
export interface Room extends Pick<Quota, "totalSeconds" | "usedSeconds"> {
  /** What may be deleted for what is about to begin; none where the household wants wishes to be refused rather. */
  readonly mayGo: readonly Made[];
}

/** What becomes of each candidate that is not as it should be already, and what is deleted for them. */
export interface Plan {
  readonly decisions: readonly Decision[];
  readonly going: readonly string[];
}

/** An episode that the household has, has had, or is recording. */
export interface Past {
  readonly id: string;
  readonly status: RecordingStatus;
  readonly identities: readonly string[];
  readonly ruleId: string | null;
  readonly protected: boolean;
}

/** What becomes of a candidate. */
export interface Decision {
  readonly id: string;
  readonly event: LifeEvent;
  readonly duplicateOf: string | null;
}

const PLAN: LifeEvent = { type: "PLAN" };

/**
 * What a household records of what it may, decided over all of it at once, so that it does not matter in which order it
 * became known. What viewers asked for stays. Of airings of the same episode one is recorded: rather an original than a
 * repeat or a channel an hour later, then the first. Room goes by priority, then by time; what is about to begin and has
 * none gets that of the oldest that may go.
 */
export function planHousehold(candidates: readonly Candidate[], past: readonly Past[], room: Room): Plan {
  const running = candidates.filter(({ status }) => status === "RECORDING");
  const asked = candidates.filter((one) => one.rule === null && isUndecided(one));
  const planned = candidates.filter((one) => one.rule !== null && isUndecided(one));
  const decisions = new Map<string, Decision>();
  const decide = ({ id }: Candidate, event: LifeEvent, duplicateOf: string | null = null) =>
    decisions.set(id, { id, event, duplicateOf });

  const protectedBy = protectedByRule(past);
  for (const one of asked) {
    const reason = obstacleTo(one, protectedBy);
    if (reason) decide(one, { type: "SKIP", reason });
  }
  const free = asked.filter(({ id }) => !decisions.has(id));
  const stays = free.filter(({ status }) => status === "SCHEDULED");
  // What was in the way of the others is gone.
  const willing = free.filter(({ status }) => status === "SKIPPED");
  const recorded = new Episodes(past.filter(({ status: made }) => countsAsRecorded(made)));
  const chosen = new Episodes([...running, ...free]);
  for (const one of planned.toSorted(byClaim)) {
    const reason = obstacleTo(one, protectedBy);
    const twin = reason || !one.rule?.deduplicate ? null : twinOf(one, recorded, chosen);
    if (reason) decide(one, { type: "SKIP", reason });
    else if (twin) decide(one, { type: "SKIP", reason: twin.reason }, twin.id);
    else {
      chosen.add(one);
      (one.isPromised ? stays : willing).push(one);
    }
  }
  const held = lengthOf([...running, ...stays]);
  const { fitting, going } = giveRoom(willing, room.totalSeconds - room.usedSeconds - held, room.mayGo);
  for (const one of willing) decide(one, fitting.has(one.id) ? PLAN : { type: "SKIP", reason: "QUOTA" });
  return { decisions: candidates.flatMap(({ id }) => decisions.get(id) ?? []), going };
}

/**
 * Which of them fit into `seconds`, and what is deleted so that they do: for each no more than it takes itself, also where
 * a product ended and the household has more than there is. For what is scheduled that late others have gone already.
 */
function giveRoom(
  willing: readonly Candidate[],
  seconds: number,
  mayGo: readonly Made[],
): { readonly fitting: ReadonlySet<string>; readonly going: readonly string[] } {
  const paid = willing.filter(({ status, isSoon }) => status === "SCHEDULED" && isSoon);
  const excess = Math.max(0, lengthOf(paid) - seconds);
  let left = seconds;
  const fitting = new Set<string>();
  const going = new Set<string>();
  for (const one of willing.toSorted(byPriority)) {
    const missing = one.chargedSeconds - left;
    const others = () => mayGo.filter(({ id }) => !going.has(id));
    const freed = missing <= 0 ? [] : one.isSoon ? oldestFor(missing, excess, others()) : null;
    if (freed === null) continue;
    for (const { id, chargedSeconds } of freed) {
      going.add(id);
      left += chargedSeconds;
    }
    left -= one.chargedSeconds;
    fitting.add(one.id);
  }
  return { fitting, going: [...going] };
}

function isUndecided({ status }: Candidate): boolean {
  return status === "SCHEDULED" || status === "SKIPPED";
}

/** Whether what keeps a candidate from being recorded lies in itself, its channel or its rule. */
function obstacleTo(one: Candidate, protectedBy: ReadonlyMap<string, number>): SkipReason | null {
  if (!one.recordable) return "NOT_RECORDABLE";
  if (!one.entitled) return "NOT_ENTITLED";
  if (!one.listed) return "NOT_LISTED";
  return one.rule === null ? null : obstacleInRule(one.rule, one.isRepeat, protectedBy);
}

/** How many of what a household has each of its rules made, and may not delete. */
export function protectedByRule(past: readonly Past[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const made of past) {
    if (made.ruleId === null || !made.protected || holdOf(made.status) !== "used") continue;
    counts.set(made.ruleId, (counts.get(made.ruleId) ?? 0) + 1);
  }
  return counts;
}

function twinOf(
  one: Candidate,
  recorded: Episodes<Past>,
  chosen: Episodes<Candidate>,
): { readonly id: string; readonly reason: "PREVIOUSLY_RECORDED" | "DUPLICATE" } | null {
  const before = recorded.firstTwin(one);
  if (before) return { id: before.id, reason: "PREVIOUSLY_RECORDED" };
  const twin = chosen.firstTwin(one);
  return twin ? { id: twin.id, reason: "DUPLICATE" } : null;
}

/** History outlives the file: what was watched and deleted is not recorded again. What broke off is, where it can. */
export function countsAsRecorded(status: RecordingStatus): boolean {
  return status === "RECORDED" || status === "DELETED";
}

/** Of one episode's airings the first in this order is recorded. */
function byClaim(left: Candidate, right: Candidate): number {
  return (
    Number(left.isRepeat || left.isTimeshift) - Number(right.isRepeat || right.isTimeshift) ||
    Number(right.isPromised) - Number(left.isPromised) ||
    (right.rule?.priority ?? 0) - (left.rule?.priority ?? 0) ||
    left.start - right.start ||
    compare(left.id, right.id)
  );
}

function byPriority(left: Candidate, right: Candidate): number {
  return (
    Number(left.rule !== null) - Number(right.rule !== null) ||
    (right.rule?.priority ?? 0) - (left.rule?.priority ?? 0) ||
    left.start - right.start ||
    compare(left.id, right.id)
  );
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
