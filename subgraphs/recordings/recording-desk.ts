import { type CopiesOptions, createCopies } from "./copies.js";
import { HouseholdBatches } from "./household-batches.js";
import { forgetCaptures, takeRemovals } from "./store/captures.js";
import { type CopyMode, startDue } from "./store/due.js";
import { deleteExpired } from "./store/expiry.js";
import { forgetPassed } from "./store/forgetting.js";

/** Households started in one transaction. */
const HOUSEHOLDS_AT_ONCE = 500;
/** Few: who wants one of them again waits meanwhile. */
const REMOVALS_AT_ONCE = 20;
const TRANSACTION = { timeout: 30_000, maxWait: 10_000 };
/** Less than its transaction holds the locks: without them somebody else may copy what is being removed. */
const REMOVING_MS = 25_000;

/** Starts what is due, sees that it is copied, and tells what came of it. Any number of replicas do it together. */
export interface RecordingDesk extends AsyncDisposable {
  /** Starts what is due. False where nothing is. */
  startNext(): Promise<boolean>;
  /** Takes on copies that nobody makes, up to what this process can. False where there are none. */
  takeOn(): Promise<boolean>;
  /** Deletes what may not be kept any longer. False where nothing has expired. */
  expireNext(): Promise<boolean>;
  /** Forgets what was skipped or cancelled a month ago. False where there is none. */
  forgetNext(): Promise<boolean>;
  /** Removes media that nobody has any more. False where there are none. */
  removeNext(): Promise<boolean>;
}

export interface DeskOptions extends CopiesOptions {
  readonly copies: CopyMode;
}

export function createRecordingDesk(options: DeskOptions): RecordingDesk {
  const { client, recorder, copies: mode, announce, clock, ids } = options;
  const copies = createCopies(options);
  const starting = new HouseholdBatches(HOUSEHOLDS_AT_ONCE, clock);
  const expiring = new HouseholdBatches(HOUSEHOLDS_AT_ONCE, clock);
  return {
    async startNext() {
      const due = { now: clock.now(), copies: mode, nextId: () => ids.next("cap") };
      const started = await starting.run((batch) =>
        client.$transaction((tx) => startDue(tx, batch, due), TRANSACTION),
      );
      if (started) await announce(started);
      return started !== null;
    },

    takeOn: () => copies.takeOn(),

    async expireNext() {
      const deleted = await expiring.run((batch) =>
        client.$transaction((tx) => deleteExpired(tx, batch, clock.now()), TRANSACTION),
      );
      if (deleted) await announce(deleted);
      return deleted !== null;
    },

    forgetNext: () => client.$transaction((tx) => forgetPassed(tx, clock.now()), TRANSACTION),

    removeNext: () =>
      client.$transaction(async (tx) => {
        const removal = new AbortController();
        const tooLong = () => removal.abort(new Error("media took too long to remove, and are tried again"));
        using _deadline = clock.after(REMOVING_MS, tooLong);
        const { taken, captureIds } = await takeRemovals(tx, clock.now(), REMOVALS_AT_ONCE);
        for (const captureId of captureIds) {
          removal.signal.throwIfAborted();
          await recorder.remove(captureId, removal.signal);
        }
        await forgetCaptures(tx, captureIds);
        return taken > 0;
      }, TRANSACTION),

    [Symbol.asyncDispose]: () => copies[Symbol.asyncDispose](),
  };
}
