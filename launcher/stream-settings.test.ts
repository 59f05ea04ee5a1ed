import { pino } from "pino";
import { expect, it } from "vitest";
import { readConfig } from "../lib/config.js";
import { demandedTemplates, streamTemplates } from "./stream-settings.js";

const TEMPLATES = `{ "default": { "sources": [
  { "pathwayId": "cdn-a", "protocol": "HLS", "url": "https://cdn-a.example/{contentId}.m3u8" }] } }`;

it("where everything streams from may stand in the variable itself, as clusters hand settings out", () => {
  const read = readConfig({ streamTemplates }, { STREAM_TEMPLATES: TEMPLATES });
  expect(JSON.stringify(read.streamTemplates)).toContain("https://cdn-a.example/");
});

it("an operator whose house has no streams is told so as it starts; a developer has the demo's", () => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => lines.push(line) });
  demandedTemplates(undefined, { isDevelopment: true, log });
  expect(lines).toEqual([]);
  demandedTemplates(undefined, { isDevelopment: false, log });
  expect(lines).toEqual([expect.stringContaining("STREAM_TEMPLATES is not set")]);
});
