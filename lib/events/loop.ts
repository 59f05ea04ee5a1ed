import type { Clock } from "../clock.js";

/** Work that is done again and again, never twice at once. */
export interface Loop extends AsyncDisposable {
  /** Does it now, or once more after the present time. */
  wake(): void;
}

/**
 * Runs `turn` at once, then after as many milliseconds as it says, or when woken. `turn` must not throw. Disposing
 * waits for the turn that is under way.
 */
export function startLoop(clock: Clock, turn: () => Promise<number>): Loop {
  let timer: Disposable | undefined;
  let underWay: Promise<void> | undefined;
  let isWoken = false;
  let isClosed = false;

  async function run(): Promise<void> {
    do {
      isWoken = false;
      const restMs = await turn();
      if (!isWoken && !isClosed) timer = clock.after(restMs, wake);
    } while (isWoken && !isClosed);
    underWay = undefined;
  }
  function wake(): void {
    if (isClosed) return;
    isWoken = true;
    timer?.[Symbol.dispose]();
    underWay ??= run();
  }

  wake();
  return {
    wake,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      timer?.[Symbol.dispose]();
      await underWay;
    },
  };
}
