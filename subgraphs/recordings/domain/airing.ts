/** What the guide says of an airing, as far as recordings go by it. Instants are epoch ms, half-open: [start, stop). */
export interface Airing {
  readonly broadcastId: string;
  readonly channelId: string;
  readonly start: number;
  readonly stop: number;
  readonly title: string;
  readonly subtitle: string | null;
  readonly season: number | null;
  readonly episode: number | null;
  readonly seriesId: string | null;
  readonly programId: string | null;
  /** The guide says that it was shown before, and neither that it is new nor a premiere. */
  readonly isRepeat: boolean;
  /** Age from which it is suitable, in years; null where it is not known. */
  readonly minimumAge: number | null;
}

/** What recordings go by of a channel. */
export interface ChannelFacts {
  readonly id: string;
  /** IANA zone. */
  readonly timezone: string;
  readonly entitlementTags: readonly string[];
  readonly recordable: boolean;
  readonly startOver: boolean;
  readonly catchUpSeconds: number;
  /** Where it may be watched, ISO 3166-1 alpha-2; empty = everywhere. */
  readonly countries: readonly string[];
  /** The channel that this one repeats an hour or so later. */
  readonly timeshiftOf: string | null;
}

/** Seconds recorded beyond what the guide says. */
export interface Padding {
  readonly beforeSeconds: number;
  readonly afterSeconds: number;
}

/** Broadcasts begin a little early and end late. */
export const DEFAULT_PADDING: Padding = { beforeSeconds: 60, afterSeconds: 300 };
/** Longer than any overrun. */
export const LONGEST_PADDING_SECONDS = 3_600;

/** The first rule that a padding breaks, or null. */
export function checkPadding({ beforeSeconds, afterSeconds }: Padding): string | null {
  for (const [name, seconds] of Object.entries({ beforeSeconds, afterSeconds })) {
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > LONGEST_PADDING_SECONDS) {
      return `padding.${name} must be 0..${LONGEST_PADDING_SECONDS}, got ${seconds}`;
    }
  }
  return null;
}
