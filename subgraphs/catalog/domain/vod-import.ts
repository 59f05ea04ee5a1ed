/** A line that could not be taken; lines count from 1. */
export interface VodProblem {
  readonly line: number;
  readonly reason: string;
}

/** How many problems an import keeps; `rejected` counts all. */
export const MOST_VOD_PROBLEMS = 100;

/** What one import of video on demand did. */
export interface VodImport {
  /** FAILED: it broke off, or no line could be taken. What was whole until then was kept. */
  readonly status: "DONE" | "FAILED";
  readonly lines: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly withdrawn: number;
  readonly rejected: number;
  readonly problems: readonly VodProblem[];
}
