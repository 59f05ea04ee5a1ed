import { createServer } from "node:http";
import { type ListenAddress, listen } from "../http/listening.js";
import { opening } from "../lifecycle.js";
import type { Metrics } from "./metrics.js";

export const METRICS_PATH = "/metrics";
/** Prometheus gives up after 10 s by default; a scrape takes milliseconds. */
const REQUEST_MS = 10_000;
/** Two Prometheus and an operator. */
const MOST_CONNECTIONS = 16;

export interface MetricsServer extends AsyncDisposable {
  readonly port: number;
}

/** Serves what a process counts at `/metrics`, on a port of its own that the public does not reach. */
export function startMetricsServer(
  options: ListenAddress & { readonly metrics: Metrics },
): Promise<MetricsServer> {
  return opening("metrics server", async (lifecycle) => {
    const server = createServer({ requestTimeout: REQUEST_MS }, (request, response) => {
      if (request.method !== "GET" || request.url?.split("?", 1)[0] !== METRICS_PATH) {
        response.writeHead(404).end(`nothing is here: metrics are at GET ${METRICS_PATH}\n`);
        return;
      }
      options.metrics.scrape().then(
        ({ contentType, text }) => response.writeHead(200, { "content-type": contentType }).end(text),
        () => response.destroy(),
      );
    });
    server.maxConnections = MOST_CONNECTIONS;
    lifecycle.defer("http server", async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    });
    const port = await listen(server, options);
    return { port, [Symbol.asyncDispose]: () => lifecycle.close() };
  });
}
