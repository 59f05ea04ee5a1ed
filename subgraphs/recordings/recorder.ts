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

/** Under this name, beside those of recordings, a copy is playable as it grows: for all that are recorded by it. */
export const RUNNING = "running";

/** Copies what channels air. */
export interface Recorder {
  /**
   * Copies until all is there, or no more can be had; what was copied before, by whomever, is not copied again.
   * It is playable meanwhile as `RUNNING`. `stopsAt` may change; aborting `signal` ends it where it is.
   *
   * @throws Error where nothing can be copied at all; what was is kept.
   */
  copy(capture: Capture, stopsAt: () => number, signal: AbortSignal): Promise<void>;
  /** What there is of a capture, in the order in which it aired. */
  pieces(captureId: string): Promise<readonly Piece[]>;
  /** Makes what there is of [from, to) playable as a recording. */
  publish(captureId: string, recordingId: string, from: number, to: number): Promise<void>;
  /** A recording is not playable any more. */
  withdraw(captureId: string, recordingId: string): Promise<void>;
  /** Nobody needs a capture any more. */
  remove(captureId: string): Promise<void>;
}
