import { readScheduledSources } from "../subgraphs/catalog/domain/scheduled-source.js";
import { jsonSetting } from "./json-setting.js";

/** GUIDE_SOURCES: sources of guides as JSON, or the name of a file with it. */
export const guideSources = jsonSetting(readScheduledSources).optional().meta({
  description:
    'guides to import by themselves: a JSON file, or [{"name": "nz", "url": "https://…", "intervalMinutes": 60, "timezone": "Pacific/Auckland"}]',
  // Addresses of guides often hold a token.
  secret: true,
});
