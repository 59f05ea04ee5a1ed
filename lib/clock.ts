/**
 * Time as a dependency. Nothing outside this file and the outermost edge asks the machine what time it is, so a
 * test can hold the clock still, or let an hour pass at once.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `action` once, `delayMs` from now; disposing before then cancels it. Never keeps the process alive. */
  after(delayMs: number, action: () => void): Disposable;
}

/** The longest delay a Node timer holds (2^31-1 ms); anything above fires at once, so longer delays are chained. */
const LONGEST_TIMER_MS = 2_147_483_647;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, action) => new SystemTimer(Date.now() + delayMs, action),
};

/** For waits for the machine (an answer of another process), which take as long also where all other time is hurried. */
export const machineClock: Clock = { ...systemClock };

/** Resolves after `ms`. */
export function passed(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}

/** Calls `action` every `everyMs`, until disposed. */
export function repeat(clock: Clock, everyMs: number, action: () => void): Disposable {
  let timer: Disposable;
  const arm = () => {
    timer = clock.after(everyMs, () => {
      action();
      arm();
    });
  };
  arm();
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
}

/** A class and no closures: a gateway has one for each socket. */
class SystemTimer implements Disposable {
  readonly #dueAt: number;
  readonly #action: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(dueAt: number, action: () => void) {
    this.#dueAt = dueAt;
    this.#action = action;
    this.#arm();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #arm(): void {
    const remainingMs = this.#dueAt - Date.now();
    this.#timer =
      remainingMs > LONGEST_TIMER_MS
        ? setTimeout(() => this.#arm(), LONGEST_TIMER_MS)
        : setTimeout(this.#action, Math.max(0, remainingMs));
    this.#timer.unref();
  }
}

/** A clock that moves only when told to: for tests, and for anything that replays the past. */
export class ManualClock implements Clock {
  #now: number;
  #due: { at: number; action: () => void }[] = [];

  constructor(now: number | string) {
    this.#now = typeof now === "string" ? Date.parse(now) : now;
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, action: () => void): Disposable {
    const entry = { at: this.#now + Math.max(0, delayMs), action };
    this.#due.push(entry);
    return {
      [Symbol.dispose]: () => {
        this.#due = this.#due.filter((other) => other !== entry);
      },
    };
  }

  /** Moves time forward, firing what falls due on the way, each at its own instant and in order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#due.filter((entry) => entry.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#due = this.#due.filter((entry) => entry !== next);
      this.#now = next.at;
      next.action();
    }
    this.#now = until;
  }

  /** Steps the clock without firing timers, as a corrected wall clock does; may go backwards. */
  step(ms: number): void {
    this.#now += ms;
  }
}
