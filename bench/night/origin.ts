import path from "node:path";
import type { Clock } from "../../lib/clock.js";
import { startExampleOrigin } from "../../subgraphs/recordings/hls/example-origin.js";

/** The origin was there before the evening. */
const AIRED_BEFORE_MS = 3_600_000;
/** Nobody looks at them. */
const SEGMENT_BYTES = 188;

/** Where the streams come from that are recorded, and how recordings are told of it. */
export interface NightOrigin extends AsyncDisposable {
  settingsIn(folder: string): Record<string, string>;
}

/** An origin that airs by the evening's clock, as little as can be. */
export async function startNightOrigin(time: Clock, speed: number): Promise<NightOrigin> {
  const origin = await startExampleOrigin({
    begun: time.now() - AIRED_BEFORE_MS,
    now: () => time.now(),
    hasTimes: true,
    segmentBytes: SEGMENT_BYTES,
  });
  // As much of the machine's time, which nobody hurries: a recorder that stands still for a moment of it misses nothing.
  origin.windowSegments *= Math.ceil(speed);
  return {
    settingsIn: (folder) => ({
      RECORDINGS_FOLDER: path.join(folder, "recordings"),
      RECORDING_SOURCES: JSON.stringify({ "*": { live: origin.url, catchUp: origin.catchUpUrl } }),
    }),
    [Symbol.asyncDispose]: () => origin[Symbol.asyncDispose](),
  };
}
