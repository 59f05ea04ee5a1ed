import type { Airing, Padding } from "./airing.js";
import type { Followed } from "./follow.js";
import type { RecordingReason, RecordingStatus } from "./life-cycle.js";
import { countsAsRecorded } from "./plan.js";
import type { RuleTerms } from "./rule.js";

/** A household's recording of one airing, with its own copy of what the guide said. Instants are epoch ms. */
export interface Recording extends Followed {
  readonly id: string;
  readonly accountId: string;
  readonly airing: Airing;
  readonly padding: Padding;
  readonly status: RecordingStatus;
  readonly reason: RecordingReason | null;
  readonly duplicateOf: string | null;
  /** Null for what the viewer asked for. */
  readonly ruleId: string | null;
  readonly protected: boolean;
  readonly chargedSeconds: number;
  readonly actualStart: number | null;
  readonly actualStop: number | null;
  readonly captureId: string | null;
  /** When it is deleted; null where nothing says so. */
  readonly expiresAt: number | null;
  /** The terms by which its rule scheduled it, where the rule was changed since: they keep it scheduled. */
  readonly terms: RuleTerms | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Household {
  readonly id: string;
}

/** Something of another service, known by its id alone. */
export interface Reference {
  readonly id: string;
}

/** Which of a household's recordings a page is of. */
export interface RecordingQuery {
  readonly accountId: string;
  /** Null: of any. */
  readonly statuses: readonly RecordingStatus[] | null;
  readonly seriesId: string | null;
}

/** A page, and what it is of, for counting. */
export interface RecordingPage {
  readonly edges: readonly { readonly cursor: string; readonly node: Recording }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly query: RecordingQuery;
}

/** When a recording is due, and when it is over: the broadcast's times with padding, epoch ms. */
export function windowOf({ airing, padding }: Pick<Recording, "airing" | "padding">): {
  readonly startsAt: number;
  readonly stopsAt: number;
} {
  return {
    startsAt: airing.start - padding.beforeSeconds * 1_000,
    stopsAt: airing.stop + padding.afterSeconds * 1_000,
  };
}

/** Whether the household had it: what it deleted without ever having had anything of it does not count. */
export function wasMade({ status, actualStop }: Pick<Recording, "status" | "actualStop">): boolean {
  return countsAsRecorded(status) && actualStop !== null;
}

/**
 * How long a made recording plays and where in it the programme ends, in seconds; nulls until it is made. Of a part
 * there is what was charged.
 */
export function playedLength({
  status,
  airing,
  padding,
  chargedSeconds,
}: Pick<Recording, "status" | "airing" | "padding" | "chargedSeconds">): {
  readonly durationSeconds: number | null;
  readonly creditsFromSeconds: number | null;
} {
  if (status !== "RECORDED" && status !== "PARTIAL")
    return { durationSeconds: null, creditsFromSeconds: null };
  const whole = Math.round((airing.stop - airing.start) / 1_000);
  const programmeSeconds = status === "RECORDED" ? whole : Math.min(whole, chargedSeconds);
  const creditsFromSeconds = padding.beforeSeconds + programmeSeconds;
  return { durationSeconds: creditsFromSeconds + padding.afterSeconds, creditsFromSeconds };
}
