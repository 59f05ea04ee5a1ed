import type { Clock } from "../../lib/clock.js";
import type { Ids } from "../../lib/ids.js";
import type { Logger } from "../../lib/logger.js";
import { despiteConflict, isPassing } from "../../lib/passing-failure.js";
import { sourceOf } from "./domain/ask.js";
import { windowOf } from "./domain/recording.js";
import type { Announce } from "./events.js";
import { NoStream, playlistName, type Recorder, type Stretch } from "./recorder.js";
import {
  type CaptureBounds,
  type Copied,
  closeCapture,
  endRecordings,
  recordingsBy,
  releaseCaptures,
  renewLeases,
  type TakenCapture,
  takeCaptures,
} from "./store/captures.js";
import type { Session } from "./store/rows.js";
import { channelsById } from "./store/rules.js";
import type { RecordingsStore } from "./store.js";

/** A process that died is replaced after this; streams hold about as much. */
const LEASE_MS = 20_000;
const RENEW_EVERY_MS = 5_000;
/** What was broken off is tried again after this: well before streams drop what they hold, and no storage is hammered. */
const TRY_AGAIN_MS = 5_000;
/** Copies that one process makes at a time; what is above waits for another process. */
const MOST_COPIES = 500;
/** Households whose recordings of a copy end in one transaction, well within its time. */
const ENDED_AT_ONCE = 500;
const DAY_MS = 86_400_000;
const TRANSACTION = { timeout: 30_000, maxWait: 10_000 };

/** The copies that this process makes. */
export interface Copies extends AsyncDisposable {
  /** Takes on copies that nobody makes, up to what this process can. False where there are none. */
  takeOn(): Promise<boolean>;
}

export interface CopiesOptions {
  readonly client: RecordingsStore;
  readonly recorder: Recorder;
  readonly announce: Announce;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  /** Households may keep what they record for so many days; without it for as long as they like. */
  readonly keepDays?: number | undefined;
  /** Copies at a time; 500 where it is not said. */
  readonly mostCopies?: number;
  /** Households whose recordings of a copy end in one transaction; 500 where it is not said. */
  readonly endedAtOnce?: number | undefined;
}

interface Copy {
  readonly abort: AbortController;
  bounds: CaptureBounds;
  done: Promise<void>;
}

export function createCopies(options: CopiesOptions): Copies {
  const { client, clock, ids, log } = options;
  const holder = ids.next("desk");
  const copies = new Map<string, Copy>();
  let renewal: Disposable | undefined;
  let renewing: Promise<void> = Promise.resolve();
  let isOpen = true;

  async function renew(): Promise<void> {
    const until = clock.now() + LEASE_MS;
    // What begins while the database is asked was not asked for.
    const asked = [...copies];
    const held = await renewLeases(client, [...copies.keys()], holder, until).catch((err: unknown) => {
      // The database is away: whoever copies goes on, and a second copy of the same bytes does no harm.
      log.warn({ err }, "copies go on without a lease");
      return null;
    });
    for (const [id, copy] of held ? asked : []) {
      const bounds = held?.get(id);
      if (bounds === undefined) copy.abort.abort();
      else copy.bounds = bounds;
    }
    waitToRenew();
  }

  function waitToRenew(): void {
    if (!isOpen) return;
    renewal = clock.after(RENEW_EVERY_MS, () => {
      renewing = renew();
    });
  }
  waitToRenew();

  /** Whoever takes it on in a while goes on from what is there. */
  async function letGo(captureId: string): Promise<void> {
    const until = clock.now() + TRY_AGAIN_MS;
    // Where the database is away, too, its lease runs out.
    await renewLeases(client, [captureId], holder, until).catch(() => undefined);
  }

  function begin(capture: TakenCapture): void {
    const copy: Copy = { abort: new AbortController(), bounds: capture, done: Promise.resolve() };
    copies.set(capture.id, copy);
    copy.done = work(options, capture, copy)
      .catch((err: unknown) => {
        log.error({ err, captureId: capture.id }, "a copy was broken off");
        return letGo(capture.id);
      })
      .finally(() => copies.delete(capture.id));
  }

  return {
    async takeOn() {
      const most = (options.mostCopies ?? MOST_COPIES) - copies.size;
      if (most <= 0) return false;
      const now = clock.now();
      const taken = await takeCaptures(client, { now, leaseUntil: now + LEASE_MS, holder, most });
      for (const capture of taken) {
        // One that has just ended, and goes on: its broadcast was made longer.
        const before = copies.get(capture.id);
        if (before) void before.done.then(() => isOpen && begin(capture));
        else begin(capture);
      }
      return taken.length > 0;
    },

    async [Symbol.asyncDispose]() {
      isOpen = false;
      renewal?.[Symbol.dispose]();
      await renewing;
      const ids = [...copies.keys()];
      for (const { abort } of copies.values()) abort.abort();
      await Promise.all([...copies.values()].map(({ done }) => done));
      await releaseCaptures(client, ids, holder).catch(() => undefined);
    },
  };
}

/** Copies to the end, makes what there is playable, and tells what came of it. */
async function work(options: CopiesOptions, capture: TakenCapture, copy: Copy): Promise<void> {
  const { client, recorder, clock, log } = options;
  const channel = (await channelsById(client, [capture.channelId])).get(capture.channelId);
  const source = channel ? sourceOf(channel, capture, clock.now()) : "LIVE";
  let reached: number;
  try {
    const { id, channelId, startsAt, stopsAt } = capture;
    reached = await recorder.copy(
      { id, channelId, startsAt, stopsAt, source },
      () => copy.bounds.stopsAt,
      copy.abort.signal,
      () => copy.bounds.starts,
    );
  } catch (err) {
    if (copy.abort.signal.aborted) return;
    if (!(err instanceof NoStream)) throw err;
    reached = copy.bounds.stopsAt;
    log.warn({ err, captureId: capture.id }, "a stream could not be recorded");
  }
  if (copy.abort.signal.aborted) return;
  const pieces = await recorder.pieces(capture.id);
  const recordings = await recordingsBy(client, capture.id);
  // Of a hundred thousand recordings most are of the same stretch.
  const stretches = new Map(recordings.map(windowOf).map((one) => [playlistName(one), one]));
  if (pieces.length > 0) await recorder.publish(capture.id, [...stretches.values()]);
  const isPlayable = (stretch: Stretch) => stretches.has(playlistName(stretch));
  const now = clock.now();
  const expiresAt = options.keepDays === undefined ? null : now + options.keepDays * DAY_MS;
  const accountIds = [...new Set(recordings.map(({ accountId }) => accountId))].sort();
  const ending = { captureId: capture.id, accountIds, signal: copy.abort.signal };
  await end(options, ending, { pieces, reached, isPlayable, expiresAt, now });
}

interface Ending {
  readonly captureId: string;
  readonly accountIds: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Ends what households record by a capture, some at a time: what was done when it is broken off stays done, and whoever
 * takes the copy on does the rest. Households that cannot be written hold up those beside them, and no others.
 */
async function end(
  { client, announce, endedAtOnce = ENDED_AT_ONCE }: CopiesOptions,
  { captureId, accountIds, signal }: Ending,
  copied: Copied,
): Promise<void> {
  const failures: unknown[] = [];
  const batches = Math.max(1, Math.ceil(accountIds.length / endedAtOnce));
  for (let batch = 0; batch < batches && !signal.aborted; batch += 1) {
    const some = accountIds.slice(batch * endedAtOnce, (batch + 1) * endedAtOnce);
    const isLast = batch === batches - 1 && failures.length === 0;
    const work = async (session: Session) => {
      const changed = await endRecordings(session, captureId, some, copied);
      if (isLast) await closeCapture(session, captureId);
      return changed;
    };
    try {
      await announce(await despiteConflict(() => client.$transaction(work, TRANSACTION)));
    } catch (error) {
      // Nobody can be written.
      if (isPassing(error)) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
