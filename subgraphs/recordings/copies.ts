import type { Clock } from "../../lib/clock.js";
import type { Ids } from "../../lib/ids.js";
import type { Logger } from "../../lib/logger.js";
import { despiteConflict } from "../../lib/passing-failure.js";
import { sourceOf } from "./domain/ask.js";
import { windowOf } from "./domain/recording.js";
import type { Announce } from "./events.js";
import { NoStream, playlistName, type Recorder, type Stretch } from "./recorder.js";
import {
  type CaptureBounds,
  endRecordings,
  recordingsBy,
  releaseCaptures,
  renewLeases,
  type TakenCapture,
  takeCaptures,
} from "./store/captures.js";
import { channelsById } from "./store/rules.js";
import type { RecordingsStore } from "./store.js";

/** A process that died is replaced after this; streams hold about as much. */
const LEASE_MS = 20_000;
const RENEW_EVERY_MS = 5_000;
/** What was broken off is tried again after this: well before streams drop what they hold, and no storage is hammered. */
const TRY_AGAIN_MS = 5_000;
/** Copies that one process makes at a time; what is above waits for another process. */
const MOST_COPIES = 500;
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
  const { client, recorder, announce, clock, log } = options;
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
  // Of a hundred thousand recordings most are of the same stretch.
  const stretches = new Map(
    (await recordingsBy(client, capture.id)).map(windowOf).map((one) => [playlistName(one), one]),
  );
  if (pieces.length > 0) await recorder.publish(capture.id, [...stretches.values()]);
  const isPlayable = (stretch: Stretch) => stretches.has(playlistName(stretch));
  const now = clock.now();
  const expiresAt = options.keepDays === undefined ? null : now + options.keepDays * DAY_MS;
  const said = { pieces, reached, isPlayable, expiresAt, now };
  await announce(
    await despiteConflict(() =>
      client.$transaction((tx) => endRecordings(tx, capture.id, said), TRANSACTION),
    ),
  );
}
