import type { Logger } from "../lib/logger.js";
import type { StreamTemplates } from "../subgraphs/playback/domain/stream-template.js";
import { parseStreamTemplates } from "../subgraphs/playback/stream-templates.js";
import { jsonSetting } from "./json-setting.js";

/** STREAM_TEMPLATES: where everything streams from, as JSON or the name of a file with it. */
export const streamTemplates = jsonSetting(parseStreamTemplates).optional().meta({
  description:
    "where everything streams from: JSON, or a file with it (docs/streams.md); absent: the demo's addresses",
});

/** What was configured. A house in production that has none lets nobody watch anything, and says so as it starts. */
export function demandedTemplates(
  templates: StreamTemplates | undefined,
  { isDevelopment, log }: { readonly isDevelopment: boolean; readonly log: Logger },
): StreamTemplates | undefined {
  if (!templates && !isDevelopment) {
    log.warn("STREAM_TEMPLATES is not set: players are given the demo's addresses, which lead nowhere");
  }
  return templates;
}
