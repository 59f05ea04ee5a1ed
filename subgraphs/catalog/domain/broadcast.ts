import type { Image } from "./image.js";

/** One airing on one channel. */
export interface Broadcast extends BroadcastDetails {
  /** `br_…`; survives a moved start, a changed stop and a corrected title. */
  readonly id: string;
  readonly channelId: string;
  /** Epoch milliseconds, inclusive. */
  readonly start: number;
  /** Epoch milliseconds, exclusive. */
  readonly stop: number;
  /** The guide gave no stop. */
  readonly stopInferred: boolean;
  /** 1 at first, one more with each change. */
  readonly revision: number;
}

/** What a guide says about a programme beside when and where it airs. */
export interface BroadcastDetails {
  readonly title: string;
  readonly subtitle: string | null;
  readonly description: string | null;
  readonly images: readonly Image[];
  /** All three count from 1. */
  readonly season: number | null;
  readonly episode: number | null;
  readonly part: number | null;
  readonly episodeNumbers: readonly EpisodeNumber[];
  readonly categories: readonly string[];
  readonly year: number | null;
  readonly country: string | null;
  readonly credits: readonly Credit[];
  readonly ratings: readonly Rating[];
  /** From 0 to 1. */
  readonly starRating: number | null;
  readonly previouslyShown: boolean;
  readonly isPremiere: boolean;
  readonly isNew: boolean;
  /** The work's own id, the same for every airing of the same episode. */
  readonly programId: string | null;
}

/** As the guide writes it. */
export interface EpisodeNumber {
  readonly system: string;
  readonly value: string;
}

export interface Credit {
  readonly role: string;
  readonly name: string;
  readonly character: string | null;
}

export interface Rating {
  readonly system: string | null;
  readonly value: string;
  /** In years; null where it is not known. */
  readonly minimumAge: number | null;
}

/**
 * Nothing airs longer. What overlaps an instant therefore starts within this time before it, which is all that a
 * query has to look at; the longest programme of a real guide is a day.
 */
export const LONGEST_BROADCAST_MS = 48 * 3_600_000;

/** The age from which something is suitable: the strictest of its ratings, null where none is known. */
export function strictestAge(ratings: readonly Rating[]): number | null {
  const ages = ratings.flatMap(({ minimumAge }) => minimumAge ?? []);
  return ages.length > 0 ? Math.max(...ages) : null;
}
