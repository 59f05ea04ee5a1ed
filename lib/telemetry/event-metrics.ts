import type { Clock } from "../clock.js";
import { measureLag } from "../events/lag.js";
import type { SqlSession } from "../events/sql.js";
import { createMetrics, type Metrics } from "./metrics.js";

/** Tells at each scrape what waits in a publisher's outbox, and how far each group of consumers is behind. */
export function observeEvents(
  service: string,
  database: SqlSession,
  { clock, metrics = createMetrics() }: { readonly clock: Clock; readonly metrics?: Metrics | undefined },
): Disposable {
  const lag = () => measureLag(database, clock.now());
  const readings = [
    metrics.reading<"service">(
      {
        name: "outbox_events",
        help: "Durable events that not every group has applied.",
        labels: ["service"],
      },
      async (set) => set((await lag()).outbox.entries, { service }),
    ),
    metrics.reading<"service">(
      { name: "outbox_oldest_seconds", help: "Age of the oldest of them.", labels: ["service"] },
      async (set) => set((await lag()).outbox.oldestMs / 1_000, { service }),
    ),
    metrics.reading<"service" | "group">(
      {
        name: "event_group_behind",
        help: "Events of a service that a group of consumers has still to apply.",
        labels: ["service", "group"],
      },
      async (set) => {
        for (const { group, entriesBehind } of (await lag()).groups) set(entriesBehind, { service, group });
      },
    ),
  ];
  return {
    [Symbol.dispose]() {
      for (const reading of readings) reading[Symbol.dispose]();
    },
  };
}
