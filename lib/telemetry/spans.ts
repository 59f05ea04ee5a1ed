import { context, ProxyTracerProvider, propagation, SpanStatusCode, trace } from "@opentelemetry/api";

/**
 * What spans may say: names that we gave, counts and outcomes. Never a value of a client's, an id, a text of SQL's
 * parameters.
 */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

const TRACER = "playhead";
const tracer = () => trace.getTracer(TRACER);

/** Whether anybody reads spans in this process: where nobody does, none is made. */
export function isTracing(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(TRACER) !== undefined;
}

/**
 * Runs `work` as a span of the trace at hand; without tracing it just runs. A rejection marks the span, by its kind alone.
 */
export async function inSpan<T>(
  name: string,
  attributes: SpanAttributes,
  work: () => Promise<T>,
): Promise<T> {
  if (!isTracing()) return work();
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
  if (!isTracing()) return headers;
  propagation.inject(context.active(), headers);
  return headers;
}

/** Runs `work` in the trace that a request's headers belong to. */
export function inTraceOf<T>(headers: Readonly<Record<string, unknown>>, work: () => T): T {
  if (!isTracing()) return work();
  return context.with(propagation.extract(context.active(), headers), work);
}
