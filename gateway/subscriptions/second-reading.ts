import type { FormattedExecutionResult } from "graphql";
import type { Clock } from "../../lib/clock.js";

/** A state that could not be read is read again so soon, and each time it fails again after twice as long. */
const FIRST_WAIT_MS = 2_000;
/** A service that is away for an evening is asked by each group once a minute at most. */
const LONGEST_WAIT_MS = 60_000;

/**
 * When a state that could not be read is read again. Without it, who was told an error would know nothing until the next
 * change, which for a household may be tomorrow.
 *
 *   failed -> wait (2 s, 4 s … 60 s) -> read -> failed … | dispose, once the state is known or nobody asks
 */
export class SecondReading implements Disposable {
  readonly #clock: Clock;
  readonly #share: number;
  readonly #read: () => void;
  #waitMs = FIRST_WAIT_MS;
  #timer: Disposable | undefined;

  /** Groups with other keys wait for other times: what failed for a thousand at once is not read at once. */
  constructor(clock: Clock, key: string, read: () => void) {
    this.#clock = clock;
    this.#share = shareOf(key);
    this.#read = read;
  }

  /** The state could not be read; while it is about to be read again this says nothing new. */
  failed(): void {
    if (this.#timer) return;
    const waitMs = this.#waitMs * (0.5 + this.#share);
    this.#waitMs = Math.min(LONGEST_WAIT_MS / 1.5, this.#waitMs * 2);
    this.#timer = this.#clock.after(waitMs, () => {
      this.#timer = undefined;
      this.#read();
    });
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }
}

/** Whether a later reading may know more: what is refused stays refused, and what was broken is broken. */
export function mayBeReadLater({ errors }: FormattedExecutionResult): boolean {
  return errors?.some(({ extensions }) => extensions?.["code"] === "SERVICE_UNAVAILABLE") ?? false;
}

/** Of 1, the same for the same digest. */
function shareOf(key: string): number {
  return Buffer.from(key, "base64").readUInt16BE() / 0x10000;
}
