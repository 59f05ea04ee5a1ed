/** Something in a guide that could not be taken. */
export interface ImportProblem {
  readonly line: number | null;
  readonly reason: string;
  readonly xmltvId: string | null;
  readonly start: string | null;
}

export type ImportStatus = "RUNNING" | "DONE" | "FAILED";

/** How many problems an import keeps; `rejected` counts all. */
export const MOST_PROBLEMS = 100;

/** What an import counted. */
export interface ImportCounts {
  readonly channels: number;
  readonly programmes: number;
  readonly created: number;
  readonly updated: number;
  readonly moved: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly rejected: number;
}

/** What one guide import did. */
export interface GuideImport extends ImportCounts {
  readonly id: string;
  readonly source: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly finishedAt: number | null;
  readonly status: ImportStatus;
  readonly problems: readonly ImportProblem[];
}
