import type { Clock } from "../../lib/clock.js";

/** So many tries a window for each key; the window begins with the first of them. */
export interface Throttle {
  /** Counts a try: null when it may be made, else the seconds until one may. */
  take(key: string): Promise<number | null>;
  /** Takes a try back that was not made after all. */
  giveBack(key: string): Promise<void>;
  /** Tries that are left in this window. */
  left(key: string): Promise<number>;
}

export function createThrottle(options: {
  readonly clock: Clock;
  readonly mostTries: number;
  readonly windowMs: number;
  /** Keys kept; beyond it the oldest is forgotten, so that memory stays bounded whatever is tried. */
  readonly mostKeys: number;
}): Throttle {
  const { clock, mostTries, windowMs, mostKeys } = options;
  /** In the order in which the windows end. */
  const windows = new Map<string, { tries: number; readonly endsAt: number }>();

  return {
    async take(key) {
      const now = clock.now();
      for (const [oldest, { endsAt }] of windows) {
        if (endsAt > now) break;
        windows.delete(oldest);
      }
      const window = windows.get(key);
      if (window) {
        if (window.tries >= mostTries) return Math.ceil((window.endsAt - now) / 1_000);
        window.tries += 1;
        return null;
      }
      const [oldest] = windows.keys();
      if (windows.size >= mostKeys && oldest !== undefined) windows.delete(oldest);
      windows.set(key, { tries: 1, endsAt: now + windowMs });
      return null;
    },
    async giveBack(key) {
      const window = windows.get(key);
      if (window && window.tries > 0) window.tries -= 1;
    },
    async left(key) {
      const window = windows.get(key);
      return window && window.endsAt > clock.now() ? mostTries - window.tries : mostTries;
    },
  };
}
