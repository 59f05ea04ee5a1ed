import { z } from "zod";
import { currentTraceId } from "../gateway/trace.js";
import { wholeNumber } from "../lib/config.js";
import { authorityOf } from "../lib/http/listening.js";
import type { Lifecycle } from "../lib/lifecycle.js";
import type { Logger } from "../lib/logger.js";
import { createMetrics, type Metrics } from "../lib/telemetry/metrics.js";
import { METRICS_PATH, startMetricsServer } from "../lib/telemetry/metrics-server.js";
import type { ProcessName } from "./manifest.js";

/** Of a hundred traces one tells what is slow; more is a matter of what the collector takes. */
const TRACES_PERCENT = 1;

/** Settings of what a process tells of itself. */
export const telemetrySettings = {
  metricsPort: wholeNumber(0, 65_535).optional().meta({
    description: "port of Prometheus' /metrics; 0 = any free one; absent: metrics are not served",
  }),
  metricsHost: z
    .string()
    .default("127.0.0.1")
    .meta({ description: "address of /metrics: one that the public does not reach" }),
  otelExporterOtlpEndpoint: z
    .url({ protocol: /^https?$/, error: "must be a URL such as http://collector:4318" })
    .optional()
    .meta({ description: "OpenTelemetry collector (OTLP over HTTP) for traces; absent: there are none" }),
  tracesPercent: wholeNumber(0, 100).default(TRACES_PERCENT).meta({
    description: "of a hundred traces so many are kept, where the caller has not decided",
  }),
};

export interface TelemetryConfig {
  readonly metricsPort?: number | undefined;
  readonly metricsHost: string;
  readonly otelExporterOtlpEndpoint?: string | undefined;
  readonly tracesPercent: number;
}

/** Starts what the settings ask for, before anything that it is to tell of; nothing is counted where nobody asks. */
export async function openTelemetry(
  name: ProcessName | "house",
  config: TelemetryConfig,
  { lifecycle, log }: { readonly lifecycle: Lifecycle; readonly log: Logger },
): Promise<Metrics | undefined> {
  const { metricsPort: port, metricsHost: host, otelExporterOtlpEndpoint: url } = config;
  if (url !== undefined) {
    // A fifth of all that a process would load; most have no collector.
    const { startTracing } = await import("../lib/telemetry/tracing.js");
    const ratio = config.tracesPercent / 100;
    const serviceName = `playhead-${name}`;
    lifecycle.use("traces", startTracing({ serviceName, collector: { url }, ratio, currentTraceId }));
  }
  if (port === undefined) return undefined;
  const metrics = createMetrics({ runtime: true });
  const server = lifecycle.use("metrics", await startMetricsServer({ port, host, metrics }));
  log.info(
    { url: `http://${authorityOf({ host, port: server.port })}${METRICS_PATH}` },
    "metrics are served",
  );
  return metrics;
}
