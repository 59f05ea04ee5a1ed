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
