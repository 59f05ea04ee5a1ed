/** What one guide import did, or is doing. */
export interface GuideImport extends ImportCounts {
  /** `gi_…` */
  readonly id: string;
  readonly source: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Null while it runs. */
  readonly finishedAt: number | null;
  readonly status: ImportStatus;
  /** The first MOST_PROBLEMS of them. */
  readonly problems: readonly ImportProblem[];
}

export type ImportStatus = "RUNNING" | "DONE" | "FAILED";

export interface ImportCounts {
  /** Channels and programmes that the file holds, whole, whether or not they could be taken. */
  readonly channels: number;
  readonly programmes: number;
  readonly created: number;
  readonly updated: number;
  readonly moved: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Channels and programmes that could not be taken. */
  readonly rejected: number;
}

/** Something in a guide that could not be taken. */
export interface ImportProblem {
  /** Counting from 1. */
  readonly line: number | null;
  /** Which rule it breaks. */
  readonly reason: string;
  readonly xmltvId: string | null;
  /** As the guide writes it. */
  readonly start: string | null;
}

/** A guide that is wrong throughout is understood from its first problems; the rest are only counted. */
export const MOST_PROBLEMS = 100;

export function newImport(id: string, source: string, startedAt: number): GuideImport {
  return {
    id,
    source,
    startedAt,
    finishedAt: null,
    status: "RUNNING",
    channels: 0,
    programmes: 0,
    created: 0,
    updated: 0,
    moved: 0,
    unchanged: 0,
    removed: 0,
    rejected: 0,
    problems: [],
  };
}
