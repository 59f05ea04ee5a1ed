import type { PageSettings } from "../gateway/page.js";
import type { StreamTemplates } from "../subgraphs/playback/domain/stream-template.js";
import { DEMO } from "./demo-household.js";

/** What the page at `/` is told: the demo's household, and where configured streams come from. */
export function pageSettings(templates?: StreamTemplates): PageSettings {
  const { email, password } = DEMO;
  return { household: { email, password }, streamOrigins: templates ? originsOf(templates) : [] };
}

function originsOf({ default: usual, modes, contents }: StreamTemplates): string[] {
  const all = [usual, ...Object.values(modes), ...Object.values(contents)];
  const urls = all.flatMap((template) => template?.sources.map(({ url }) => url) ?? []);
  return [...new Set(urls.map((url) => new URL(url).origin))];
}
