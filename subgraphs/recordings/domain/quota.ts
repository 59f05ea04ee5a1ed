import type { RecordingStatus } from "./life-cycle.js";

export type WhenQuotaFull = "REFUSE" | "DELETE_OLDEST";

/** A household's room for recordings, in seconds. */
export interface Quota {
  readonly accountId: string;
  readonly totalSeconds: number;
  /** Held by what was recorded. */
  readonly usedSeconds: number;
  /** Held for what is scheduled or being recorded. */
  readonly reservedSeconds: number;
  readonly whenFull: WhenQuotaFull;
}

/** Never below zero: products may end, and what was recorded stays. */
export function availableSeconds({ totalSeconds, usedSeconds, reservedSeconds }: Quota): number {
  return Math.max(0, totalSeconds - usedSeconds - reservedSeconds);
}

/** Whether what has this status uses room, reserves it, or neither. */
export function holdOf(status: RecordingStatus): "used" | "reserved" | null {
  if (status === "RECORDED" || status === "PARTIAL") return "used";
  return status === "SCHEDULED" || status === "RECORDING" ? "reserved" : null;
}

/** What a recording is charged: the length of its broadcast, without padding, in whole seconds. */
export function chargeOf({ start, stop }: { readonly start: number; readonly stop: number }): number {
  return Math.ceil((stop - start) / 1_000);
}

/** Something that was recorded, and may go to make room. */
export interface Made {
  readonly id: string;
  readonly chargedSeconds: number;
  readonly protected: boolean;
  /** When it was recorded, epoch ms. */
  readonly recordedAt: number;
}

/**
 * How room for `seconds` comes about: which recordings go, the oldest first and never a protected one; null where there
 * is no way, and then nothing goes.
 */
export function makeRoom(seconds: number, quota: Quota, made: readonly Made[]): readonly string[] | null {
  const missing = seconds - (quota.totalSeconds - quota.usedSeconds - quota.reservedSeconds);
  if (missing <= 0) return [];
  if (quota.whenFull === "REFUSE") return null;
  return oldestFor(missing, made)?.map(({ id }) => id) ?? null;
}

/** The oldest that together take `seconds`, none of them protected; null where all are not enough. */
export function oldestFor(seconds: number, made: readonly Made[]): readonly Made[] | null {
  let missing = seconds;
  const going: Made[] = [];
  const oldestFirst = made
    .filter((one) => !one.protected)
    .sort((a, b) => a.recordedAt - b.recordedAt || (a.id < b.id ? -1 : 1));
  for (const one of oldestFirst) {
    if (missing <= 0) break;
    going.push(one);
    missing -= one.chargedSeconds;
  }
  return missing <= 0 ? going : null;
}
