import type { Clock } from "../clock.js";
import type { Ids } from "../ids.js";
import { type Announcement, checkAnnouncement, type DurableEvent, partitionOf } from "./event.js";
import type { Carrier } from "./event-log.js";
import { appendEvents } from "./outbox-table.js";
import type { SqlDatabase, SqlSession } from "./sql.js";

/** How a store changes something and says so: both are committed, or neither. */
export interface Outbox {
  /**
   * Runs `work` in a transaction. What it announces is written at its end, and on its way once it is committed.
   *
   * @throws whatever `work` throws; then nothing was changed and nothing announced.
   */
  transaction<Tx extends SqlSession, Result>(
    database: SqlDatabase<Tx>,
    work: (tx: Tx, announce: (announcement: Announcement) => void) => Promise<Result>,
    options?: { readonly timeout?: number; readonly maxWait?: number },
  ): Promise<Result>;
}

export function createOutbox(options: {
  readonly carrier: Carrier;
  readonly clock: Clock;
  readonly ids: Ids;
}): Outbox {
  const { carrier, clock, ids } = options;
  return {
    async transaction(database, work, transactionOptions) {
      const events: DurableEvent[] = [];
      const result = await database.$transaction(async (tx) => {
        const done = await work(tx, (announcement) => {
          checkAnnouncement(announcement);
          events.push({ ...announcement, id: ids.next("ev"), at: clock.now() });
        });
        if (events.length > 0) await appendEvents(tx, events);
        return done;
      }, transactionOptions);
      if (events.length > 0) carrier.wake(new Set(events.map(({ key }) => partitionOf(key))));
      return result;
    },
  };
}
