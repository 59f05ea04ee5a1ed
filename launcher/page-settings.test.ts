import { expect, it } from "vitest";
import { parseStreamTemplates } from "../subgraphs/playback/stream-templates.js";
import { pageSettings } from "./page-settings.js";

const hls = (url: string) => ({ sources: [{ pathwayId: "cdn", protocol: "HLS", url }] });

it("the page may fetch from every host that streams are configured to come from, and from none otherwise", () => {
  const templates = parseStreamTemplates(
    JSON.stringify({
      default: hls("https://cdn-a.example/{mode}/{contentId}/master.m3u8"),
      modes: { VOD: hls("https://cdn-a.example/vod/{contentId}.m3u8") },
      contents: { mo_1: hls("http://127.0.0.1:8080/film.m3u8") },
    }),
  );
  expect(pageSettings(templates).streamOrigins).toEqual(["https://cdn-a.example", "http://127.0.0.1:8080"]);
  expect(pageSettings().streamOrigins).toEqual([]);
});
