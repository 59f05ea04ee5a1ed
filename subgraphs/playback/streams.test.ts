import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { startAgain, startExample } from "./example-playback.js";
import { ROTATION } from "./stream-keys.js";
import { parseStreamTemplates } from "./stream-templates.js";

const TV = "ac_home/dev_tv";
const PROTECTED = parseStreamTemplates(
  JSON.stringify({
    default: {
      sources: [
        { pathwayId: "a", protocol: "HLS", url: "https://a.example/{mode}/{channelId}/{start}/m.m3u8?v=1" },
        { pathwayId: "b", protocol: "DASH", url: "https://b.example/{mode}/{contentId}/m.mpd" },
      ],
      drm: [
        { system: "WIDEVINE", licenseUrl: "https://drm.example/wv", certificateUrl: "https://drm.example/c" },
      ],
      maximumHeight: 1_080,
    },
    modes: {
      VOD: { sources: [{ pathwayId: "a", protocol: "HLS", url: "https://a.example/f/{contentId}/m" }] },
    },
  }),
);

type Example = Awaited<ReturnType<typeof startExample>>;

/** What a token in a URL says, verified as a CDN would: by the published keys alone. */
async function openedBy(playback: Example, url: string, audience: string) {
  const keys: JSONWebKeySet = await playback.service.streamKeys();
  const token = new URL(url).searchParams.get("token") ?? "";
  const options = { issuer: "playhead", audience, currentDate: new Date(playback.clock.now()) };
  return (await jwtVerify(token, createLocalJWKSet(keys), options)).payload;
}

describe("what a start streams from", () => {
  it("is signed for its slot, its folder and some hours", async () => {
    const playback = await startExample({ streamTemplates: PROTECTED });
    const session = await playback.start(TV, { contentId: "br_gone" });
    const [hls, dash] = session.sources;
    expect(hls).toMatchObject({ pathwayId: "a", protocol: "HLS", tokenExpiresAt: "2026-11-22T00:15:00Z" });
    expect(hls.url).toMatch(/^https:\/\/a\.example\/catch-up\/ch_one\/1795287600\/m\.m3u8\?v=1&token=/);
    expect(dash.url).toMatch(/^https:\/\/b\.example\/catch-up\/br_gone\/m\.mpd\?token=/);
    expect(await openedBy(playback, hls.url, "stream")).toMatchObject({
      sub: session.slot.id,
      path: "/catch-up/ch_one/1795287600/",
      exp: Date.parse("2026-11-22T00:15:00Z") / 1_000,
    });
    await expect(openedBy(playback, hls.url, "license")).rejects.toThrow("aud");
  });

  it("shares a token among sources of one folder, and no others", async () => {
    const source = (pathwayId: string, path: string) => ({
      pathwayId,
      protocol: "HLS",
      url: `https://${pathwayId}.example/${path}`,
    });
    const sources = [
      source("a", "{contentId}/m"),
      source("b", "{contentId}/n"),
      source("a", "x/{contentId}/m"),
    ];
    const streamTemplates = parseStreamTemplates(JSON.stringify({ default: { sources } }));
    const session = await (await startExample({ streamTemplates })).start(TV);
    const [first, sameFolder, otherFolder] = session.sources.map(({ url }: { url: string }) =>
      new URL(url).searchParams.get("token"),
    );
    expect(first).toBe(sameFolder);
    expect(first).not.toBe(otherFolder);
  });

  it("names the licence servers of what is protected, with the policy, and none for what is clear", async () => {
    const playback = await startExample({ streamTemplates: PROTECTED });
    const session = await playback.start(TV);
    expect(session.drm).toMatchObject([{ system: "WIDEVINE", certificateUrl: "https://drm.example/c" }]);
    expect(await openedBy(playback, session.drm[0].licenseUrl, "license")).toMatchObject({
      sub: session.slot.id,
      content: "ch_one",
      system: "WIDEVINE",
      maximumHeight: 1_080,
      exp: Date.parse("2026-11-22T00:15:00Z") / 1_000,
    });
    const film = await playback.start(TV, { contentId: "mo_film" });
    expect(film.drm).toEqual([]);
    expect(film.sources).toHaveLength(1);
  });

  it("leaves out what cannot be known while the catalog is away, and keeps the rest", async () => {
    const playback = await startExample({ streamTemplates: PROTECTED });
    playback.peers.state["catalog"] = "down";
    const session = await playback.start(TV, { contentId: "br_unseen", mode: "CATCH_UP" });
    expect(session.sources.map(({ pathwayId }: { pathwayId: string }) => pathwayId)).toEqual(["b"]);
  });
});

describe("a player that goes on", () => {
  it("is given fresh URLs before the old ones expire, also by another process, and while nobody else answers", async () => {
    const playback = await startExample({ streamTemplates: PROTECTED });
    const { slotToken, slot, sources } = await playback.start(TV, { contentId: "br_news" });
    expect((await playback.beat(slotToken, 1)).sources).toBeNull();
    playback.peers.state["catalog"] = "down";
    playback.peers.state["accounts"] = "down";
    playback.clock.advance(40 * 60_000);
    const again = await startAgain({ ...playback, streamTemplates: PROTECTED });
    const fresh = (await again.beat(slotToken, 2)).sources;
    expect(fresh.map(({ url }: { url: string }) => url.split("token=")[0])).toEqual(
      sources.map(({ url }: { url: string }) => url.split("token=")[0]),
    );
    expect(await openedBy(again, fresh[0].url, "stream")).toMatchObject({
      sub: slot.id,
      exp: Date.parse("2026-11-22T00:55:00Z") / 1_000,
    });
  });
});

describe("a player that slept past its URLs", () => {
  it("is given fresh ones with its first beat, which open what it played", async () => {
    const playback = await startExample({ streamTemplates: PROTECTED });
    const { slotToken, slot } = await playback.start(TV, { contentId: "br_news" });
    playback.clock.advance((5 * 60 + 10) * 60_000);
    const { directive, sources } = await playback.beat(slotToken, 1);
    expect(directive).toBe("CONTINUE");
    for (const { tokenExpiresAt } of sources) {
      expect(Date.parse(tokenExpiresAt)).toBeGreaterThan(playback.clock.now());
    }
    expect(await openedBy(playback, sources[0].url, "stream")).toMatchObject({ sub: slot.id });
    expect((await playback.beat(slotToken, 2)).sources).toBeNull();
  });
});

describe("the keys of URLs", () => {
  it("rotate while URLs that older ones signed go on opening", async () => {
    const playback = await startExample();
    const first = await playback.start(TV);
    const [oldKey] = (await playback.service.streamKeys()).keys;
    playback.clock.advance(ROTATION.rotateMs - 60 * 60_000);
    const session = await playback.start(TV);
    playback.clock.advance(60 * 60_000);
    // The next key is told of before it signs.
    expect((await playback.service.streamKeys()).keys).toHaveLength(2);
    expect(await openedBy(playback, session.sources[0].url, "stream")).toMatchObject({
      sub: session.slot.id,
    });
    await expect(openedBy(playback, first.sources[0].url, "stream")).rejects.toThrow("exp");
    playback.clock.advance(ROTATION.aheadMs + ROTATION.behindMs);
    const later = await playback.start(TV);
    expect(await openedBy(playback, later.sources[0].url, "stream")).toMatchObject({ sub: later.slot.id });
    const kids = (await playback.service.streamKeys()).keys.map(({ kid }) => kid);
    expect(kids).toHaveLength(1);
    expect(kids).not.toContain(oldKey?.kid);
    expect(oldKey).not.toHaveProperty("d");
  });

  it("are the same in every process", async () => {
    const playback = await startExample();
    const other = await startAgain(playback);
    expect(await other.service.streamKeys()).toEqual(await playback.service.streamKeys());
  });
});

describe("an operator's templates", () => {
  it.each([
    ["nonsense", /no JSON/],
    ["{}", /default/],
    [JSON.stringify({ default: { sources: [] } }), /default\.sources/],
    [
      JSON.stringify({
        default: { sources: [{ pathwayId: "a", protocol: "HLS", url: "https://{mode}.x/y/m" }] },
      }),
      /host is fixed/,
    ],
    [
      JSON.stringify({
        default: { sources: [{ pathwayId: "a", protocol: "HLS", url: "https://x/{slot}/m" }] },
      }),
      /\{contentId\}/,
    ],
  ])("such as %s are refused with the rule that they break", (text, rule) => {
    expect(() => parseStreamTemplates(text)).toThrow(rule);
  });
});
