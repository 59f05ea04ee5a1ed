import { randomIds } from "../../lib/ids.js";
import { createLogger } from "../../lib/logger.js";
import { startRounds } from "../../lib/rounds.js";
import { createFileStorage } from "../../subgraphs/recordings/hls/file-storage.js";
import { createHlsRecorder } from "../../subgraphs/recordings/hls/hls-recorder.js";
import { createRecordingDesk } from "../../subgraphs/recordings/recording-desk.js";
import type { CopyMode } from "../../subgraphs/recordings/store/due.js";
import { openRecordingsStore } from "../../subgraphs/recordings/store.js";
import { hurriedClock } from "./hurried-clock.js";

/** What a recorder of the campaign is told, as JSON in its first argument. */
export interface RecorderOrder {
  readonly databaseUrl: string;
  readonly folder: string;
  readonly streamUrl: string;
  readonly copies: CopyMode;
  /** Since when time goes `speed` times as fast, epoch ms. */
  readonly since: number;
  readonly speed: number;
}

/** A process that starts what is due, copies it and removes what is gone, until it is killed. */
async function main({ databaseUrl, folder, streamUrl, copies, since, speed }: RecorderOrder): Promise<void> {
  const { client } = await openRecordingsStore(databaseUrl, undefined);
  const clock = hurriedClock(since, speed);
  const log = createLogger("silent");
  const storage = createFileStorage(folder, () => randomIds.next("part"));
  const recorder = createHlsRecorder({ urlOf: () => streamUrl, storage, clock, log });
  const announce = async () => undefined;
  const desk = createRecordingDesk({ client, recorder, copies, announce, clock, ids: randomIds, log });
  for (const [name, step] of [
    ["due", desk.startNext],
    ["copying", desk.takeOn],
    ["removing", desk.removeNext],
  ] as const) {
    startRounds({ name, step, restMs: 1_000, clock, log });
  }
  process.send?.("ready");
  process.on("disconnect", () => process.exit(0));
}

await main(JSON.parse(process.argv[2] ?? "{}"));
