import { type CatalogEnvironment, startCatalog } from "../../subgraphs/catalog/server.js";
import { furnishGuide, furnishVod } from "../demo.js";
import { settingOf } from "../settings.js";
import type { StartProcess } from "./process.js";
import { startServiceApart } from "./service.js";

/** Starts the catalog alone. */
export const startCatalogApart: StartProcess = (config) =>
  startServiceApart(
    {
      name: "catalog",
      async start(environment) {
        const catalog = await startCatalog({
          ...environment,
          guideHttp: settingOf<boolean>(config.settings, "guideHttp"),
          guideSources: settingOf<CatalogEnvironment["guideSources"]>(config.settings, "guideSources"),
          guideKeptDays: settingOf<number>(config.settings, "guideKeptDays"),
        });
        if (config.hasDemo) {
          await furnishGuide(catalog, config.clock);
          await furnishVod(catalog);
        }
        return catalog;
      },
    },
    config,
  );
