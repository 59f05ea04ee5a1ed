import type { Clock } from "../../../lib/clock.js";

/** As long as a gateway waits for an answer, where nobody says otherwise (`FETCH_MS`). */
const REMEMBERED_MS = 15_000;
/** Playouts of each half of what is remembered, some 10 MB; those beyond are taken in the order in which they come. */
const MOST_PLAYOUTS = 100_000;

interface Word {
  readonly sequence: number;
  /** Epoch ms. */
  readonly saidAt: number;
}

/**
 * What players said last, for some seconds: beats of one playout do not always come, or come to their end, in the order in
 * which they were said, and where there is no slot store nobody else would notice.
 */
export class LastWords {
  readonly #clock: Clock;
  #recent = new Map<string, Word>();
  #before = new Map<string, Word>();
  #turnsAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#turnsAt = clock.now() + REMEMBERED_MS;
  }

  /** When this was said, later than what the playout said before; null where it has said something else since. */
  place(slotId: string, { sequence, saidAt }: Word): number | null {
    this.#turn();
    const last = this.#recent.get(slotId) ?? this.#before.get(slotId);
    if (last && last.sequence > sequence) return null;
    const isNext = last !== undefined && last.sequence < sequence;
    const placed = isNext ? Math.max(saidAt, last.saidAt + 1) : saidAt;
    if (this.#recent.size < MOST_PLAYOUTS) this.#recent.set(slotId, { sequence, saidAt: placed });
    return placed;
  }

  #turn(): void {
    if (this.#clock.now() < this.#turnsAt) return;
    this.#before = this.#recent;
    this.#recent = new Map();
    this.#turnsAt = this.#clock.now() + REMEMBERED_MS;
  }
}
