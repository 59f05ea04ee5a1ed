import type { Clock } from "../clock.js";
import { ALL_PARTITIONS } from "./event.js";
import type { EventLog } from "./event-log.js";
import { type Loop, startLoop } from "./loop.js";

/** A share of each rest: it lasts from so much less to so much more. */
const SPREAD = 0.4;

/**
 * One loop for each partition of each publisher, woken when it has grown. A house has a hundred of them: they rest for
 * unequal times, or all would look at once, and whoever plays just then would wait behind them.
 */
export function startPartitionLoops(
  { eventLog, clock }: { readonly eventLog: EventLog; readonly clock: Clock },
  publishers: readonly string[],
  turnOf: (publisher: string, partition: number) => () => Promise<number>,
  random: () => number = Math.random,
): AsyncDisposable {
  const start = (turn: () => Promise<number>) =>
    startLoop(clock, async () => (await turn()) * (1 - SPREAD + 2 * SPREAD * random()));
  const loops = new Map<string, Map<number, Loop>>(
    publishers.map((publisher) => [
      publisher,
      new Map(ALL_PARTITIONS.map((partition) => [partition, start(turnOf(publisher, partition))])),
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
