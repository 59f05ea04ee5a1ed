import type { Metrics } from "../../lib/telemetry/metrics.js";
import type { HubCounts } from "../subscriptions/hub.js";

/** Tells at each scrape who listens to what. */
export function observeSubscriptions(
  metrics: Metrics,
  read: { readonly hub: () => HubCounts; readonly webSockets: () => number },
): Disposable {
  const readings = [
    metrics.reading({ name: "gateway_web_sockets", help: "Open WebSockets." }, (set) =>
      set(read.webSockets()),
    ),
    metrics.reading<"of">(
      {
        name: "gateway_subscriptions",
        help: "Live updates: channels listened to, groups with one operation and scope, and subscribers.",
        labels: ["of"],
      },
      (set) => {
        const { channels, groups, subscribers } = read.hub();
        for (const [of, count] of Object.entries({ channels, groups, subscribers })) set(count, { of });
      },
    ),
  ];
  return {
    [Symbol.dispose]() {
      for (const reading of readings) reading[Symbol.dispose]();
    },
  };
}

/** Counts results by the subscribers that each was for. */
export function countDeliveries(metrics: Metrics): (subscribers: number) => void {
  const deliveries = metrics.counter({
    name: "gateway_deliveries_total",
    help: "Results of subscriptions handed to a subscriber's stream.",
  });
  return (subscribers) => deliveries.inc(subscribers);
}
