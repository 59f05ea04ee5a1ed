import { type Clock, systemClock } from "./clock.js";

/** As much of `fetch` as the client needs. */
export type Fetch = (
  url: string,
  init: {
    readonly method: "POST";
    readonly headers: Record<string, string>;
    readonly body: string;
    readonly signal: AbortSignal;
    readonly keepalive: boolean;
  },
) => Promise<{
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

/** What tells that a device woke, a page is shown again, or the network is back. */
export interface Wakening {
  /** Calls `listener` each time, until the answer is called. */
  listen(listener: () => void): () => void;
}

/** What the client needs of where it runs; each part may be given, for old devices and for tests. */
export interface Platform {
  readonly fetch: Fetch;
  /** A `WebSocket` constructor as of browsers; `ws` on Node 20. Undefined: no subscriptions. */
  readonly webSocket: unknown;
  readonly clock: Clock;
  /** As `Math.random`. */
  readonly random: () => number;
  readonly wakening: Wakening;
}

/** The part of `document` and `window` that says what happens to the page. */
interface EventSource {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}
interface Page {
  readonly WebSocket?: unknown;
  readonly document?: EventSource;
  readonly window?: EventSource;
}

/** What is given, and for the rest what browser or Node offers. */
export function platformOf(given: Partial<Platform>): Platform {
  const page = globalThis as Page;
  return {
    // Browsers refuse a `fetch` that was taken off `window`.
    fetch: (url, init) => globalThis.fetch(url, init),
    webSocket: page.WebSocket,
    clock: systemClock,
    random: Math.random,
    wakening: wakeningOf(page),
    ...given,
  };
}

function wakeningOf({ document, window }: Page): Wakening {
  const signals = [
    [document, "visibilitychange"],
    [window, "pageshow"],
    [window, "online"],
  ] as const;
  return {
    listen(listener) {
      for (const [source, type] of signals) source?.addEventListener(type, listener);
      return () => {
        for (const [source, type] of signals) source?.removeEventListener(type, listener);
      };
    },
  };
}
