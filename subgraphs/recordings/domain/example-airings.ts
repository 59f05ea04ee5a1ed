import type { Airing, ChannelFacts } from "./airing.js";

/** An airing for tests, on a Sunday evening in Auckland, with what they say of it. */
export function exampleAiring(said: Partial<Airing> = {}): Airing {
  const start = said.start ?? Date.parse("2026-11-22T07:30:00Z");
  return {
    broadcastId: "br_1",
    channelId: "ch_1",
    start,
    stop: start + 3_600_000,
    title: "The Sunday Crime Show",
    subtitle: "The lake",
    season: 1,
    episode: 2,
    seriesId: "se_1",
    programId: null,
    isRepeat: false,
    minimumAge: null,
    ...said,
  };
}

export function exampleChannel(said: Partial<ChannelFacts> = {}): ChannelFacts {
  return {
    id: "ch_1",
    timezone: "Pacific/Auckland",
    entitlementTags: [],
    recordable: true,
    startOver: true,
    catchUpSeconds: 86_400,
    countries: [],
    timeshiftOf: null,
    ...said,
  };
}
