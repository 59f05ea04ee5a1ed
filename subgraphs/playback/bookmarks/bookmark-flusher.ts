import type { Clock } from "../../../lib/clock.js";
import type { Ids } from "../../../lib/ids.js";
import { within } from "../../../lib/lifecycle.js";
import type { Logger } from "../../../lib/logger.js";
import type { ServiceTransport } from "../../../lib/service.js";
import { deliverFrom, deliverWaiting } from "./bookmark-delivery.js";
import type { RedisBookmarks } from "./redis-bookmarks.js";
import type { WaitingBookmarks } from "./waiting-bookmarks.js";

/** Hands bookmarks over to viewing. */
export interface BookmarkFlusher extends AsyncDisposable {
  /** Does at once what it otherwise does every second. Rejects when viewing, or Redis, could not be reached. */
  flush(): Promise<void>;
  /** What waits in this process alone, at once; all who ask while that is under way share the next turn. */
  handOver(): Promise<void>;
}

export interface BookmarkFlusherOptions {
  readonly waiting: WaitingBookmarks;
  /** Absent where the slots are in this process. */
  readonly redis?: RedisBookmarks | undefined;
  readonly peers: ServiceTransport;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
}

/** What a crash of Redis can cost, and how long a viewer who changes rooms may have to wait for their place. */
const FLUSH_EVERY_MS = 1_000;
/** How long a process that ends waits for its last positions to be taken. */
const LAST_FLUSH_MS = 3_000;

/**
 * Hands what waits over, at least once: it is forgotten here only after viewing has committed it. As the newest wins
 * there, whatever is sent again, late or twice changes nothing.
 */
export function startBookmarkFlusher(options: BookmarkFlusherOptions): BookmarkFlusher {
  const { waiting, redis, clock, log } = options;
  let timer: Disposable | undefined;
  let isOver = false;
  let isAway = false;
  let current = Promise.resolve();

  let handing = Promise.resolve();
  let nextTurn: Promise<void> | undefined;

  function handOver(): Promise<void> {
    if (nextTurn) return nextTurn;
    const turn = handing
      .catch(() => undefined)
      .then(() => {
        nextTurn = undefined;
        return deliverWaiting(waiting, options);
      });
    nextTurn = turn;
    handing = turn;
    return turn;
  }

  async function flushNow(): Promise<void> {
    const works = [handOver(), ...(redis ? [deliverFrom(redis, options)] : [])];
    const failed = (await Promise.allSettled(works)).find((result) => result.status === "rejected");
    if (failed) throw failed.reason;
  }

  /** One after the other: two at once would only wait for each other's rows. */
  function flush(): Promise<void> {
    const flushing = current.then(flushNow);
    current = flushing.catch(() => undefined);
    return flushing;
  }

  function tell(away: boolean, err?: unknown): void {
    if (away && !isAway) log.warn({ err }, "bookmarks wait to be handed over");
    if (!away && isAway) log.warn("bookmarks are handed over again");
    isAway = away;
  }

  function again(): void {
    if (isOver) return;
    timer = clock.after(FLUSH_EVERY_MS, () => {
      const flushed = flush().then(
        () => tell(false),
        (err: unknown) => tell(true, err),
      );
      void flushed.then(again);
    });
  }

  again();
  return {
    flush,
    handOver,
    async [Symbol.asyncDispose]() {
      isOver = true;
      timer?.[Symbol.dispose]();
      await within(
        LAST_FLUSH_MS,
        flush().catch(() => undefined),
      );
    },
  };
}
