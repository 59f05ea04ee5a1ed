/** A segment of a media playlist. */
export interface HlsSegment {
  /** Absolute. */
  readonly url: string;
  readonly sequence: number;
  readonly durationMs: number;
  /** When it aired, epoch ms, as the playlist says; null where it says nothing. */
  readonly programTime: number | null;
  /** What comes before does not lead into it. */
  readonly isDiscontinuity: boolean;
  /** The absolute URL of what its decoder begins with; null where it needs nothing. */
  readonly mapUrl: string | null;
  /** The source says itself that there is nothing. */
  readonly isGap: boolean;
}

export type HlsPlaylist =
  | {
      readonly kind: "MASTER";
      readonly variants: readonly { readonly url: string; readonly bandwidth: number }[];
    }
  | {
      readonly kind: "MEDIA";
      readonly targetDurationMs: number;
      readonly segments: readonly HlsSegment[];
      /** Nothing will be added. */
      readonly isEnded: boolean;
    };

/** A playlist that is none, or asks for what we do not do. */
export class UnusablePlaylist extends Error {}

/** A sliding window of hours has some thousands. */
const MOST_LINES = 200_000;

/**
 * Reads a playlist (RFC 8216) that was loaded from `base`.
 *
 * @throws UnusablePlaylist for what is no playlist, is encrypted, or names parts of files.
 */
export function parsePlaylist(text: string, base: string): HlsPlaylist {
  const lines = text.split(/\r?\n/, MOST_LINES).map((line) => line.trim());
  if (lines[0] !== "#EXTM3U") throw new UnusablePlaylist("it does not begin with #EXTM3U");
  const isMaster = lines.some((line) => line.startsWith("#EXT-X-STREAM-INF:"));
  return isMaster ? parseMaster(lines, base) : parseMedia(lines, base);
}

function parseMaster(lines: readonly string[], base: string): HlsPlaylist {
  const variants = lines.flatMap((line, index) => {
    if (!line.startsWith("#EXT-X-STREAM-INF:")) return [];
    const uri = lines.slice(index + 1).find((next) => next !== "" && !next.startsWith("#"));
    const bandwidth = Number(/[:,]BANDWIDTH=(\d+)/.exec(line)?.[1] ?? 0);
    return uri === undefined ? [] : [{ url: new URL(uri, base).href, bandwidth }];
  });
  return { kind: "MASTER", variants };
}

/** What lines before a segment say of it. */
interface Next {
  durationMs: number | null;
  programTime: number | null;
  isDiscontinuity: boolean;
  isGap: boolean;
}

const BLANK: Next = { durationMs: null, programTime: null, isDiscontinuity: false, isGap: false };

function parseMedia(lines: readonly string[], base: string): HlsPlaylist {
  const segments: HlsSegment[] = [];
  let targetDurationMs = 0;
  let sequence = 0;
  let mapUrl: string | null = null;
  let next = { ...BLANK };
  for (const line of lines) {
    const [, tag = "", value = ""] = /^#([A-Z0-9-]+)(?::(.*))?$/.exec(line) ?? [];
    if (tag === "EXT-X-TARGETDURATION") targetDurationMs = Number(value) * 1_000;
    else if (tag === "EXT-X-MEDIA-SEQUENCE") sequence = Number(value);
    else if (tag === "EXTINF") next.durationMs = Math.round(Number.parseFloat(value) * 1_000);
    else if (tag === "EXT-X-PROGRAM-DATE-TIME") next.programTime = Date.parse(value);
    else if (tag === "EXT-X-DISCONTINUITY") next.isDiscontinuity = true;
    else if (tag === "EXT-X-GAP") next.isGap = true;
    else if (tag === "EXT-X-MAP") mapUrl = new URL(/URI="([^"]+)"/.exec(value)?.[1] ?? "", base).href;
    else refuse(tag, value);
    if (line === "" || line.startsWith("#") || next.durationMs === null) continue;
    const { durationMs, ...said } = next;
    segments.push({ url: new URL(line, base).href, sequence, durationMs, mapUrl, ...said });
    sequence += 1;
    next = { ...BLANK };
  }
  if (targetDurationMs <= 0) throw new UnusablePlaylist("it has no EXT-X-TARGETDURATION");
  return {
    kind: "MEDIA",
    targetDurationMs,
    segments: timed(segments),
    isEnded: lines.includes("#EXT-X-ENDLIST"),
  };
}

function refuse(tag: string, value: string): void {
  if (tag === "EXT-X-KEY" && !value.includes("METHOD=NONE")) throw new UnusablePlaylist("it is encrypted");
  if (tag === "EXT-X-BYTERANGE") throw new UnusablePlaylist("its segments are parts of files");
}

/** A time that is said of one segment tells that of those after it, up to the next that is said. */
function timed(segments: readonly HlsSegment[]): HlsSegment[] {
  let reached: number | null = null;
  return segments.map((segment) => {
    const programTime: number | null = segment.programTime ?? (segment.isDiscontinuity ? null : reached);
    reached = programTime === null ? null : programTime + segment.durationMs;
    return { ...segment, programTime };
  });
}
