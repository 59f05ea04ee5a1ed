/** What a guide says of a channel. */
export interface GuideChannel {
  readonly xmltvId: string;
  readonly title: string;
  readonly number: number | null;
  readonly logoUrl: string | null;
  /** A category for viewers, such as "Sport"; only playlists have one. */
  readonly group: string | null;
  /** Line in the file, counting from 1. */
  readonly line: number;
}

/** A picture that a guide names. */
export interface GuideImage {
  readonly kind: "LOGO" | "POSTER" | "BACKDROP" | "STILL" | "PREVIEW";
  readonly url: string;
  readonly width: number | null;
  readonly height: number | null;
}

/** What a guide says of a programme beside when, where and its title. */
export interface BroadcastDetails {
  readonly subtitle: string | null;
  readonly description: string | null;
  /** Season, episode and part count from 1. */
  readonly season: number | null;
  readonly episode: number | null;
  readonly part: number | null;
  readonly episodeNumbers: readonly { readonly system: string; readonly value: string }[];
  readonly categories: readonly string[];
  readonly year: number | null;
  readonly country: string | null;
  readonly credits: readonly {
    readonly role: string;
    readonly name: string;
    readonly character: string | null;
  }[];
  readonly ratings: readonly {
    readonly system: string | null;
    readonly value: string;
    readonly minimumAge: number | null;
  }[];
  /** From 0 to 1. */
  readonly starRating: number | null;
  readonly previouslyShown: boolean;
  readonly isPremiere: boolean;
  readonly isNew: boolean;
  readonly programId: string | null;
  readonly images: readonly GuideImage[];
}

/** A programme as a guide states it; instants in milliseconds since the epoch. */
export interface GuideProgramme extends BroadcastDetails {
  readonly xmltvId: string;
  readonly start: number;
  /** Null where the guide gives none. */
  readonly stop: number | null;
  readonly title: string;
  readonly line: number;
}

/** Something in a guide that could not be taken. */
export interface GuideProblem {
  readonly line: number | null;
  readonly reason: string;
  readonly xmltvId: string | null;
  readonly start: string | null;
}

/** What reading a guide yields, in the order of the file. */
export type GuideItem =
  | { readonly kind: "channel"; readonly channel: GuideChannel }
  | { readonly kind: "programme"; readonly programme: GuideProgramme }
  | { readonly kind: "problem"; readonly problem: GuideProblem };
