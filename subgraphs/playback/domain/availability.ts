import { assertNever } from "../../../lib/assert-never.js";
import type { Airing, BroadcastFacts, ChannelFacts, ContentFacts, RecordingFacts } from "./content-facts.js";
import type { PlayMode } from "./slots/household.js";

/** How something can be played now. */
export interface Playable {
  readonly mode: PlayMode;
  /** Where playing begins: seconds from the start of the broadcast, or of the work; null where that is not known. */
  readonly positionSeconds: number | null;
  /** Age from which what plays is suitable, in years; null where that is not known. */
  readonly minimumAge: number | null;
}

/** Why something cannot be played now. Instants are epoch ms; null where they are not known. */
export interface Unplayable {
  readonly because: "NOT_PLAYED_THAT_WAY" | "NOT_YET" | "OVER" | "RIGHT_NOT_GIVEN" | "NOT_RECORDED";
  /** How it was to be played; null where nothing plays it. */
  readonly mode: PlayMode | null;
  readonly from: number | null;
  readonly until: number | null;
}

/**
 * How `content` plays at `now` (epoch ms), in the mode that was asked for. Where none was, a broadcast plays live while it
 * airs and is caught up with afterwards; for everything else there is only one way.
 */
export function availabilityOf(
  content: ContentFacts,
  wanted: PlayMode | null,
  now: number,
): Playable | Unplayable {
  switch (content.kind) {
    case "CHANNEL":
      return wanted === null || wanted === "LIVE" ? liveOf(content, now) : notThatWay(wanted);
    case "BROADCAST":
      return broadcastAt(content, wanted ?? (now < content.airing.stop ? "LIVE" : "CATCH_UP"), now);
    case "ON_DEMAND":
      if (wanted !== null && wanted !== "VOD") return notThatWay(wanted);
      return { mode: "VOD", positionSeconds: null, minimumAge: content.minimumAge };
    case "UNPLAYABLE":
      return notThatWay(wanted);
    case "RECORDING":
      return wanted === null || wanted === "RECORDING" ? recordingOf(content) : notThatWay(wanted);
    default:
      return assertNever(content, "content");
  }
}

function liveOf({ airings }: ChannelFacts, now: number): Playable {
  const airing = airings.find(({ start, stop }) => start <= now && now < stop);
  return {
    mode: "LIVE",
    positionSeconds: airing ? offsetIn(airing, now) : null,
    minimumAge: airing?.minimumAge ?? null,
  };
}

function broadcastAt({ airing, rights }: BroadcastFacts, mode: PlayMode, now: number): Playable | Unplayable {
  const { start, stop, minimumAge } = airing;
  const caughtUpUntil = stop + rights.catchUpSeconds * 1_000;
  switch (mode) {
    case "LIVE":
      return within(mode, start, stop, now) ?? { mode, positionSeconds: offsetIn(airing, now), minimumAge };
    case "START_OVER":
      if (!rights.startOver) return rightNotGiven(mode);
      return within(mode, start, stop, now) ?? { mode, positionSeconds: 0, minimumAge };
    case "CATCH_UP":
      if (rights.catchUpSeconds === 0) return rightNotGiven(mode);
      // Where one left off is for the bookmark to say.
      return within(mode, stop, caughtUpUntil, now) ?? { mode, positionSeconds: null, minimumAge };
    case "VOD":
    case "RECORDING":
      return notThatWay(mode);
    default:
      return assertNever(mode, "mode");
  }
}

function recordingOf({ media, airing }: RecordingFacts): Playable | Unplayable {
  const mode = "RECORDING";
  switch (media) {
    case "THERE":
      return { mode, positionSeconds: null, minimumAge: airing.minimumAge };
    case "AWAITED":
      return { because: "NOT_YET", mode, from: airing.start, until: null };
    case "NONE":
      return { because: "NOT_RECORDED", mode, from: null, until: null };
    default:
      return assertNever(media, "media");
  }
}

/** Null where now lies in [from, until). */
function within(mode: PlayMode, from: number, until: number, now: number): Unplayable | null {
  if (now < from) return { because: "NOT_YET", mode, from, until };
  return now < until ? null : { because: "OVER", mode, from, until };
}

function offsetIn({ start }: Airing, now: number): number {
  return Math.floor((now - start) / 1_000);
}

function notThatWay(mode: PlayMode | null): Unplayable {
  return { because: "NOT_PLAYED_THAT_WAY", mode, from: null, until: null };
}

function rightNotGiven(mode: PlayMode): Unplayable {
  return { because: "RIGHT_NOT_GIVEN", mode, from: null, until: null };
}
