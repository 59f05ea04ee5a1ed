import { BUCKET_SECONDS, type Night } from "./scenario.js";
import { type Bucket, type Phase, percentile, type Tally } from "./tally.js";

/** What must hold, what was found, and whether it holds. */
export interface Criterion {
  /** Whether it says what becomes of viewers, on a machine however slow; others say how much the machine carries. */
  readonly isPromise: boolean;
  readonly name: string;
  readonly found: string;
  readonly bar: string;
  readonly holds: boolean;
}

/** What is found out after the evening. */
export interface Findings {
  readonly oversubscribed: number;
  readonly households: number;
  readonly bookmarksLost: number;
  readonly bookmarks: number;
  readonly recordingsMissing: number;
  readonly recordings: number;
}

const HIGHEST_RIPPLE = 1.3;
const LEAST_RIPPLE_OF_CONTROL = 5;
const MOST_ARRIVALS = 6;
const MOST_OVERSUBSCRIBED = 0.001;
const LONGEST_START_MS = 250;
/** The bars were set for so many viewers. */
const MEANT_FOR = 20_000;
/** All have arrived, and their first beats are spread, so long after the hour. */
const SETTLED_SECONDS = 180;

/** The criteria of a night with a house as it is. */
export function judge(night: Night, tally: Tally, findings: Findings): Criterion[] {
  const { households, oversubscribed, bookmarks, bookmarksLost, recordings, recordingsMissing } = findings;
  const refused = tally.refused.after.length;
  const early = tally.refused.before.length + tally.refused.outage.length;
  const arrivals = arrivalsOf(night, tally.buckets);
  const share = oversubscribed / Math.max(1, households);
  return [
    none("streams terminated", tally.terminated.length),
    none("starts wrongly refused after the recovery", refused),
    none("starts wrongly refused before it", early),
    atMost("ripple of heartbeats (most / mean in 10 s)", rippleOf(night, tally.buckets), HIGHEST_RIPPLE),
    atMost("requests in the outage / usual", arrivals, MOST_ARRIVALS),
    { ...none("bookmarks lost", bookmarksLost), found: `${bookmarksLost} of ${bookmarks}` },
    {
      ...none("recordings missing or with gaps", recordingsMissing),
      found: `${recordingsMissing} of ${recordings}`,
    },
    {
      isPromise: true,
      name: "households oversubscribed a lease after the recovery",
      found: `${oversubscribed} of ${households}`,
      bar: `at most ${MOST_OVERSUBSCRIBED * 100}%`,
      holds: share <= MOST_OVERSUBSCRIBED,
    },
    // A hurried client gives up a refresh within a second or two of the machine: where accounts does not answer for as long,
    // sessions are lost, and that says how much the machine carries.
    { ...none("sessions lost", tally.counts["sessions lost"] ?? 0), isPromise: false },
    ...(["before", "outage", "after"] as const).map((phase) => startsOf(tally, phase)),
  ];
}

/** The control shows that the measure finds what it is to find. */
export function judgeControl(night: Night, tally: Tally): Criterion[] {
  const ripple = rippleOf(night, tally.buckets);
  return [
    {
      isPromise: false,
      name: "ripple of heartbeats in the control",
      found: ripple.toFixed(2),
      bar: `at least ${LEAST_RIPPLE_OF_CONTROL}`,
      holds: ripple >= LEAST_RIPPLE_OF_CONTROL,
    },
  ];
}

/**
 * The busiest ten seconds over the mean, from when all have arrived to the end, outage included. So few viewers scatter by
 * chance more than the twenty thousand for whom the bar was set: that part is taken out.
 */
export function rippleOf(night: Night, buckets: readonly Bucket[]): number {
  const settledAt = Math.min(night.hourAt + SETTLED_SECONDS, night.outage.from);
  const beats = buckets
    .filter((_, index) => index * BUCKET_SECONDS >= settledAt)
    .map((bucket) => bucket.beats);
  return Math.max(...beats) / mean(beats) / (scatterOf(night.viewers) / scatterOf(MEANT_FOR));
}

/**
 * By how much the busiest of some three hundred buckets is above the mean where nothing but chance is at work: each viewer
 * beats in one bucket of six, and the highest of so many is 2.9 standard deviations above.
 */
function scatterOf(viewers: number): number {
  const share = BUCKET_SECONDS / 60;
  return 1 + 2.9 * Math.sqrt((1 - share) / (share * viewers));
}

function arrivalsOf(night: Night, buckets: readonly Bucket[]): number {
  const isOutage = (index: number) =>
    index * BUCKET_SECONDS >= night.outage.from && index * BUCKET_SECONDS < night.outage.to;
  const inside = buckets.filter((_, index) => isOutage(index)).map(({ requests }) => requests);
  const outside = buckets.filter((_, index) => !isOutage(index)).map(({ requests }) => requests);
  return Math.max(...inside) / mean(outside);
}

function startsOf(tally: Tally, phase: Phase): Criterion {
  const ms = percentile(tally.startMs[phase], 0.99);
  return {
    isPromise: false,
    name: `start p99 ${phase === "outage" ? "in the outage" : `${phase} it`} (${tally.startMs[phase].length} starts)`,
    found: `${ms.toFixed(0)} ms`,
    bar: `at most ${LONGEST_START_MS} ms`,
    holds: ms <= LONGEST_START_MS,
  };
}

function none(name: string, found: number): Criterion {
  return { isPromise: true, name, found: String(found), bar: "0", holds: found === 0 };
}

function atMost(name: string, found: number, bar: number): Criterion {
  return { isPromise: false, name, found: found.toFixed(2), bar: `at most ${bar}`, holds: found <= bar };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
