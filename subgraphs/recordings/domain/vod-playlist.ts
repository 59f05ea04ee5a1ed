import type { Piece } from "./outcome.js";

/** A segment in the storage. */
export interface StoredSegment extends Piece {
  readonly name: string;
  /** The source's number of it. */
  readonly sequence: number;
  readonly isDiscontinuity: boolean;
  /** The file that its decoder begins with; null where it needs none. */
  readonly map: string | null;
}

const NAME = /^s(\d{15})-(\d{1,7})-(\d{1,18})-([dc])(?:-(m[0-9a-f]{16}\.mp4))?\.(ts|m4s)$/;

/** A segment's file: all that a playlist needs to know of it is in its name, so that a folder says what it holds. */
export function segmentName(segment: Omit<StoredSegment, "name">): string {
  const { start, durationMs, sequence, isDiscontinuity, map } = segment;
  const time = String(Math.round(start)).padStart(15, "0");
  const kind = map === null ? ".ts" : `-${map}.m4s`;
  return `s${time}-${durationMs}-${sequence}-${isDiscontinuity ? "d" : "c"}${kind}`;
}

/** The segments among a folder's files, in the order in which they aired. */
export function segmentsAmong(names: readonly string[]): StoredSegment[] {
  const segments = names.flatMap((name): StoredSegment[] => {
    const [, time, duration, sequence, kind, map] = NAME.exec(name) ?? [];
    if (time === undefined) return [];
    return [
      {
        name,
        start: Number(time),
        durationMs: Number(duration),
        sequence: Number(sequence),
        isDiscontinuity: kind === "d",
        map: map ?? null,
      },
    ];
  });
  return segments.sort((a, b) => a.start - b.start || a.sequence - b.sequence);
}

/** Clocks of encoders wander; more than this between two segments is a gap. */
const GAP_MS = 500;

/**
 * A playlist of what there is of [from, to), epoch ms, for players that want it from its start to its end. Gaps are
 * discontinuities, and times are told, so that a player knows what is missing.
 */
export function vodPlaylist(segments: readonly StoredSegment[], from: number, to: number): string {
  return `${playlistOf(segments, from, to, "VOD")}#EXT-X-ENDLIST\n`;
}

/** The same while more of it may come: what there is stays, and the rest is added behind it, until it has ended. */
export function growingPlaylist(segments: readonly StoredSegment[], from: number, hasEnded: boolean): string {
  const playlist = playlistOf(segments, from, Number.POSITIVE_INFINITY, "EVENT");
  return hasEnded ? `${playlist}#EXT-X-ENDLIST\n` : playlist;
}

function playlistOf(
  segments: readonly StoredSegment[],
  from: number,
  to: number,
  type: "VOD" | "EVENT",
): string {
  const inside = segments.filter((one) => one.start < to && one.start + one.durationMs > from);
  const target = Math.max(1, ...inside.map(({ durationMs }) => Math.round(durationMs / 1_000)));
  const lines = ["#EXTM3U", "#EXT-X-VERSION:6", `#EXT-X-TARGETDURATION:${target}`, "#EXT-X-MEDIA-SEQUENCE:0"];
  lines.push(`#EXT-X-PLAYLIST-TYPE:${type}`);
  let before: StoredSegment | undefined;
  for (const segment of inside) {
    const isGap = before && segment.start - (before.start + before.durationMs) > GAP_MS;
    const isBreak = before !== undefined && (segment.isDiscontinuity || isGap);
    if (isBreak) lines.push("#EXT-X-DISCONTINUITY");
    if (segment.map !== null && (isBreak || segment.map !== before?.map))
      lines.push(`#EXT-X-MAP:URI="${segment.map}"`);
    if (isBreak || before === undefined) {
      lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.start).toISOString()}`);
    }
    lines.push(`#EXTINF:${(segment.durationMs / 1_000).toFixed(3)},`, segment.name);
    before = segment;
  }
  return `${lines.join("\n")}\n`;
}
