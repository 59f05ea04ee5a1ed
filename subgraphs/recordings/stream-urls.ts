import type { Capture } from "./recorder.js";

/** Where a channel's streams are; {channelId}, {startSeconds} and {stopSeconds} (of the epoch) stand for their values. */
export interface RecordingSource {
  readonly live?: string | undefined;
  readonly catchUp?: string | undefined;
}

/** Sources by channel id; `*` for every other one. */
export type RecordingSources = Readonly<Record<string, RecordingSource>>;

/**
 * The URL of a capture's stream; null where its channel has none. What the channel keeps none of the past of is recorded
 * as it airs, from now on.
 */
export function streamUrlsOf(sources: RecordingSources): (capture: Capture) => string | null {
  return ({ channelId, startsAt, stopsAt, source }) => {
    const own = sources[channelId] ?? sources["*"];
    const template = source === "CATCH_UP" ? (own?.catchUp ?? own?.live) : own?.live;
    const values: Readonly<Record<string, string>> = {
      channelId: encodeURIComponent(channelId),
      startSeconds: String(Math.floor(startsAt / 1_000)),
      stopSeconds: String(Math.ceil(stopsAt / 1_000)),
    };
    return template?.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole) ?? null;
  };
}
