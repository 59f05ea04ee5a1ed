import type { Logger } from "../logger.js";
import { ALL_PARTITIONS, type PlacedEvent } from "./event.js";
import type { EventLog, LogRequest, Reader } from "./event-log.js";
import { eventsAfter, saveGroups, sweepOutbox } from "./outbox-table.js";
import { type EventPool, openEventPool } from "./sql.js";

/** One service's outbox in this process, with how far each reader of each partition is. */
interface Outbox {
  readonly pool: EventPool;
  readonly readers: ReadonlyMap<number, Map<string | symbol, number>>;
  /** Groups that its database waits for in all partitions, or will when these have settled. */
  readonly awaited: Map<string, Promise<void>>;
  /** Reads under way since which nothing was committed: groups are mostly equally far, and woken by the same commit. */
  readonly reads: Map<string, Promise<readonly PlacedEvent[]>>;
}

/** Everything that commits here says so; this is for a database that was away. */
const POLL_MS = 5_000;

const NOTHING = { events: [], epoch: "", trimmedTo: 0 };

/**
 * The log of a house in one process: the outboxes themselves. A service that is away has nothing to read; what it has
 * committed waits in its database.
 */
export function createOutboxLog(log: Logger): EventLog {
  const outboxes = new Map<string, Outbox>();
  const joined = new Map<string, Set<string>>();
  const listeners = new Set<(publisher: string, partition: number | undefined) => void>();

  return {
    pollMs: POLL_MS,

    carry(publisher, databaseUrl) {
      if (outboxes.has(publisher)) throw new Error(`the events of ${publisher} are already carried here`);
      const pool = openEventPool(databaseUrl, log);
      const groups = [...(joined.get(publisher) ?? [])].map((group) => [group, 0] as const);
      const readers = new Map(ALL_PARTITIONS.map((partition) => [partition, new Map(groups)]));
      const outbox: Outbox = { pool, readers, awaited: new Map(), reads: new Map() };
      outboxes.set(publisher, outbox);
      const say = (partition: number | undefined) => {
        for (const hear of listeners) hear(publisher, partition);
      };
      say(undefined);
      return {
        wake(partitions) {
          outbox.reads.clear();
          partitions.forEach(say);
        },
        async [Symbol.asyncDispose]() {
          outboxes.delete(publisher);
          await pool[Symbol.asyncDispose]();
        },
      };
    },

    join(publisher, group) {
      joined.set(publisher, (joined.get(publisher) ?? new Set()).add(group));
      for (const positions of outboxes.get(publisher)?.readers.values() ?? []) {
        if (!positions.has(group)) positions.set(group, 0);
      }
    },

    async read(request) {
      const outbox = outboxes.get(request.publisher);
      if (!outbox) return NOTHING;
      await advance(outbox, request);
      return { ...NOTHING, events: await readTogether(outbox, request) };
    },

    onGrown(hear) {
      listeners.add(hear);
      return { [Symbol.dispose]: () => listeners.delete(hear) };
    },

    // It holds nothing but the outboxes.
    forget: () => Promise.resolve(0),

    leave(listener) {
      for (const { readers } of outboxes.values()) {
        for (const positions of readers.values()) positions.delete(listener);
      }
    },

    async [Symbol.asyncDispose]() {
      for (const { pool } of outboxes.values()) await pool[Symbol.asyncDispose]();
      outboxes.clear();
    },
  };
}
/** Notes that a reader is further than it was, and deletes what nobody waits for any more. */
async function advance(outbox: Outbox, { partition, after, reader }: LogRequest): Promise<void> {
  const positions = outbox.readers.get(partition);
  const name = nameOf(reader);
  if ("group" in reader) await waitFor(outbox, reader.group);
  if (positions?.get(name) === after) return;
  if ("group" in reader) await saveGroups(outbox.pool, partition, new Map([[reader.group, after]]));
  positions?.set(name, after);
  await sweep(outbox, partition);
}

/** At the very beginning a group is not in the database yet. */
function waitFor({ pool, awaited }: Outbox, group: string): Promise<void> {
  const noted =
    awaited.get(group) ??
    saveGroups(pool, 0, new Map([[group, 0]])).catch((error: unknown) => {
      awaited.delete(group);
      throw error;
    });
  awaited.set(group, noted);
  return noted;
}

async function sweep({ pool, readers }: Outbox, partition: number): Promise<void> {
  const positions = readers.get(partition)?.values() ?? [];
  await sweepOutbox(pool, partition, Math.min(Number.MAX_SAFE_INTEGER, ...positions));
}

function readTogether({ pool, reads }: Outbox, { partition, after, limit }: LogRequest) {
  const what = `${partition} ${after} ${limit}`;
  const underWay = reads.get(what);
  if (underWay) return underWay;
  const read = eventsAfter(pool, partition, after, limit).finally(() => {
    if (reads.get(what) === read) reads.delete(what);
  });
  reads.set(what, read);
  return read;
}

function nameOf(reader: Reader): string | symbol {
  return "group" in reader ? reader.group : reader.listener;
}
