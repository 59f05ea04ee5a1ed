import type { Clock } from "../clock.js";
import type { Ids } from "../ids.js";
import type { Logger } from "../logger.js";
import { openRedis } from "../redis.js";
import { partitionOf } from "./event.js";
import type { EventLog } from "./event-log.js";
import { type EventStream, GROWN_CHANNEL, openEventStream } from "./event-stream.js";
import { startRelay } from "./relay.js";

/** How late an event is read when the message that it is there was lost. */
const POLL_MS = 1_000;
/** Entries kept behind the last group, in positions of the whole publisher, for listeners who come a little later. */
const KEPT = 1_000;

/** The log of services that run apart: streams in Redis. While Redis is away reads fail, and outboxes wait. */
export function createStreamLog(options: {
  readonly redisUrl: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly kept?: number | undefined;
}): EventLog {
  const { redisUrl: url, clock, ids, log, kept = KEPT } = options;
  const redis = openRedis({ url, name: "events", log });
  const subscriber = openRedis({ url, name: "events heard", log, isSubscriber: true });
  const listeners = new Set<(publisher: string, partition: number | undefined) => void>();
  const streams = new Map<string, EventStream>();

  function streamOf(publisher: string, partition: number): EventStream {
    const name = `${publisher} ${partition}`;
    const stream = streams.get(name) ?? openEventStream(redis, publisher, partition, () => ids.next("epoch"));
    streams.set(name, stream);
    return stream;
  }
  subscriber.on("ready", () => {
    subscriber.subscribe(GROWN_CHANNEL).catch((error: Error) => {
      log.debug({ err: error }, "events are polled only: no subscription");
    });
  });
  subscriber.on("message", (_channel: string, message: string) => {
    const [publisher = "", partition] = message.split(" ");
    for (const hear of listeners) hear(publisher, Number(partition));
  });

  return {
    pollMs: POLL_MS,
    carry: (publisher, databaseUrl) =>
      startRelay({
        databaseUrl,
        streamOf: (partition) => streamOf(publisher, partition),
        publisher,
        clock,
        log,
        kept,
      }),
    // Its first read registers it; until then it may count on what streams keep.
    join: () => undefined,
    read: ({ publisher, partition, after, limit, reader }) =>
      streamOf(publisher, partition).read(after, limit, "group" in reader ? reader.group : undefined),
    onGrown(hear) {
      listeners.add(hear);
      return { [Symbol.dispose]: () => listeners.delete(hear) };
    },
    forget: (publisher, key) => streamOf(publisher, partitionOf(key)).forgetKey(key),
    leave: () => undefined,
    async [Symbol.asyncDispose]() {
      redis.disconnect();
      subscriber.disconnect();
    },
  };
}
