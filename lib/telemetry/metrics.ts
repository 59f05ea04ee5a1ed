import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/**
 * What an instrument is called and counts by. Labels hold names that we gave: never an id, an address or a text of a
 * client's.
 */
export interface InstrumentSpec<Label extends string> {
  /** Without `playhead_`; the unit last, as Prometheus has it: `request_seconds`, `requests_total`. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

/** Asked at each scrape. */
export type Reading<Label extends string> = (
  set: (value: number, labels?: Record<Label, string>) => void,
) => void | Promise<void>;

/**
 * What one process counts, for Prometheus. Services that share a process share this too, and an instrument that is asked
 * for twice is the same one.
 */
export interface Metrics {
  counter<Label extends string = never>(spec: InstrumentSpec<Label>): Counter<Label>;
  /** Seconds, in buckets from a millisecond to the time-out of a request. */
  seconds<Label extends string = never>(spec: InstrumentSpec<Label>): Histogram<Label>;
  /** Reads a state at each scrape, until disposed. A reading that fails leaves its value out, and is counted. */
  reading<Label extends string = never>(spec: InstrumentSpec<Label>, read: Reading<Label>): Disposable;
  /** The text that Prometheus scrapes. */
  scrape(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export const METRIC_PREFIX = "playhead_";
/** From what a cached answer takes to the bound on a request (10 s and more). */
const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** `runtime` adds what Node itself tells: memory, event loop, garbage collection. */
export function createMetrics(options: { readonly runtime?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.runtime) collectDefaultMetrics({ register: registry });
  const failures = new Counter({
    name: `${METRIC_PREFIX}unread_metrics_total`,
    help: "Readings that failed at a scrape, by metric.",
    labelNames: ["metric"],
    registers: [registry],
  });
  const readings = new Map<string, Set<Reading<string>>>();
  const configuration = <Label extends string>({ name, help, labels = [] }: InstrumentSpec<Label>) => ({
    name: METRIC_PREFIX + name,
    help,
    labelNames: labels,
    registers: [registry],
  });
  const known = <Instrument>(name: string) =>
    registry.getSingleMetric(METRIC_PREFIX + name) as Instrument | undefined;

  return {
    counter: (spec) => known(spec.name) ?? new Counter(configuration(spec)),
    seconds: (spec) =>
      known(spec.name) ?? new Histogram({ ...configuration(spec), buckets: SECONDS_BUCKETS }),
    reading(spec, read) {
      const all = readings.get(spec.name) ?? new Set<Reading<string>>();
      readings.set(spec.name, all.add(read as Reading<string>));
      if (!known(spec.name)) {
        new Gauge({
          ...configuration<string>(spec),
          async collect() {
            this.reset();
            const set = (value: number, labels?: Record<string, string>) => this.set(labels ?? {}, value);
            await Promise.all(
              [...all].map(async (each) => {
                try {
                  await each(set);
                } catch {
                  failures.inc({ metric: spec.name });
                }
              }),
            );
          },
        });
      }
      return { [Symbol.dispose]: () => void all.delete(read as Reading<string>) };
    },
    scrape: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}
