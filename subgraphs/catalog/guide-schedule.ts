import type { Clock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import type { GuideImport } from "./domain/guide-import.js";
import type { ScheduledSource } from "./domain/scheduled-source.js";
import { type GuideReach, openGuide } from "./guide-fetching.js";
import type { GuideSource } from "./guide-importer.js";
import type { ScheduleStore, Validators } from "./store/schedule-store.js";

/** Imports of guides by configuration, each as often as it says, by one replica at a time. */
export interface GuideSchedule extends AsyncDisposable {
  /** Resolves when nothing is being fetched or imported. */
  settled(): Promise<void>;
}

/** What the schedule works with. */
export interface ScheduleParts {
  readonly store: ScheduleStore;
  readonly clock: Clock;
  /** From 0 to 1, without 1. */
  readonly random: () => number;
  readonly log: Logger;
  readonly reach: GuideReach;
  importGuide(guide: GuideSource): Promise<GuideImport>;
}

/** Tries of a source that cannot be fetched, before it waits for its next time. */
const MOST_TRIES = 4;
/** Before the second try; doubled for each further one. */
const RETRY_MS = 30_000;
/** Replicas and sources that start together ask within this, not all at once. */
const SPREAD_MS = 60_000;

/** Starts the schedule. Sources of one process are fetched one after another: each may hold some 100 MB. */
export function startGuideSchedule(sources: readonly ScheduledSource[], parts: ScheduleParts): GuideSchedule {
  const { clock, random } = parts;
  const ending = new AbortController();
  const timers = new Map<string, Disposable>();
  let work: Promise<void> = Promise.resolve();

  const plan = (source: ScheduledSource, delayMs: number, tries: number) => {
    if (ending.signal.aborted) return;
    timers.set(
      source.name,
      clock.after(delayMs, () => {
        work = work.then(() => turn(source, tries));
      }),
    );
  };
  const turn = async (source: ScheduledSource, tries: number): Promise<void> => {
    if (ending.signal.aborted) return;
    const isLast = tries === MOST_TRIES;
    const outcome = await runOnce(source, parts, isLast, ending.signal).catch(failedHere(source, parts));
    if (outcome === "failed" && tries < MOST_TRIES) {
      return plan(source, RETRY_MS * 2 ** (tries - 1) * (0.5 + random()), tries + 1);
    }
    plan(source, source.intervalMs + random() * Math.min(SPREAD_MS, source.intervalMs / 10), 1);
  };

  for (const source of sources) plan(source, random() * Math.min(SPREAD_MS, source.intervalMs), 1);
  return {
    async settled() {
      for (let seen: Promise<void> | undefined; seen !== work; ) {
        seen = work;
        await seen;
      }
    },
    async [Symbol.asyncDispose]() {
      ending.abort(new Error("Playhead is ending: the guide is imported at its next time"));
      for (const timer of timers.values()) timer[Symbol.dispose]();
      await work;
    },
  };
}

type Outcome = "done" | "failed";

/** Fetches a source and imports it, where it is due and nobody else is at it. "failed" may be tried again soon. */
async function runOnce(
  source: ScheduledSource,
  parts: ScheduleParts,
  isLast: boolean,
  signal: AbortSignal,
): Promise<Outcome> {
  const { store, clock } = parts;
  const { name, url, intervalMs } = source;
  const outcome = await store.whileAlone(name, async () => {
    const now = clock.now();
    const known = await store.knownIfDue(name, url, now, intervalMs);
    if (!known) return "done";
    const heard = await hear(source, parts, known, isLast, signal).catch(failedHere(source, parts));
    // Not before it is over: where the process ends meanwhile, the next one asks at once.
    if (heard === "done" || isLast) await store.endCheck(name, now);
    return heard;
  });
  return outcome ?? "done";
}

async function hear(
  { name, url, timezone }: ScheduledSource,
  { store, reach, importGuide }: ScheduleParts,
  known: Validators,
  isLast: boolean,
  signal: AbortSignal,
): Promise<Outcome> {
  const importing = (bytes: AsyncIterable<Uint8Array>) => importGuide({ source: name, bytes, timezone });
  let answer: Awaited<ReturnType<typeof openGuide>>;
  try {
    answer = await openGuide(url, reach, { signal, ...known });
  } catch (error) {
    // The last try is told where operators look: among the imports.
    if (isLast) await importing(failing(error));
    return "failed";
  }
  if (answer === "unchanged") return "done";
  let hasBroken = false;
  const done = await importing(noticing(answer.bytes, () => (hasBroken = true)));
  if (done.status === "DONE") await store.saveValidators(name, url, answer);
  return hasBroken ? "failed" : "done";
}

function failedHere({ name }: ScheduledSource, { log }: ScheduleParts) {
  return (error: unknown): Outcome => {
    log.error({ err: error, source: name }, "a scheduled import failed on our side");
    return "failed";
  };
}

// biome-ignore lint/correctness/useYield: it fails before it has anything to give.
async function* failing(error: unknown): AsyncGenerator<Uint8Array> {
  throw error;
}

async function* noticing(
  bytes: AsyncIterable<Uint8Array>,
  onFailure: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    onFailure();
    throw error;
  }
}
