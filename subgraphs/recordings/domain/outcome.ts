/** A piece of what was recorded: when it aired and how long it is, in ms. */
export interface Piece {
  readonly start: number;
  readonly durationMs: number;
}

/** What came of a recording, and how many seconds of its broadcast there are. */
export interface Outcome {
  readonly event: "COMPLETE" | "BREAK" | "FAIL";
  readonly reason: "MISSED" | "SOURCE_ERROR" | null;
  readonly recordedSeconds: number;
}

/** Encoders round: what is missing for less than this nobody sees. */
const SMALLEST_GAP_MS = 1_000;

/**
 * What came of recording the window [from, to), epoch ms, of which `pieces` are there, in order and without overlaps. A
 * piece that is missing at the start alone was MISSED; anything else is the source's fault.
 */
export function outcomeOf(from: number, to: number, pieces: readonly Piece[]): Outcome {
  const inside = pieces.filter((piece) => piece.start < to && piece.start + piece.durationMs > from);
  const first = inside[0];
  if (!first) return { event: "FAIL", reason: "SOURCE_ERROR", recordedSeconds: 0 };
  let covered = 0;
  let reached = from;
  let isBroken = false;
  for (const piece of inside) {
    const start = Math.max(piece.start, from);
    const stop = Math.min(piece.start + piece.durationMs, to);
    if (piece !== first && start - reached > SMALLEST_GAP_MS) isBroken = true;
    covered += Math.max(0, stop - Math.max(start, reached));
    reached = Math.max(reached, stop);
  }
  const recordedSeconds = Math.round(covered / 1_000);
  if (isBroken || to - reached > SMALLEST_GAP_MS)
    return { event: "BREAK", reason: "SOURCE_ERROR", recordedSeconds };
  if (first.start - from > SMALLEST_GAP_MS) return { event: "BREAK", reason: "MISSED", recordedSeconds };
  return { event: "COMPLETE", reason: null, recordedSeconds };
}
