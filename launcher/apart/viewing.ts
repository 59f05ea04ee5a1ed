import { startViewing } from "../../subgraphs/viewing/server.js";
import { settingOf } from "../settings.js";
import type { StartProcess } from "./process.js";
import { startServiceApart } from "./service.js";

/** Starts viewing alone. */
export const startViewingApart: StartProcess = (config) =>
  startServiceApart(
    {
      name: "viewing",
      start: (environment) =>
        startViewing({
          ...environment,
          viewHistoryMonths: settingOf<number>(config.settings, "viewHistoryMonths"),
        }),
    },
    config,
  );
