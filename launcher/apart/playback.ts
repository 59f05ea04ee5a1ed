import { JWKS_PATH } from "../../lib/http/subgraph-server.js";
import type { StreamTemplates } from "../../subgraphs/playback/domain/stream-template.js";
import { startPlayback } from "../../subgraphs/playback/server.js";
import { settingOf } from "../settings.js";
import { demandedTemplates } from "../stream-settings.js";
import type { StartProcess } from "./process.js";
import { startServiceApart } from "./service.js";

/** Starts playback alone. */
export const startPlaybackApart: StartProcess = (config) =>
  startServiceApart(
    {
      name: "playback",
      start: (environment) =>
        startPlayback({
          ...environment,
          streamTemplates: demandedTemplates(
            settingOf<StreamTemplates | undefined>(config.settings, "streamTemplates"),
            config,
          ),
        }),
      published: ({ streamKeys }) => ({ [JWKS_PATH]: streamKeys }),
    },
    config,
  );
