import type { Clock } from "../clock.js";
import type { Ids } from "../ids.js";
import type { Logger } from "../logger.js";
import { type Consumer, startConsumer } from "./consumer.js";
import type { Carrier, EventLog } from "./event-log.js";
import { type Listener, startListener } from "./listener.js";
import { createOutboxLog } from "./outbox-log.js";
import type { SqlSession } from "./sql.js";
import { createStreamLog } from "./stream-log.js";

/**
 * Durable facts between services: written with the change that they tell of, applied at least once by everyone who
 * registered, in the order of commits for each key. docs/events.md lists them.
 */
export interface EventBus extends AsyncDisposable {
  /** Carries what `publisher` writes to its outbox, until disposed. */
  carry(publisher: string, databaseUrl: string): Carrier;
  /**
   * Applies events to a database, exactly once: the group's position moves in the transaction of the effect. Of
   * several replicas of a group one at a time works on a partition.
   */
  consume<Tx extends SqlSession>(consumer: Consumer<Tx>): AsyncDisposable;
  /** Hears events in every replica from now on: for what a process keeps in memory. */
  listen(listener: Listener): AsyncDisposable;
  /**
   * Removes the events of a key that a publisher's log still holds though they are in no outbox any more.
   *
   * @returns how many there were; none when asked again, unless one was on its way.
   */
  forget(publisher: string, key: string): Promise<number>;
}

export interface EventBusOptions {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  /** Absent: all services share this process, and nothing but their databases is needed. */
  readonly redisUrl?: string | undefined;
}

/** The bus over Redis streams where there is a Redis, else over the outboxes themselves. */
export function openEventBus(options: EventBusOptions): EventBus {
  const { redisUrl, log } = options;
  const eventLog = redisUrl === undefined ? createOutboxLog(log) : createStreamLog({ ...options, redisUrl });
  return createEventBus(eventLog, options);
}

/** The bus over a log, which it owns from here on. */
export function createEventBus(eventLog: EventLog, { clock, log }: EventBusOptions): EventBus {
  return {
    carry: (publisher, databaseUrl) => eventLog.carry(publisher, databaseUrl),
    consume: (consumer) => startConsumer(consumer, { eventLog, clock, log }),
    listen: (listener) => startListener(listener, { eventLog, clock, log }),
    forget: (publisher, key) => eventLog.forget(publisher, key),
    [Symbol.asyncDispose]: () => eventLog[Symbol.asyncDispose](),
  };
}
