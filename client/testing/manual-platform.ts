import { ManualClock } from "../../lib/clock.js";
import type { Clock } from "../clock.js";
import type { Fetch, Platform } from "../platform.js";

/** A device whose time, chance and network a test holds in its hands. */
export interface ManualPlatform extends Platform {
  readonly time: ManualClock;
  /** The wall clock jumps, and timers stand still: the device slept, or its clock was set. */
  jump(ms: number): void;
  /** The device woke, or its network is back. */
  wake(): void;
}

export function manualPlatform(
  given: { fetch?: Fetch; webSocket?: unknown; time?: ManualClock; random?: () => number } = {},
): ManualPlatform {
  const { time = new ManualClock("2026-11-21T20:00:00Z"), ...rest } = given;
  let jumpedMs = 0;
  const listeners = new Set<() => void>();
  return {
    fetch: () => Promise.reject(new Error("no network")),
    webSocket: undefined,
    random: () => 0.5,
    ...rest,
    time,
    clock: clientClock(time, () => jumpedMs),
    jump(ms) {
      jumpedMs += ms;
    },
    wakening: {
      listen(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    wake() {
      for (const listener of listeners) listener();
    },
  };
}

function clientClock(time: ManualClock, jumpedMs: () => number): Clock {
  return {
    now: () => time.now() + jumpedMs(),
    after(delayMs, action) {
      const timer = time.after(delayMs, action);
      return () => timer[Symbol.dispose]();
    },
  };
}

/** Lets everything that waits for nothing but promises happen. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}
