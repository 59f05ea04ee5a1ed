import type { Clock } from "./clock.js";
import type { Logger } from "./logger.js";

/**
 * Work that is looked for again and again. `step` says whether it found some: then it looks again at once, else after
 * `restMs`. A step that fails is tried again after the same rest; disposing waits for the one under way.
 */
export function startRounds(options: {
  readonly name: string;
  readonly restMs: number;
  readonly step: () => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Logger;
}): AsyncDisposable {
  const { name, restMs, step, clock, log } = options;
  let isOpen = true;
  let waiting: Disposable | undefined;
  let working: Promise<void> = Promise.resolve();

  async function round(): Promise<void> {
    try {
      while (isOpen && (await step()));
    } catch (error) {
      log.warn({ err: error, work: name }, "work is tried again");
    }
    if (isOpen) waiting = clock.after(restMs, begin);
  }

  function begin(): void {
    working = round();
  }

  begin();
  return {
    async [Symbol.asyncDispose]() {
      isOpen = false;
      waiting?.[Symbol.dispose]();
      await working;
    },
  };
}
