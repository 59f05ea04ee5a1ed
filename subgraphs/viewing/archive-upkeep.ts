import type { Clock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import { monthOf, monthsKept } from "./domain/archive-months.js";
import type { ViewingStore } from "./store.js";

/** What is kept for how long, and what sees to it. */
export interface ArchiveUpkeep extends AsyncDisposable {
  /** What was watched before, epoch ms, is in no archive any more. */
  archivedFrom(now: number): number;
  /** A position that was said before, epoch ms, is not taken any more. */
  oldestTaken(now: number): number;
  /** Does at once what it otherwise does every minute by itself. */
  run(): Promise<void>;
}

const EVERY_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;
/** A position may wait this long for its database; removals are remembered for as long. */
export const LONGEST_WAIT_MS = 30 * DAY_MS;

/** Provides the archive's months, drops those that are over, and forgets removals. `months`: whole ones kept. */
export async function openArchiveUpkeep(options: {
  readonly store: ViewingStore;
  readonly months: number;
  readonly clock: Clock;
  readonly log: Logger;
}): Promise<ArchiveUpkeep> {
  const { store, months, clock, log } = options;
  let timer: Disposable | undefined;
  let running = Promise.resolve();
  let isOver = false;

  async function run(): Promise<void> {
    const now = clock.now();
    const { first, last } = monthsKept(now, months);
    const dropped = await store.keepMonths(first, last);
    if (dropped.length > 0) log.info({ dropped }, "months of the archive are over");
    await store.forgetRemovals(now - LONGEST_WAIT_MS);
  }

  function again(): void {
    if (isOver) return;
    timer = clock.after(EVERY_MS, () => {
      running = run()
        .catch((err: unknown) => log.warn({ err }, "the archive of histories was not seen to"))
        .then(again);
    });
  }

  // Nothing may overflow into a month that has no partition.
  await run();
  again();
  return {
    archivedFrom: (now) => monthOf(monthsKept(now, months).first),
    oldestTaken: (now) => now - LONGEST_WAIT_MS,
    run,
    async [Symbol.asyncDispose]() {
      isOver = true;
      timer?.[Symbol.dispose]();
      await running;
    },
  };
}
