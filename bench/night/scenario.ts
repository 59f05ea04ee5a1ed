/** An evening in numbers; all times are the evening's own seconds. */
export interface Night {
  readonly seconds: number;
  /** When what everybody waits for begins: starts are spread around it as a bell. */
  readonly hourAt: number;
  /** One standard deviation of the bell. */
  readonly spreadSeconds: number;
  readonly outage: { readonly from: number; readonly to: number };
  /** What is recorded begins on the hour and airs for so long. */
  readonly recordedSeconds: number;
  /** Time goes this many times as fast as the machine's, but in the rush around the hour; see `pacesOf`. */
  readonly speed: number;
  /** How many times as fast it goes when most press play; null: as fast as otherwise. */
  readonly rush: number | null;
  readonly viewers: number;
}

/** Of the whole evening: an hour, with a quarter of an hour of outage in the midst of it. */
export const WHOLE_NIGHT = {
  seconds: 3_600,
  hourAt: 300,
  spreadSeconds: 30,
  outage: { from: 1_500, to: 2_400 },
  recordedSeconds: 1_800,
} as const;

/** Two minutes of it in thirty seconds of the machine: enough to see that nobody is stopped, refused or forgotten. */
export const SHORT_NIGHT: Night = {
  seconds: 120,
  hourAt: 50,
  spreadSeconds: 25,
  outage: { from: 75, to: 95 },
  recordedSeconds: 40,
  speed: 4,
  rush: null,
  viewers: 2_000,
};

/** What fails from `outage.from` to `outage.to`. */
export const OUTAGES = ["hang", "kill", "postgres", "catalog", "accounts", "viewing", "gateway"] as const;
export type Outage = (typeof OUTAGES)[number];

/** A household may watch on so many screens. */
export const LIMIT = 2;
/** Shares of the viewers: who zaps every few minutes, who goes to another room, whose device crashes, whose sleeps. */
export const SHARES = { zaps: 0.1, moves: 0.1, crashes: 0.05, sleeps: 0.02 } as const;
/** Households that buy, and that record, on the hour. */
export const BUYERS = 0.01;
/** Between two zaps, on average. */
export const ZAP_SECONDS = 180;
/** The longest lease: what was left behind is gone after it. */
export const LEASE_SECONDS = 108;
/** Figures are taken in buckets of so long. */
export const BUCKET_SECONDS = 10;
