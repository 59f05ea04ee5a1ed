import type { ServiceTransport } from "../service.js";
import type { Metrics } from "./metrics.js";
import { inSpan } from "./spans.js";

/** The way to the services, with what is asked counted and timed for each. `caller` is who asks. */
export function observedTransport(
  transport: ServiceTransport,
  { caller, metrics }: { readonly caller: string; readonly metrics: Metrics },
): ServiceTransport {
  const seconds = metrics.seconds({
    name: "service_call_seconds",
    help: "How long a service took to answer another, retries and waiting included; outcome is answered or away.",
    labels: ["caller", "service", "outcome"],
  });
  return {
    ...transport,
    async call(service, request, headers, signal) {
      const stop = seconds.startTimer({ caller, service });
      try {
        const result = await inSpan(`call ${service}`, { caller, service }, () =>
          transport.call(service, request, headers, signal),
        );
        stop({ outcome: "answered" });
        return result;
      } catch (error) {
        stop({ outcome: "away" });
        throw error;
      }
    },
  };
}
