import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OUTAGE_RHYTHM } from "./heartbeat-schedule.js";
import { isRenewalDue, SHORTEST_TOKEN_SECONDS } from "./source-refresh.js";
import {
  filled,
  openedPath,
  type StreamSubject,
  type StreamTemplates,
  templateFor,
  unknownPlaceholders,
} from "./stream-template.js";

const template = (url: string) => ({
  sources: [{ pathwayId: "a", protocol: "HLS" as const, url }],
  drm: [],
  maximumHeight: null,
});
const TEMPLATES: StreamTemplates = {
  default: template("https://a/default/m"),
  modes: { CATCH_UP: template("https://a/archive/m") },
  contents: { ch_one: template("https://a/one/m") },
  tokenSeconds: 14_400,
};
const NEWS: StreamSubject = {
  contentId: "br_news",
  mode: "CATCH_UP",
  airing: { channelId: "ch_two", start: 1_000_500, stop: 2_000_000 },
};
const urlOf = (subject: StreamSubject) => templateFor(TEMPLATES, subject).sources[0]?.url;

describe("the template of something", () => {
  it("is the most specific there is", () => {
    expect(urlOf(NEWS)).toBe("https://a/archive/m");
    expect(urlOf({ ...NEWS, mode: "LIVE" })).toBe("https://a/default/m");
    expect(urlOf({ ...NEWS, airing: { channelId: "ch_one", start: 0, stop: 1 } })).toBe("https://a/one/m");
    expect(urlOf({ contentId: "ch_one", mode: "LIVE", airing: null })).toBe("https://a/one/m");
    expect(urlOf({ contentId: "constructor", mode: "LIVE", airing: null })).toBe("https://a/default/m");
  });

  it("is filled with what is known, or not used", () => {
    const url = "https://cdn/{mode}/{channelId}/{start}-{stop}/m.m3u8";
    expect(filled(url, NEWS)).toBe("https://cdn/catch-up/ch_two/1000-2000/m.m3u8");
    expect(filled(url, { ...NEWS, airing: null })).toBeNull();
    expect(filled("https://cdn/{channelId}/m", { contentId: "ch_one", mode: "LIVE", airing: null })).toBe(
      "https://cdn/ch_one/m",
    );
    expect(unknownPlaceholders("https://cdn/{contentid}/{mode}")).toEqual(["contentid"]);
  });

  it("opens a folder, and nothing beside it", () => {
    expect(openedPath("https://cdn/live/one/master.m3u8?x=/y/")).toBe("/live/one/");
  });
});

describe("fresh URLs", () => {
  it("reach every player that beats in time before the old ones expire, though two renewals in a row are lost", () => {
    const gaps = fc.array(fc.integer({ min: 1_000, max: OUTAGE_RHYTHM.longestIntervalSeconds * 1_000 }), {
      minLength: 50,
      maxLength: 400,
    });
    const lives = fc.constantFrom(SHORTEST_TOKEN_SECONDS, 14_400, 86_400);
    fc.assert(
      fc.property(gaps, lives, (beats, tokenSeconds) => {
        const windows: number[] = [];
        let [now, quietSince] = [0, 0];
        for (const gap of beats) {
          now += gap;
          if (isRenewalDue(0, now, tokenSeconds)) windows.push(now);
          else quietSince = Math.max(quietSince, now - (windows.at(-1) ?? 0));
        }
        // A third of a life without one leaves room for two more.
        expect(quietSince).toBeLessThanOrEqual((tokenSeconds * 1_000) / 3);
      }),
    );
  });

  it("are not sent with the first beats, whose player has just got them", () => {
    expect(isRenewalDue(0, 60_000, 14_400)).toBe(false);
    expect(isRenewalDue(0, 2_400_000, 14_400)).toBe(true);
  });

  it("are sent to who comes back after a renewal that it may have missed, whenever that is", () => {
    const [ago, later] = [2_399_999, 2_400_000 + 1_200_000];
    expect([ago, later].map((now) => isRenewalDue(0, now, 14_400))).toEqual([false, false]);
    expect([ago, later].map((now) => isRenewalDue(0, now, 14_400, true))).toEqual([false, true]);
  });
});
