import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../lib/clock.js";
import { createEventBus } from "../../lib/events/event-bus.js";
import { createOutbox, type Outbox } from "../../lib/events/outbox.js";
import { openEventPool, type SqlDatabase, type SqlSession } from "../../lib/events/sql.js";
import { createStreamLog } from "../../lib/events/stream-log.js";
import { randomIds } from "../../lib/ids.js";
import { createLogger } from "../../lib/logger.js";
import { type Fault, faultyConsumerDatabase, faultyLog, faultyPublisherDatabase } from "./event-faults.js";

/** What a process of the campaign is told, as JSON in its first argument. */
export interface ActorOrder {
  /** A publisher changes keys and carries its outbox; a consumer is a replica of a group. */
  readonly role: "publisher" | "consumer";
  readonly group: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly keys: number;
  readonly fault: Fault | undefined;
}

/** Publishers that run at a time, in each publishing process. */
const WRITERS = 4;
/** One change in so many thinks better of it. */
const ROLLBACK_EVERY = 20;

async function main(order: ActorOrder): Promise<void> {
  const { role, databaseUrl, redisUrl, fault } = order;
  const log = createLogger("silent");
  const context = { clock: systemClock, ids: randomIds, log };
  const bus = createEventBus(faultyLog(createStreamLog({ ...context, redisUrl, kept: 0 }), fault), context);
  const pool = openEventPool(databaseUrl, log);
  if (role === "publisher") {
    const carrier = bus.carry("campaign", databaseUrl);
    const outbox = createOutbox({ carrier, clock: systemClock, ids: randomIds });
    const database = faultyPublisherDatabase(pool, fault);
    await Promise.all(Array.from({ length: WRITERS }, () => write(outbox, database, order.keys)));
  } else {
    bus.consume({
      group: order.group,
      publishers: ["campaign"],
      types: ["step.taken"],
      database: faultyConsumerDatabase(pool, fault),
      async handle({ key, payload }, tx) {
        await tx.$queryRawUnsafe(
          `INSERT INTO applied ("group", key, step) VALUES ($1, $2, $3::text::int)`,
          ...[order.group, key, String(payload["step"])],
        );
      },
    });
  }
  // Timers of the bus keep nothing alive: the campaign says when it is over.
  await new Promise(() => setInterval(() => undefined, 60_000));
}

/** Takes steps until the campaign has enough of them. Connections break: then it goes on with the next. */
async function write(outbox: Outbox, database: SqlDatabase<SqlSession>, keys: number): Promise<void> {
  for (let count = 1; ; count += 1) {
    const isOver = await outbox
      .transaction(database, async (tx, announce) => {
        // The table stays shared until the commit: once the campaign had it for itself, no step is under way.
        const [state] = await tx.$queryRawUnsafe<{ over: boolean }[]>("SELECT over FROM campaign");
        if (state?.over) return true;
        const first = Math.floor(Math.random() * keys);
        // In the order of their numbers: two writers must not wait for each other in a circle.
        for (const number of new Set([first, Math.floor(first + Math.random() * (keys - first))])) {
          const key = `key-${number}`;
          const [row] = await tx.$queryRawUnsafe<{ step: number }[]>(
            "UPDATE counter SET step = step + 1 WHERE key = $1 RETURNING step",
            key,
          );
          announce({ type: "step.taken", key, payload: { step: row?.step ?? 0 } });
        }
        if (count % ROLLBACK_EVERY === 0) throw new Error("thought better of it");
        return false;
      })
      .catch(() => delay(5, false));
    if (isOver) return;
  }
}

await main(JSON.parse(process.argv[2] ?? "{}") as ActorOrder);
