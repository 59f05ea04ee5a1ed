import { startRecordings } from "../../subgraphs/recordings/server.js";
import { recordingsOptionsOf } from "../recordings-settings.js";
import { settingOf } from "../settings.js";
import type { StartProcess } from "./process.js";
import { startServiceApart } from "./service.js";

/** Starts recordings alone. */
export const startRecordingsApart: StartProcess = (config) =>
  startServiceApart(
    {
      name: "recordings",
      start(environment) {
        const { settings } = config;
        const recordings = recordingsOptionsOf({
          recordingsFolder: settingOf(settings, "recordingsFolder"),
          recordingsS3: settingOf(settings, "recordingsS3"),
          recordingsKeepDays: settingOf(settings, "recordingsKeepDays"),
          recordingsCopies: settingOf(settings, "recordingsCopies"),
          recordingSources: settingOf(settings, "recordingSources"),
        });
        return startRecordings({ ...environment, ...recordings });
      },
    },
    config,
  );
