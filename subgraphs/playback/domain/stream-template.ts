import type { PlayMode } from "./slots/household.js";

export type StreamProtocol = "HLS" | "DASH";
export type DrmSystem = "WIDEVINE" | "FAIRPLAY" | "PLAYREADY";

/** Where something streams from, as the operator configures it. */
export interface StreamTemplate {
  /** Best first. The path of `url` up to its last slash is what a token opens. */
  readonly sources: readonly {
    readonly pathwayId: string;
    readonly protocol: StreamProtocol;
    /**
     * With {contentId}, {channelId}, {mode}, {start}, {stop} (seconds since 1970), {folder} and {playlist} where they go.
     */
    readonly url: string;
  }[];
  /** Empty where the content is not protected. */
  readonly drm: readonly {
    readonly system: DrmSystem;
    readonly licenseUrl: string;
    readonly certificateUrl: string | null;
  }[];
  /** The highest picture that a licence allows, in lines; null = any. */
  readonly maximumHeight: number | null;
}

/** The operator's templates. The most specific one counts: of the content, of its channel, of the mode, of all. */
export interface StreamTemplates {
  readonly default: StreamTemplate;
  readonly modes: Readonly<Partial<Record<PlayMode, StreamTemplate | undefined>>>;
  /** By the id of a channel, broadcast, film or episode. */
  readonly contents: Readonly<Record<string, StreamTemplate>>;
  /** How long a URL opens its stream, in seconds. Viewers watch on this long when nothing of the platform answers. */
  readonly tokenSeconds: number;
}

/** What streams, as far as a URL can depend on it. */
export interface StreamSubject {
  /** A content's id, or a recording's. */
  readonly contentId: string;
  readonly mode: PlayMode;
  /** Where and when it airs; null for what does not air. */
  readonly airing: StreamAiring | null;
}

export interface StreamAiring {
  readonly channelId: string;
  /** Inclusive, epoch ms. */
  readonly start: number;
  /** Exclusive, epoch ms. */
  readonly stop: number;
  /** Where the media of its recording lie; absent where it is not played as one. */
  readonly place?: MediaPlace;
}

/** Where something lies in the storage of recordings. */
export interface MediaPlace {
  readonly folder: string;
  /** A file there, without `.m3u8`. */
  readonly playlist: string;
}

export function templateFor(templates: StreamTemplates, subject: StreamSubject): StreamTemplate {
  const { contentId, mode, airing } = subject;
  // Own properties only: an id is whatever a client sent.
  const named = (id: string | undefined) =>
    id !== undefined && Object.hasOwn(templates.contents, id) ? templates.contents[id] : undefined;
  // A recording does not come from its channel any more.
  const channelId = mode === "RECORDING" ? undefined : airing?.channelId;
  return named(contentId) ?? named(channelId) ?? templates.modes[mode] ?? templates.default;
}

const PLACEHOLDER = /\{(\w+)\}/g;

/** Names that a URL may have in braces. */
export const PLACEHOLDERS = [
  "contentId",
  "channelId",
  "mode",
  "start",
  "stop",
  "folder",
  "playlist",
] as const;
type Placeholder = (typeof PLACEHOLDERS)[number];

/** The names in braces of a URL that are none of `PLACEHOLDERS`. */
export function unknownPlaceholders(url: string): string[] {
  return [...url.matchAll(PLACEHOLDER)]
    .map(([, name = ""]) => name)
    .filter((name) => !(PLACEHOLDERS as readonly string[]).includes(name));
}

/** The URL for one subject; null where it needs what is not known of the subject. */
export function filled(url: string, { contentId, mode, airing }: StreamSubject): string | null {
  const values: Readonly<Record<Placeholder, string | null>> = {
    contentId,
    mode: mode.toLowerCase().replace("_", "-"),
    channelId: airing?.channelId ?? (mode === "LIVE" ? contentId : null),
    start: airing && String(Math.floor(airing.start / 1_000)),
    stop: airing && String(Math.floor(airing.stop / 1_000)),
    folder: airing?.place?.folder ?? null,
    playlist: airing?.place?.playlist ?? null,
  };
  const isKnown = [...url.matchAll(PLACEHOLDER)].every(([, name]) => values[name as Placeholder] !== null);
  if (!isKnown) return null;
  return url.replace(PLACEHOLDER, (_all, name: Placeholder) => encodeURIComponent(values[name] ?? ""));
}

/** What a token for a URL opens: everything beside it, and below. */
export function openedPath(url: string): string {
  const { pathname } = new URL(url);
  return pathname.slice(0, pathname.lastIndexOf("/") + 1);
}
