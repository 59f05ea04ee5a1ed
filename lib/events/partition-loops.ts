import type { Clock } from "../clock.js";
import { ALL_PARTITIONS } from "./event.js";
import type { EventLog } from "./event-log.js";
import { type Loop, startLoop } from "./loop.js";

/** One loop for each partition of each publisher, woken when it has grown. */
export function startPartitionLoops(
  { eventLog, clock }: { readonly eventLog: EventLog; readonly clock: Clock },
  publishers: readonly string[],
  turnOf: (publisher: string, partition: number) => () => Promise<number>,
): AsyncDisposable {
  const loops = new Map<string, Map<number, Loop>>(
    publishers.map((publisher) => [
      publisher,
      new Map(ALL_PARTITIONS.map((partition) => [partition, startLoop(clock, turnOf(publisher, partition))])),
    ]),
  );
  const hearing = eventLog.onGrown((publisher, partition) => {
    for (const [number, loop] of loops.get(publisher) ?? []) {
      if (partition === undefined || partition === number) loop.wake();
    }
  });
  return {
    async [Symbol.asyncDispose]() {
      hearing[Symbol.dispose]();
      const all = [...loops.values()].flatMap((partitions) => [...partitions.values()]);
      await Promise.all(all.map((loop) => loop[Symbol.asyncDispose]()));
    },
  };
}
