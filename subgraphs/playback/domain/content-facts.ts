import type { MediaPlace, StreamAiring } from "./stream-template.js";

/** What its owner, the catalog or recordings, knows of something to watch. */
export type ContentFacts = ChannelFacts | BroadcastFacts | OnDemandFacts | UnplayableFacts | RecordingFacts;

interface CommonFacts {
  readonly title: string;
  /** Whoever holds one of these may watch; empty = free. */
  readonly entitlementTags: readonly string[];
}

/** A linear channel. */
export interface ChannelFacts extends CommonFacts {
  readonly kind: "CHANNEL";
  readonly rights: LinearRights;
  /** What airs there about now, as far as the guide was asked. */
  readonly airings: readonly Airing[];
}

/** One airing on one channel, whose rights it has. */
export interface BroadcastFacts extends CommonFacts {
  readonly kind: "BROADCAST";
  readonly channelId: string;
  readonly rights: LinearRights;
  readonly airing: Airing;
}

/** A film or an episode. */
export interface OnDemandFacts extends CommonFacts {
  readonly kind: "ON_DEMAND";
  /** In years; null where it is not known. */
  readonly minimumAge: number | null;
}

/** A series, a collection: a name for things that can be played. */
export interface UnplayableFacts extends CommonFacts {
  readonly kind: "UNPLAYABLE";
}

/** A recording of the household that asks. */
export interface RecordingFacts extends CommonFacts {
  readonly kind: "RECORDING";
  /** Whether there is something of it to play: not yet, now, or not (any more). */
  readonly media: "AWAITED" | "THERE" | "NONE";
  /** Where its media lie; null where there are none. */
  readonly place: MediaPlace | null;
  readonly channelId: string;
  /** What it is a recording of. */
  readonly airing: Airing;
  /** ISO 3166-1 alpha-2; empty = everywhere. */
  readonly countries: readonly string[];
}

/** What may be done with a channel beyond watching it live. */
export interface LinearRights {
  readonly startOver: boolean;
  /** How long after its end a broadcast may be watched, in seconds; 0 = not at all. */
  readonly catchUpSeconds: number;
  readonly pauseLive: boolean;
  /** ISO 3166-1 alpha-2; empty = everywhere. */
  readonly countries: readonly string[];
}

/** When something airs, and for whom it is suitable. */
export interface Airing {
  /** Inclusive, epoch ms. */
  readonly start: number;
  /** Exclusive, epoch ms. */
  readonly stop: number;
  /** In years; null where it is not known. */
  readonly minimumAge: number | null;
}

/** Where and when a broadcast airs, or what was recorded aired; null for everything else. */
export function airingOf(content: ContentFacts | null): StreamAiring | null {
  if (content?.kind !== "BROADCAST" && content?.kind !== "RECORDING") return null;
  const { channelId, airing } = content;
  const place = content.kind === "RECORDING" ? content.place : null;
  return { channelId, start: airing.start, stop: airing.stop, ...(place && { place }) };
}

/** Where it may be watched, ISO 3166-1 alpha-2; empty = everywhere. */
export function countriesOf(content: ContentFacts): readonly string[] {
  if (content.kind === "RECORDING") return content.countries;
  return "rights" in content ? content.rights.countries : [];
}
