import { randomBytes } from "node:crypto";
import { context, propagation, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  SimpleSpanProcessor,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-node";
import { PrismaInstrumentation } from "@prisma/instrumentation";

export interface TracingOptions {
  /** `playhead-gateway` and so on. */
  readonly serviceName: string;
  /** Base URL of an OTLP collector over HTTP, such as http://collector:4318; tests give an exporter instead. */
  readonly collector: { readonly url: string } | { readonly exporter: SpanExporter };
  /** Part of the traces that are kept, 0..1, where the caller has not decided. */
  readonly ratio: number;
  /** The trace that the work at hand belongs to, 32 hexadecimal digits: logs and spans then name the same one. */
  readonly currentTraceId: () => string;
}

/** Spans that wait to be sent; beyond it the newest are dropped, and requests never wait. */
const MOST_WAITING_SPANS = 8_192;
const SPANS_A_BATCH = 512;
const EXPORT_MS = 10_000;

/** Behind whatever path the base has, as OTEL_EXPORTER_OTLP_ENDPOINT is defined. */
function tracesUrlOf(base: string): string {
  return `${base.replace(/\/$/, "")}/v1/traces`;
}

/**
 * Sends traces from here on: of HTTP requests, plans, fetches (Apollo's own spans), services and SQL (Prisma's own spans).
 * One a process. Disposing sends what waits, within ten seconds, and ends it; a collector that is away costs what waited.
 */
export function startTracing(options: TracingOptions): AsyncDisposable {
  const { collector } = options;
  const processor =
    "exporter" in collector
      ? new SimpleSpanProcessor(collector.exporter)
      : new BatchSpanProcessor(
          new OTLPTraceExporter({
            url: tracesUrlOf(collector.url),
            timeoutMillis: EXPORT_MS,
          }),
          {
            maxQueueSize: MOST_WAITING_SPANS,
            maxExportBatchSize: SPANS_A_BATCH,
            exportTimeoutMillis: EXPORT_MS,
          },
        );
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": options.serviceName }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.ratio) }),
    spanProcessors: [processor],
    idGenerator: {
      generateTraceId: options.currentTraceId,
      generateSpanId: () => randomBytes(8).toString("hex"),
    },
  });
  provider.register();
  const sql = new PrismaInstrumentation();
  sql.setTracerProvider(provider);
  sql.enable();
  return {
    async [Symbol.asyncDispose]() {
      sql.disable();
      await provider.shutdown().catch(() => undefined);
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}
