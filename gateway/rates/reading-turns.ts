import { setImmediate as nextTurn } from "node:timers/promises";
import { addressBlockOf } from "../../lib/address-block.js";
import type { Clock } from "../../lib/clock.js";
import { PlayheadError } from "../../lib/errors.js";

/**
 * An address' turn, until it is disposed, which is when the operation has been answered. It is charged for the time that
 * reading takes: what is not read, because somebody sent the same before it, took none.
 */
export interface Reading extends Disposable {
  /** The text is read from now on, not from when the turn came. */
  begin(): void;
  /** It has been read. Where its answer takes long, the turn ends before it. */
  end(): void;
}

/**
 * Parsing, validating and planning an operation that the gateway does not know takes it milliseconds in which nobody else
 * is answered. Apps send the same few texts, so that it is rare; whoever sends others all the time could keep everybody
 * waiting. Therefore each address has its operations read one after the other, and once it has used up what it may take at
 * once, a small share of the time, while anybody else is there.
 */
export interface ReadingTurns {
  /** Somebody of this address sent a request. */
  note(address: string | undefined): void;
  /** Resolves when it is the address' turn, until disposed. Rejects with RATE_LIMITED where too many wait before it. */
  take(address: string | undefined): Promise<Reading>;
  /** Does what an operation of the address takes beside its turn: its plan. */
  charged<Done>(address: string | undefined, work: () => Done): Done;
}

/** Of the gateway's time, for each address that is not alone. */
const SHARE = 0.1;
/**
 * What an operation takes at least that nobody sent before: its first way through the gateway and through services that
 * have not met it either (`different each time` of docs/reliability.md). Who sends hundreds of small ones pays for that.
 */
const LEAST_MS = 8;
/** What may be taken at once: an app that begins sends some ten texts, that are known to all who come after. */
const AT_ONCE_MS = 200;
/** What an address that was alone may owe when somebody else comes. */
const MOST_OWED_MS = 200;
/**
 * A turn ends so long after its operation was read, answered or not: a service that hangs holds up no other operation. Not
 * at once: of several read one after the other each is planned and sent, too, and everybody else would wait for all that.
 */
const LONGEST_TURN_MS = 250;
/** Operations of an address that wait for their turn: some seconds' worth. */
const MOST_WAITING = 50;
/** When most of those have been read. */
const RETRY_SECONDS = 4;
/** Whoever was here so long ago is still there. */
const HERE_MS = 1_000;
/**
 * Addresses that something is kept of, some 100 bytes each. The one that came longest ago is the likeliest to owe nothing.
 */
const MOST_ADDRESSES = 10_000;

interface Line {
  readonly address: string;
  /** What may still be taken, as of `at`; below zero what is owed. */
  leftMs: number;
  at: number;
  /** One is read, or nothing is until what is owed has been waited for. */
  isBusy: boolean;
  readonly waiting: (() => void)[];
}

const UNCOUNTED: Reading = {
  begin: () => undefined,
  end: () => undefined,
  [Symbol.dispose]: () => undefined,
};

export function createReadingTurns(clock: Clock): ReadingTurns {
  const lines = new Map<string, Line>();
  const company = createCompany(clock);

  const lineOf = (address: string): Line => {
    const line = lines.get(address) ?? {
      address,
      leftMs: AT_ONCE_MS,
      at: clock.now(),
      isBusy: false,
      waiting: [],
    };
    lines.delete(address);
    const oldest = lines.size >= MOST_ADDRESSES ? lines.keys().next().value : undefined;
    if (oldest !== undefined) lines.delete(oldest);
    lines.set(address, line);
    return line;
  };

  const refill = (line: Line) => {
    const now = clock.now();
    line.leftMs = Math.min(AT_ONCE_MS, line.leftMs + Math.max(0, now - line.at) * SHARE);
    line.at = now;
  };

  const charge = (line: Line, sinceMs: number, leastMs = 0) => {
    const took = Math.max(leastMs, clock.now() - sinceMs);
    refill(line);
    line.leftMs = Math.max(-MOST_OWED_MS, line.leftMs - took);
  };

  /** Lets the next begin, once the address owes nothing. Nobody passes those who wait. */
  const goOn = (line: Line) => {
    refill(line);
    if (line.isBusy || line.waiting.length === 0) return;
    line.isBusy = true;
    if (line.leftMs > 0 || !company.isThereFor(line.address)) return line.waiting.shift()?.();
    clock.after(Math.ceil((1 - line.leftMs) / SHARE), () => free(line));
  };

  const free = (line: Line) => {
    line.isBusy = false;
    goOn(line);
  };

  return {
    note: (address) => company.note(address),
    charged(address, work) {
      const begunAt = clock.now();
      const done = work();
      if (address !== undefined) charge(lineOf(addressBlockOf(address)), begunAt);
      return done;
    },
    async take(address) {
      if (address === undefined) return UNCOUNTED;
      const line = lineOf(addressBlockOf(address));
      if (line.waiting.length >= MOST_WAITING) throw tooMany();
      const hasToWait = line.isBusy;
      await new Promise<void>((resolve) => {
        line.waiting.push(resolve);
        goOn(line);
      });
      // Whatever else has come meanwhile is answered between two of them.
      if (hasToWait) await nextTurn();
      return openReading(clock, {
        charge: (sinceMs) => charge(line, sinceMs, LEAST_MS),
        leave: () => free(line),
      });
    },
  };
}

/** A turn that has come. */
function openReading(
  clock: Clock,
  line: { readonly charge: (sinceMs: number) => void; readonly leave: () => void },
): Reading {
  let begunAt: number | undefined;
  let timer: Disposable | undefined;
  let isOver = false;
  const endReading = () => {
    if (begunAt !== undefined) line.charge(begunAt);
    begunAt = undefined;
  };
  const leave = () => {
    if (isOver) return;
    isOver = true;
    timer?.[Symbol.dispose]();
    line.leave();
  };
  return {
    begin() {
      begunAt = clock.now();
    },
    end() {
      endReading();
      if (!isOver) timer ??= clock.after(LONGEST_TURN_MS, leave);
    },
    [Symbol.dispose]() {
      endReading();
      leave();
    },
  };
}

/** Whether somebody else is there than an address. */
function createCompany(clock: Clock) {
  let newest: { readonly key: string; at: number } | null = null;
  let before: { readonly key: string; at: number } | null = null;
  return {
    note(address: string | undefined) {
      const key = address === undefined ? "nobody" : addressBlockOf(address);
      if (newest?.key !== key) {
        before = newest;
        newest = { key, at: clock.now() };
      } else newest.at = clock.now();
    },
    isThereFor(key: string): boolean {
      const other = newest?.key === key ? before : newest;
      return other !== null && clock.now() - other.at < HERE_MS;
    },
  };
}

function tooMany(): PlayheadError {
  return new PlayheadError(
    "RATE_LIMITED",
    `too many new operations of this address wait to be read: try again in ${RETRY_SECONDS} s`,
    {
      retryAfterSeconds: RETRY_SECONDS,
      limit: "operations that wait to be read",
      of: "address",
      most: MOST_WAITING,
    },
  );
}
