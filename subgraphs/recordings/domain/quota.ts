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
  const left = quota.totalSeconds - quota.usedSeconds - quota.reservedSeconds;
  if (seconds <= left) return [];
  if (quota.whenFull === "REFUSE") return null;
  return oldestFor(seconds - left, Math.max(0, -left), made)?.map(({ id }) => id) ?? null;
}

/**
 * The oldest that make up for `missing` seconds, none of them protected; null where all are not enough. Of what is missing
 * `excess` is what a household has beyond its room, since a product of it ended: that is not made up for, and stays.
 */
export function oldestFor(missing: number, excess: number, made: readonly Made[]): readonly Made[] | null {
  const oldestFirst = made
    .filter((one) => !one.protected)
    .sort((a, b) => a.recordedAt - b.recordedAt || (a.id < b.id ? -1 : 1));
  if (lengthOf(oldestFirst) < missing) return null;
  let needed = missing - excess;
  const going: Made[] = [];
  for (const one of oldestFirst) {
    if (needed <= 0) break;
    going.push(one);
    needed -= one.chargedSeconds;
  }
  return going;
}

/** What they take together, in seconds. */
export function lengthOf(all: readonly { readonly chargedSeconds: number }[]): number {
  return all.reduce((sum, { chargedSeconds }) => sum + chargedSeconds, 0);
}
