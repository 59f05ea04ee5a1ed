import type { Broadcast } from "./broadcast.js";
import type { Channel } from "./channel.js";
import type { BroadcastDetails, GuideImage } from "./guide.js";

/** Anything that can be watched. `kind` is the type's name in the schema. */
export type Content = Channel | Broadcast | Series | Movie | Episode;

/** What is said of a title on demand. */
interface Title {
  readonly id: string;
  readonly title: string;
  readonly entitlementTags: readonly string[];
  readonly description: string | null;
  readonly categories: readonly string[];
  readonly images: readonly GuideImage[];
}

/** What is said of something that plays. */
interface Playable extends Title {
  readonly durationSeconds: number;
  /** Where its closing credits begin; null where nobody said. */
  readonly creditsFromSeconds: number | null;
  readonly credits: BroadcastDetails["credits"];
  readonly minimumAge: number | null;
  readonly programId: string | null;
}

export interface Movie extends Playable {
  readonly kind: "Movie";
  readonly year: number | null;
}

export interface Episode extends Playable {
  readonly kind: "Episode";
  readonly seriesId: string;
  /** Both count from 1. */
  readonly season: number | null;
  readonly number: number | null;
}

export interface Series extends Title {
  readonly kind: "Series";
  /** The folded title by which broadcasts belong to it; null where another series has that title. */
  readonly titleKey: string | null;
}

/** A section of an app. */
export interface Collection {
  readonly id: string;
  readonly title: string;
  readonly entitlementTags: readonly string[];
}

/** One place in a collection. */
export interface CollectionPlace {
  readonly collectionId: string;
  readonly position: number;
  readonly contentId: string;
}
