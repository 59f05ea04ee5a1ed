import type { Clock } from "../clock.js";
import type { Logger } from "../logger.js";
import { isPassing } from "../passing-failure.js";
import { lockPosition, movePosition, noteFailure, openPositions } from "./consumed-table.js";
import { bury, startReplays } from "./dead-letters.js";
import type { DurableEvent, PlacedEvent } from "./event.js";
import type { EventLog } from "./event-log.js";
import { startPartitionLoops } from "./partition-loops.js";
import type { SqlDatabase, SqlSession } from "./sql.js";

/** A group of consumers, which applies events to its own database. */
export interface Consumer<Tx extends SqlSession> {
  /** The same in all replicas; never given to anything else, for its position stays in the database. */
  readonly group: string;
  readonly publishers: readonly string[];
  /** Events of other types are passed over. */
  readonly types: readonly string[];
  readonly database: SqlDatabase<Tx>;
  /**
   * Applies an event within `tx`, in which the group's position moves, too. What else it does may happen again. An
   * event that it cannot apply is tried again, and in the end put aside as a dead letter.
   */
  readonly handle: (event: DurableEvent, tx: Tx) => Promise<void>;
  /** Tries before an event is put aside. */
  readonly mostTries?: number;
  /**
   * Events a transaction, 100 where it is not said. Where `handle` locks what an event is about and others lock several such
   * things it is 1: events do not come in the order in which those do.
   */
  readonly atOnce?: number;
}

/** When to look again after another replica had the partition. */
const BUSY_MS = 200;
/** Events that are read at once, and a transaction at most. */
const BATCH = 100;
/** A batch that takes longer is given up, and its events are tried one by one. */
const TRANSACTION_MS = 15_000;
/** About a minute of trying (51 s): a deploy that mends a handler takes longer, so a dead letter is no rarity then. */
const MOST_TRIES = 10;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;

/** What `handle` threw, and for which event. */
class HandlerFailure extends Error {
  readonly event: PlacedEvent;

  constructor(event: PlacedEvent, cause: unknown) {
    super(`could not apply ${event.type} ${event.id}`, { cause });
    this.event = event;
  }
}

interface Context {
  readonly eventLog: EventLog;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Applies events, and again those that were put aside, until disposed; that waits for what is under way. */
export function startConsumer<Tx extends SqlSession>(
  consumer: Consumer<Tx>,
  context: Context,
): AsyncDisposable {
  for (const publisher of consumer.publishers) context.eventLog.join(publisher, consumer.group);
  const positions = openTogether(consumer);
  const loops = startPartitionLoops(context, consumer.publishers, (publisher, partition) =>
    turnOf(consumer, context, { publisher, partition, open: () => positions(publisher, partition) }),
  );
  const replays = startReplays(consumer, context);
  return {
    async [Symbol.asyncDispose]() {
      await replays[Symbol.asyncDispose]();
      await loops[Symbol.asyncDispose]();
    },
  };
}

/**
 * How far a group is, asked once for all partitions of a publisher that ask meanwhile: a service that starts would run as
 * many transactions as it has partitions to read, on all its connections.
 */
function openTogether<Tx extends SqlSession>({
  group,
  database,
}: Consumer<Tx>): (publisher: string, partition: number) => Promise<number> {
  const underWay = new Map<string, Promise<ReadonlyMap<number, number>>>();
  return async (publisher, partition) => {
    const asked =
      underWay.get(publisher) ??
      database
        .$transaction((tx) => openPositions(tx, group, publisher))
        .finally(() => underWay.delete(publisher));
    underWay.set(publisher, asked);
    return (await asked).get(partition) ?? 0;
  };
}

/** A partition of a publisher, and what says how far the group is in it. */
interface Share {
  readonly publisher: string;
  readonly partition: number;
  readonly open: () => Promise<number>;
}

/** Works on one partition whenever it is called; gives when to call again, in ms. */
function turnOf<Tx extends SqlSession>(
  consumer: Consumer<Tx>,
  { eventLog, clock, log }: Context,
  { publisher, partition, open }: Share,
): () => Promise<number> {
  const { group, database, handle, atOnce = BATCH } = consumer;
  const wanted = new Set(consumer.types);
  const lane = { group, publisher, partition };
  /** What is certainly committed; another replica may be further. */
  let position: number | undefined;
  let most = BATCH;
  let restsUntil = Number.NEGATIVE_INFINITY;

  /** Moves the position over `events` with their effects; where it already is elsewhere, gives only that. */
  function apply(events: readonly PlacedEvent[], after: number): Promise<number | undefined> {
    return database.$transaction(
      async (tx) => {
        const held = await lockPosition(tx, lane);
        if (held === undefined || held < after) return held;
        const fresh = events.filter((event) => event.position > held);
        for (const event of fresh) {
          if (!wanted.has(event.type)) continue;
          try {
            await handle(event, tx);
          } catch (error) {
            throw new HandlerFailure(event, error);
          }
        }
        const last = fresh.at(-1);
        if (last) await movePosition(tx, lane, last);
        return last?.position ?? held;
      },
      { timeout: TRANSACTION_MS },
    );
  }

  async function readOn(): Promise<number> {
    for (;;) {
      position ??= await open();
      const request = { publisher, partition, after: position, limit: most, reader: { group } };
      const { events } = await eventLog.read(request);
      if (events.length === 0) return eventLog.pollMs;
      for (let at = 0; at < events.length; at += atOnce) {
        const some = events.slice(at, at + atOnce);
        position = await apply(some, position);
        if (position === undefined) return BUSY_MS;
        // Another replica is further, or a backup of this database was restored.
        if (position !== some.at(-1)?.position) break;
      }
      most = BATCH;
    }
  }

  /** Tries again later, or puts the event aside; gives when to go on, in ms. */
  async function afterFailure(error: unknown): Promise<number> {
    const wasAlone = most === 1;
    most = 1;
    if (!(error instanceof HandlerFailure) || isPassing(error)) {
      log.debug({ err: error, ...lane }, "events wait");
      return BUSY_MS;
    }
    if (!wasAlone) return 0;
    const tries = await database.$transaction((tx) => noteFailure(tx, lane, error.event.id));
    log.warn({ err: error, ...lane, tries }, "an event could not be applied");
    if (tries < (consumer.mostTries ?? MOST_TRIES)) {
      return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));
    }
    const letter = { event: error.event, error: error.cause, tries, at: clock.now() };
    position = await database.$transaction((tx) => bury(tx, lane, letter));
    return 0;
  }

  return async () => {
    // Being woken must not shorten the pause between two tries.
    const restMs = restsUntil - clock.now();
    if (restMs > 0) return restMs;
    try {
      return await readOn();
    } catch (error) {
      const waitMs = await afterFailure(error).catch(() => BUSY_MS);
      restsUntil = clock.now() + waitMs;
      return waitMs;
    }
  };
}
