import { Agent, request } from "undici";
import type { Fetch } from "../../client/index.js";

/** What is told of each request. */
export interface Watcher {
  asked(operation: string): void;
  /** An answer came, of whatever kind. */
  answered(operation: string, body: string, answer: string, tookMs: number): void;
}

/** The way of all viewers to the gateways. */
export interface Network {
  /** Of a viewer with an address of their own. */
  fetchOf(viewer: number, watcher: Watcher): Fetch;
  close(): Promise<void>;
}

const CONNECTIONS = 128;

/**
 * A balancer before the gateways: each viewer has one, and goes to the next where nobody listens. What breaks on the way is
 * the viewer's to repeat.
 */
export function openNetwork(endpoints: readonly string[]): Network {
  const agent = new Agent({ connections: CONNECTIONS, pipelining: 1 });
  return {
    fetchOf(viewer, watcher) {
      const address = `10.${(viewer >> 16) & 255}.${(viewer >> 8) & 255}.${viewer & 255}`;
      return async (_url, { method, headers, body, signal }) => {
        const operation = /(?:query|mutation) (\w+)/.exec(body)?.[1] ?? "?";
        watcher.asked(operation);
        const sentAt = performance.now();
        const options = {
          method,
          body,
          signal,
          dispatcher: agent,
          headers: { ...headers, "x-forwarded-for": address },
        };
        const response = await askOneOf(endpoints, viewer, (url) => request(url, options));
        return {
          status: response.statusCode,
          headers: { get: (name) => response.headers[name]?.toString() ?? null },
          async text() {
            const text = await response.body.text();
            watcher.answered(operation, body, text, performance.now() - sentAt);
            return text;
          },
        };
      };
    },
    close: () => agent.close(),
  };
}

async function askOneOf<Answer>(
  urls: readonly string[],
  first: number,
  ask: (url: string) => Promise<Answer>,
): Promise<Answer> {
  for (let tried = 0; ; tried += 1) {
    try {
      return await ask(urls[(first + tried) % urls.length] ?? "");
    } catch (error) {
      const isNobody = (error as NodeJS.ErrnoException).code === "ECONNREFUSED";
      if (!isNobody || tried + 1 >= urls.length) throw error;
    }
  }
}
