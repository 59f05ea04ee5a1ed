import type { Piece } from "./domain/outcome.js";

/** A stretch of a channel that is to be copied. Instants are epoch ms. */
export interface Capture {
  readonly id: string;
  readonly channelId: string;
  readonly startsAt: number;
  readonly stopsAt: number;
  /** As it airs, or from what the channel keeps of its past. */
  readonly source: "LIVE" | "CATCH_UP";
}

/** The name under which a copy is playable as it grows, for recordings that begin then, epoch ms. */
export function runningName(startsAt: number): string {
  return `r${startsAt}`;
}

/** The name under which a stretch of a copy is playable, for each recording that is just that stretch. Epoch ms. */
export function playlistName({ startsAt, stopsAt }: Stretch): string {
  return `p${startsAt}-${stopsAt}`;
}

export interface Stretch {
  readonly startsAt: number;
  readonly stopsAt: number;
}

/** A channel has no stream of the kind: nothing of it can be copied, however often it is tried. */
export class NoStream extends Error {}

/** Copies what channels air. */
export interface Recorder {
  /**
   * Copies until all is there, or no more can be had; what was copied before, by whomever, is not copied again.
   * It is playable meanwhile under the `runningName` of each of `starts`, when the recordings made of it begin. Both that
   * and `stopsAt` may change; aborting `signal` ends it where it is. Gives what `stopsAt` was as it ended: a broadcast that
   * was made longer at that very moment goes on.
   *
   * @throws NoStream where nothing can be copied at all; anything else may pass, and is tried again. What was is kept.
   */
  copy(
    capture: Capture,
    stopsAt: () => number,
    signal: AbortSignal,
    starts?: () => readonly number[],
  ): Promise<number>;
  /** What there is of a capture, in the order in which it aired. */
  pieces(captureId: string): Promise<readonly Piece[]>;
  /** Makes what there is of each stretch playable under its `playlistName`. */
  publish(captureId: string, stretches: readonly Stretch[]): Promise<void>;
  /** Nobody needs a capture any more. Aborting `signal` leaves what is still there, and fails. */
  remove(captureId: string, signal?: AbortSignal): Promise<void>;
}
