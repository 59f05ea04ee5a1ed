import type { Clock } from "../clock.js";
import type { Logger } from "../logger.js";
import type { DurableEvent } from "./event.js";
import type { EventLog } from "./event-log.js";
import { startPartitionLoops } from "./partition-loops.js";

/**
 * Someone who keeps something in memory that events make stale. Every replica hears every event, at least once and in
 * order for each key; where that cannot be promised, `onGap` says so instead. While the log cannot be read nothing is
 * heard: what is kept needs an age of its own.
 */
export interface Listener {
  readonly publishers: readonly string[];
  readonly types: readonly string[];
  /** Must not wait. One that throws counts as a gap. */
  readonly handle: (event: DurableEvent) => void;
  /** Events may have been missed: whatever they could have made stale is. */
  readonly onGap: () => void;
}

const BATCH = 500;

/** Tells `handle` of events from now on, until disposed. */
export function startListener(
  { publishers, types, handle, onGap }: Listener,
  context: { readonly eventLog: EventLog; readonly clock: Clock; readonly log: Logger },
): AsyncDisposable {
  const { eventLog, log } = context;
  const listener = Symbol("listener");
  const wanted = new Set(types);

  function tell(event: DurableEvent): void {
    try {
      handle(event);
    } catch (error) {
      log.error({ err: error, eventId: event.id }, "an event was not understood");
      onGap();
    }
  }

  function turnOf(publisher: string, partition: number) {
    let after = 0;
    let epoch: string | undefined;

    async function readOn(): Promise<number> {
      const request = { publisher, partition, after, limit: BATCH, reader: { listener } };
      const page = await eventLog.read(request);
      const isMissing =
        epoch !== undefined && (page.trimmedTo > after || (page.epoch && page.epoch !== epoch));
      if (isMissing) onGap();
      epoch = page.epoch || epoch || "";
      for (const event of page.events) {
        after = event.position;
        if (wanted.has(event.type)) tell(event);
      }
      after = Math.max(after, page.trimmedTo);
      return page.events.length;
    }
    return async () => {
      try {
        while ((await readOn()) > 0);
      } catch (error) {
        log.debug({ err: error, publisher, partition }, "events cannot be heard now");
      }
      return eventLog.pollMs;
    };
  }

  const loops = startPartitionLoops(context, publishers, turnOf);
  return {
    async [Symbol.asyncDispose]() {
      await loops[Symbol.asyncDispose]();
      eventLog.leave(listener);
    },
  };
}
