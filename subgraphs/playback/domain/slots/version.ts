/** 2026-01-01T00:00Z: versions count from here. */
export const EPOCH_MS = Date.UTC(2026, 0, 1);
/** A version counts quarter-seconds: as fine as 32 bits allow for a working life of years. */
export const STEP_MS = 250;
/** `version` is a GraphQL Int. Its clock reaches this in January 2043; by then the field needs a wider type. */
export const HIGHEST_VERSION = 2_147_483_647;

/**
 * The lowest version that a state of this moment may have. Because it follows the clock, versions grow on after
 * all data is lost; a household would have to change more than four times a second, all day, to run ahead of it.
 */
export function versionAt(now: number): number {
  return Math.min(HIGHEST_VERSION, Math.max(0, Math.floor((now - EPOCH_MS) / STEP_MS)));
}

/** The version of the state that follows `version` now. */
export function nextVersion(version: number, now: number): number {
  return Math.min(HIGHEST_VERSION, Math.max(version + 1, versionAt(now)));
}
