import { randomBytes } from "node:crypto";
import { context, propagation, SpanStatusCode, trace } from "@opentelemetry/api";
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

/** What spans may say: names that we gave, counts and outcomes. Never a value of a client's, an id, a text of SQL's parameters. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

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

/**
 * Sends traces from here on: of HTTP requests, plans, fetches (Apollo's own spans), services and SQL (Prisma's own spans).
 * One a process. Disposing sends what waits, within ten seconds, and ends it.
 */
export function startTracing(options: TracingOptions): AsyncDisposable {
  const { collector } = options;
  const processor =
    "exporter" in collector
      ? new SimpleSpanProcessor(collector.exporter)
      : new BatchSpanProcessor(
          new OTLPTraceExporter({
            url: new URL("/v1/traces", collector.url).href,
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
      await provider.shutdown();
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

const tracer = () => trace.getTracer("playhead");

/** Runs `work` as a span of the trace at hand; without tracing it just runs. A rejection marks the span, by its kind alone. */
export function inSpan<T>(name: string, attributes: SpanAttributes, work: () => Promise<T>): Promise<T> {
  return tracer().startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).name });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Adds to the span at hand. */
export function tellSpan(attributes: SpanAttributes): void {
  trace.getActiveSpan()?.setAttributes(attributes);
}

/** The headers by which another process goes on with this trace (W3C Trace Context); none without tracing. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/** Runs `work` in the trace that a request's headers belong to. */
export function inTraceOf<T>(headers: Readonly<Record<string, unknown>>, work: () => T): T {
  return context.with(propagation.extract(context.active(), headers), work);
}
