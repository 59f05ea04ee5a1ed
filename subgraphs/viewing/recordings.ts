import type { Clock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import { createPeerQuestions, questionTo } from "../../lib/peer-questions.js";
import type { CallerHeaders, ServiceTransport } from "../../lib/service.js";
import { RecordingLengthsDocument } from "./generated/recordings-inner-client.js";
import { type Length, rememberLengths } from "./lengths.js";

/** A recording and whose it is. */
export interface RecordingReference {
  readonly accountId: string;
  readonly id: string;
}

/** What viewing asks recordings. Nothing rejects: without recordings it goes on with what it knows. */
export interface Recordings {
  /** Null where the household has none such; undefined when recordings cannot be asked. */
  length(recording: RecordingReference, caller: CallerHeaders): Promise<Length | null | undefined>;
  /** How long these play, as far as it is known; asked in one batch, and remembered. */
  lengths(recordings: readonly RecordingReference[]): Promise<ReadonlyMap<string, Length>>;
}

const LENGTHS = { ...questionTo("recordings", RecordingLengthsDocument), isInner: true };

export function createRecordings(options: {
  peers: ServiceTransport;
  clock: Clock;
  log: Logger;
}): Recordings {
  const questions = createPeerQuestions(options);
  const ask = async (recordings: readonly RecordingReference[], caller: CallerHeaders) =>
    (await questions.ask(LENGTHS, { recordings }, caller, ({ recordingLengths }) => recordingLengths))
      ?.learned;
  return {
    async length(recording, caller) {
      return (await ask([recording], caller))?.[0];
    },
    lengths: rememberLengths((missing) => ask(missing, { traceId: "lengths" }), options.clock),
  };
}
