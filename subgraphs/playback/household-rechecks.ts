import type { Clock } from "../../lib/clock.js";
import { startLoop } from "../../lib/events/loop.js";
import { within } from "../../lib/lifecycle.js";
import type { Logger } from "../../lib/logger.js";
import { isPassing } from "../../lib/passing-failure.js";
import type { CheckHousehold } from "./household-check.js";
import { SlotStoreAway } from "./slot-store.js";

/** Households that are checked while nobody waits: events end only streams whose slots they find. */
export interface HouseholdRechecks extends AsyncDisposable {
  /** A player came back whose slot was not known: what ended in the meantime has not reached it. */
  soon(accountId: string): void;
  /** A start was granted on trust: whoever knows better is away now. */
  later(accountId: string): void;
  /** For an answer that depends on it, and waits a second at most. Never rejects: who cannot be asked ends nothing. */
  atOnce(accountId: string): Promise<void>;
}

/**
 * A slot store without its data has all its players back within two minutes, and starts must still get through to
 * accounts: a check costs some 3 ms in all, so that a process spends a tenth of a core on these. Ten thousand households
 * take it five minutes.
 */
const MOST_A_SECOND = 32;
const MOST_AT_ONCE = 8;
/** Households that wait, some 5 MB; those beyond go unchecked, which errs in their favour. */
const MOST_WAITING = 50_000;
/** A player waits for its answer, and may be one of many. */
const AT_ONCE_WITHIN_MS = 1_000;
/** How soon it is tried again whether accounts and the slot store are back. */
const AGAIN_MS = 10_000;

/** Each household is checked until that succeeds once; those that wait are forgotten with the process. */
export function startHouseholdRechecks(options: {
  readonly check: CheckHousehold;
  readonly clock: Clock;
  readonly log: Logger;
}): HouseholdRechecks {
  const { check, clock, log } = options;
  const waiting = new Set<string>();

  function add(accountId: string): void {
    if (waiting.size < MOST_WAITING) waiting.add(accountId);
  }

  /** False where it must wait for somebody who is away, behind all the others. */
  async function isChecked(accountId: string): Promise<boolean> {
    try {
      await check(accountId);
      return true;
    } catch (err) {
      const isAway = err instanceof SlotStoreAway || isPassing(err);
      if (isAway) add(accountId);
      else log.error({ err, accountId }, "a household's streams could not be checked");
      return !isAway;
    }
  }

  let [secondFrom, count] = [Number.NEGATIVE_INFINITY, 0];
  const loop = startLoop(clock, async () => {
    while (waiting.size > 0) {
      const now = clock.now();
      if (Math.abs(now - secondFrom) >= 1_000) [secondFrom, count] = [now, 0];
      if (count >= MOST_A_SECOND) return 1_000;
      const taken = takeSome(waiting);
      count += taken.length;
      const checked = await Promise.all(taken.map(isChecked));
      if (checked.includes(false)) break;
    }
    return AGAIN_MS;
  });
  return {
    soon(accountId) {
      add(accountId);
      loop.wake();
    },
    later: add,
    async atOnce(accountId) {
      await within(AT_ONCE_WITHIN_MS, isChecked(accountId));
    },
    async [Symbol.asyncDispose]() {
      waiting.clear();
      await loop[Symbol.asyncDispose]();
    },
  };
}

/** Those that have waited longest, which then wait no more. */
function takeSome(waiting: Set<string>): string[] {
  const taken: string[] = [];
  for (const accountId of waiting) {
    if (taken.length === MOST_AT_ONCE) break;
    waiting.delete(accountId);
    taken.push(accountId);
  }
  return taken;
}
