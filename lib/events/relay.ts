import type { Clock } from "../clock.js";
import type { Logger } from "../logger.js";
import type { Carrier } from "./event-log.js";
import type { EventStream } from "./event-stream.js";
import { startLoop } from "./loop.js";
import {
  claimPartition,
  eventsAfter,
  partitionsWithEvents,
  saveGroups,
  sweepOutbox,
} from "./outbox-table.js";
import { openEventPool, type SqlSession } from "./sql.js";

/** How late an event may be that another process committed, or that Redis had lost. */
const POLL_MS = 250;
/** Events a script: some milliseconds of Redis' time at most. */
const BATCH = 200;
/** Batches of a partition in one transaction, after which the other partitions have their turn. */
const MOST_BATCHES = 10;

/**
 * Carries an outbox into its streams. Any number of processes may: each partition is carried by one at a time, and a
 * stream takes an event only behind the one that stands before it in the outbox, whoever carries. The relay remembers
 * nothing: where to go on is the stream's own end. A Redis that lost everything is so filled again with all that some
 * group has not applied.
 */
export function startRelay(options: {
  readonly publisher: string;
  readonly databaseUrl: string;
  readonly streamOf: (partition: number) => EventStream;
  readonly clock: Clock;
  readonly log: Logger;
  /** Positions that streams keep behind the last group. */
  readonly kept: number;
}): Carrier {
  const { publisher, databaseUrl, streamOf, clock, log, kept } = options;
  const pool = openEventPool(databaseUrl, log);
  const loop = startLoop(clock, async () => {
    try {
      let isBehind = false;
      for (const partition of await partitionsWithEvents(pool)) {
        const carried = await pool.$transaction(async (tx) => {
          if (!(await claimPartition(tx, partition))) return { isBehind: false };
          return carryPartition(tx, partition, streamOf(partition), kept);
        });
        isBehind ||= carried.isBehind;
      }
      return isBehind ? 0 : POLL_MS;
    } catch (error) {
      log.debug({ err: error, publisher }, "events wait in the outbox");
      return POLL_MS;
    }
  });
  return {
    wake: loop.wake,
    async [Symbol.asyncDispose]() {
      await loop[Symbol.asyncDispose]();
      await pool[Symbol.asyncDispose]();
    },
  };
}

/** Brings a stream up to date, and forgets on both sides what every group has applied. */
async function carryPartition(
  tx: SqlSession,
  partition: number,
  stream: EventStream,
  kept: number,
): Promise<{ isBehind: boolean }> {
  // Groups first: whoever has registered by now is waited for.
  const groups = await stream.groups();
  await saveGroups(tx, partition, groups);
  let end = await stream.append(-1, []);
  let isBehind = true;
  for (let batch = 0; batch < MOST_BATCHES && isBehind; batch += 1) {
    const events = await eventsAfter(tx, partition, end, BATCH);
    if (events.length > 0) end = await stream.append(end, events);
    isBehind = events.length === BATCH;
  }
  const applied = await sweepOutbox(tx, partition, end);
  if (applied > kept) await stream.trim(applied - kept, groups.keys());
  return { isBehind };
}
