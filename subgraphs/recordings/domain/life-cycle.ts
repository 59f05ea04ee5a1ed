/**
 * The life of a recording.
 *
 *     SCHEDULED ──> RECORDING ──> RECORDED | PARTIAL | FAILED ──> DELETED
 *      │    ^  \──────────────────────────────> FAILED (missed)
 *      v    │
 *     SKIPPED, CANCELLED
 *
 * What the guide, rules and rights bring about may come late, twice or too late, and then changes nothing; only what a
 * viewer asks for is refused where it makes no sense. Nothing but its viewer stops what is being recorded.
 */
export const RECORDING_STATUSES = [
  "SCHEDULED",
  "RECORDING",
  "RECORDED",
  "PARTIAL",
  "FAILED",
  "SKIPPED",
  "CANCELLED",
  "DELETED",
] as const;
export type RecordingStatus = (typeof RECORDING_STATUSES)[number];

export type RecordingReason =
  | "DUPLICATE"
  | "PREVIOUSLY_RECORDED"
  | "REPEAT"
  | "QUOTA"
  | "NOT_RECORDABLE"
  | "NOT_ENTITLED"
  | "NOT_LISTED"
  | "KEEP_LIMIT"
  | "RULE_REMOVED"
  | "CANCELLED_BY_VIEWER"
  | "MISSED"
  | "SOURCE_ERROR";

/** Why a broadcast that was wanted is not recorded. */
export type SkipReason = Extract<
  RecordingReason,
  | "DUPLICATE"
  | "PREVIOUSLY_RECORDED"
  | "REPEAT"
  | "QUOTA"
  | "NOT_RECORDABLE"
  | "NOT_ENTITLED"
  | "NOT_LISTED"
  | "KEEP_LIMIT"
>;

/** What can happen to a recording. */
export type LifeEvent =
  /** Its viewer asks for it, whatever rules say. */
  | { readonly type: "ASK" }
  /** A rule wants it. */
  | { readonly type: "PLAN" }
  | { readonly type: "SKIP"; readonly reason: SkipReason }
  | { readonly type: "CANCEL" }
  | { readonly type: "REMOVE_RULE" }
  | { readonly type: "START" }
  /** Everything that it was to have is there. */
  | { readonly type: "COMPLETE" }
  /** Something is there. */
  | { readonly type: "BREAK"; readonly reason: "MISSED" | "SOURCE_ERROR" }
  /** Nothing is there. */
  | { readonly type: "FAIL"; readonly reason: "MISSED" | "SOURCE_ERROR" }
  | { readonly type: "DELETE"; readonly reason: "KEEP_LIMIT" | null };

export const LIFE_EVENTS = [
  "ASK",
  "PLAN",
  "SKIP",
  "CANCEL",
  "REMOVE_RULE",
  "START",
  "COMPLETE",
  "BREAK",
  "FAIL",
  "DELETE",
] as const satisfies readonly LifeEvent["type"][];

/** Where an event leads; `same` changes nothing, `refused` tells whoever asked. */
type Outcome = RecordingStatus | "same" | "refused";

const TABLE: Readonly<Record<RecordingStatus, Readonly<Record<LifeEvent["type"], Outcome>>>> = {
  SCHEDULED: row("same", "same", "SKIPPED", "CANCELLED", "CANCELLED", "RECORDING", "same", "same", "FAILED"),
  RECORDING: row("same", "same", "same", "CANCELLED", "same", "same", "RECORDED", "PARTIAL", "FAILED"),
  RECORDED: row("same", "same", "same", "refused", "same", "same", "same", "same", "same", "DELETED"),
  PARTIAL: row("same", "same", "same", "refused", "same", "same", "same", "same", "same", "DELETED"),
  FAILED: row("SCHEDULED", "same", "same", "refused", "same", "same", "same", "same", "same", "DELETED"),
  SKIPPED: row("SCHEDULED", "SCHEDULED", "SKIPPED", "CANCELLED", "CANCELLED", "same", "same", "same", "same"),
  CANCELLED: row("SCHEDULED", "SCHEDULED", "same", "same", "same", "same", "same", "same", "same"),
  DELETED: row("SCHEDULED", "same", "same", "refused", "same", "same", "same", "same", "same", "same"),
};

/** In the order of LIFE_EVENTS; what is not there cannot be deleted. */
function row(...outcomes: readonly Outcome[]): Readonly<Record<LifeEvent["type"], Outcome>> {
  return Object.fromEntries(LIFE_EVENTS.map((type, index) => [type, outcomes[index] ?? "refused"])) as Record<
    LifeEvent["type"],
    Outcome
  >;
}

/** Where a recording stands, and why. */
export interface Standing {
  readonly status: RecordingStatus;
  readonly reason: RecordingReason | null;
}

/** Where `event` leads; "REFUSED" where a viewer asks for what makes no sense. The same standing where nothing changes. */
export function transition(standing: Standing, event: LifeEvent): Standing | "REFUSED" {
  // A viewer's no stands until the viewer says otherwise.
  if (event.type === "PLAN" && standing.reason === "CANCELLED_BY_VIEWER") return standing;
  const outcome = TABLE[standing.status][event.type];
  if (outcome === "same") return standing;
  if (outcome === "refused") return "REFUSED";
  const reason = reasonOf(event);
  if (outcome === standing.status && reason === standing.reason) return standing;
  return { status: outcome, reason };
}

function reasonOf(event: LifeEvent): RecordingReason | null {
  if ("reason" in event) return event.reason;
  if (event.type === "CANCEL") return "CANCELLED_BY_VIEWER";
  return event.type === "REMOVE_RULE" ? "RULE_REMOVED" : null;
}
