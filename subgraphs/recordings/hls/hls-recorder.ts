import { createHash } from "node:crypto";
import { once } from "node:events";
import { type Clock, passed } from "../../../lib/clock.js";
import type { Logger } from "../../../lib/logger.js";
import {
  type HlsPlaylist,
  type HlsSegment,
  parsePlaylist,
  UnusablePlaylist,
} from "../domain/hls-playlist.js";
import {
  growingPlaylist,
  type StoredSegment,
  segmentName,
  segmentsAmong,
  vodPlaylist,
} from "../domain/vod-playlist.js";
import { type Capture, NoStream, playlistName, type Recorder, runningName } from "../recorder.js";
import type { MediaStorage } from "./media-storage.js";

/** Where a channel's streams are; null where it has none of the kind. */
export type StreamUrl = (capture: Capture) => string | null;

export interface HlsRecorderOptions {
  readonly urlOf: StreamUrl;
  readonly storage: MediaStorage;
  readonly clock: Clock;
  readonly log: Logger;
  readonly fetch?: typeof fetch;
}

/** A source that does not answer in this time is asked again. */
const FETCH_MS = 10_000;
/** Playlists of a whole day, and segments of ten seconds of the best picture. */
const LARGEST_PLAYLIST_BYTES = 8 * 1_024 * 1_024;
const LARGEST_SEGMENT_BYTES = 128 * 1_024 * 1_024;
/** Streams lag behind what airs, and sources are away for a moment: so long after its end we still try to have it. */
const LAG_MS = 60_000;
/** What players read that were let in by a release that knew but one. */
const RUNNING_BEFORE = "running";
const SHORTEST_REST_MS = 500;
const LONGEST_REST_MS = 6_000;

type MediaPlaylist = Extract<HlsPlaylist, { kind: "MEDIA" }>;

/**
 * Copies HLS streams (RFC 8216), byte by byte: of several qualities the best. What a segment is, its file's name says:
 * a process that takes over reads the folder and goes on. What the source has dropped meanwhile is a gap.
 */
export function createHlsRecorder(options: HlsRecorderOptions): Recorder {
  const { storage, urlOf } = options;
  const stored = async (captureId: string) => segmentsAmong(await storage.list(captureId));
  return {
    async copy(capture, stopsAt, signal, starts = () => [capture.startsAt]) {
      if (urlOf(capture) === null) throw new NoStream(`channel ${capture.channelId} has no stream to record`);
      const had = { stored: await stored(capture.id), shown: [], grown: "" };
      const copying = { capture, stopsAt, starts, signal, ...had };
      const reached = await copyStream(options, copying);
      if (!signal.aborted) await grow(options, copying, true);
      return reached;
    },
    pieces: stored,
    async publish(captureId, stretches) {
      const segments = await stored(captureId);
      for (const stretch of stretches) {
        const playlist = vodPlaylist(segments, stretch.startsAt, stretch.stopsAt);
        await storage.put(captureId, `${playlistName(stretch)}.m3u8`, new TextEncoder().encode(playlist));
      }
    },
    remove: (captureId, signal) => storage.remove(captureId, signal),
  };
}

/** Who watches while it is recorded finds what there is so far, each from where their own recording begins. */
async function grow({ storage }: HlsRecorderOptions, copying: Copying, hasEnded: boolean): Promise<void> {
  const { capture, starts, stored } = copying;
  // What was had late comes with the end: to a playlist that players have begun to read nothing is added but behind it.
  const shownTo = copying.shown.at(-1)?.start ?? Number.NEGATIVE_INFINITY;
  copying.shown = [...copying.shown, ...stored.filter(({ start }) => start > shownTo)];
  const last = copying.shown.at(-1);
  if (!last) return;
  const begun = starts().filter((start) => start < last.start + last.durationMs);
  const grown = [copying.shown.length, hasEnded, ...begun].join();
  if (grown === copying.grown) return;
  const named = new Map(begun.map((start) => [runningName(start), start]));
  for (const [name, start] of named.set(RUNNING_BEFORE, capture.startsAt)) {
    const playlist = growingPlaylist(copying.shown, start, hasEnded);
    await storage.put(capture.id, `${name}.m3u8`, new TextEncoder().encode(playlist));
  }
  copying.grown = grown;
}

interface Copying {
  readonly capture: Capture;
  readonly stopsAt: () => number;
  readonly starts: () => readonly number[];
  readonly signal: AbortSignal;
  stored: StoredSegment[];
  /** Those of them that players were told of. */
  shown: StoredSegment[];
  /** What was made playable last, in short. */
  grown: string;
}

/** Gives when it was to stop as it ended. */
async function copyStream(options: HlsRecorderOptions, copying: Copying): Promise<number> {
  const { clock, log, urlOf } = options;
  const { capture, signal, stopsAt } = copying;
  /** When something new was had last, or the copy began. */
  let wentOnAt = clock.now();
  let url: string | null = null;
  let mediaUrl: string | undefined;
  let isAway = false;
  while (!signal.aborted) {
    const now = clock.now();
    let restMs = SHORTEST_REST_MS;
    let isWhole = false;
    // What is kept of the past is asked for by its end, which may have moved.
    const asked = urlOf({ ...capture, stopsAt: stopsAt() });
    if (asked !== url) mediaUrl = undefined;
    url = asked;
    try {
      const loaded = await loadMedia(options, mediaUrl ?? asked ?? "", signal);
      mediaUrl = loaded.url;
      const had = copying.stored.length;
      isWhole = await copyNew(options, copying, loaded.playlist, now);
      if (copying.stored.length > had) wentOnAt = clock.now();
      await grow(options, copying, false);
      restMs = Math.min(LONGEST_REST_MS, Math.max(SHORTEST_REST_MS, loaded.playlist.targetDurationMs / 2));
      isAway = false;
      // One that has ended before its time may be of what is kept so far.
      if (loaded.playlist.isEnded && isWhole && now >= stopsAt()) return stopsAt();
    } catch (error) {
      if (signal.aborted) throw error;
      // The URL may have been good for one session alone, and what came instead of a playlist an error page.
      mediaUrl = undefined;
      if (!isAway) log.warn({ err: error, captureId: capture.id }, "a stream is tried again");
      isAway = true;
    }
    const reached = copying.stored.at(-1);
    if (isWhole && reached && reached.start + reached.durationMs >= stopsAt()) return stopsAt();
    if (clock.now() >= Math.max(stopsAt(), wentOnAt) + LAG_MS) return stopsAt();
    await rest(clock, restMs, signal);
  }
  return stopsAt();
}

/** Passes the time, or ends at once where there is nothing more to do. */
async function rest(clock: Clock, restMs: number, signal: AbortSignal): Promise<void> {
  const aborted = new AbortController();
  const ended = once(signal, "abort", { signal: aborted.signal }).catch(() => undefined);
  await Promise.race([passed(clock, restMs), ended]);
  aborted.abort();
}

/** The media playlist; of a master playlist that of the best quality. */
async function loadMedia(
  options: HlsRecorderOptions,
  url: string,
  signal: AbortSignal,
): Promise<{ url: string; playlist: MediaPlaylist }> {
  const playlist = await loadPlaylist(options, url, signal);
  if (playlist.kind === "MEDIA") return { url, playlist };
  const best = playlist.variants.toSorted((a, b) => b.bandwidth - a.bandwidth)[0];
  if (!best) throw new UnusablePlaylist("a master playlist without variants");
  const media = await loadPlaylist(options, best.url, signal);
  if (media.kind === "MASTER") throw new UnusablePlaylist("a master playlist within another");
  return { url: best.url, playlist: media };
}

async function loadPlaylist(
  options: HlsRecorderOptions,
  url: string,
  signal: AbortSignal,
): Promise<HlsPlaylist> {
  const { chunks, url: base } = await load(options, url, LARGEST_PLAYLIST_BYTES, signal);
  return parsePlaylist(new TextDecoder().decode(await whole(chunks)), base);
}

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const held: Uint8Array[] = [];
  for await (const chunk of chunks) held.push(chunk);
  return Buffer.concat(held);
}

/** Asks for a file, and gives what comes of it as it comes: no more than `mostBytes`, and an error beyond. */
async function load(
  { fetch: ask = fetch }: HlsRecorderOptions,
  url: string,
  mostBytes: number,
  signal: AbortSignal,
): Promise<{ chunks: AsyncIterable<Uint8Array>; url: string }> {
  const response = await ask(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(FETCH_MS)]) });
  // A query may carry a token: only the path is told.
  if (!response.ok) throw new Error(`${new URL(url).pathname} was answered with ${response.status}`);
  return { chunks: bounded(response.body ?? [], url, mostBytes), url: response.url || url };
}

async function* bounded(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  url: string,
  mostBytes: number,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > mostBytes) throw new Error(`${new URL(url).pathname} is larger than ${mostBytes} bytes`);
    yield chunk;
  }
}

/** A segment's bytes, asked for as soon as somebody takes the first: a storage at work holds up to one. */
async function* segmentBytes(
  options: HlsRecorderOptions,
  url: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  yield* (await load(options, url, LARGEST_SEGMENT_BYTES, signal)).chunks;
}

/** Copies what the playlist has of the stretch and the storage has not; false where some of it could not be had. */
async function copyNew(
  options: HlsRecorderOptions,
  copying: Copying,
  playlist: MediaPlaylist,
  now: number,
): Promise<boolean> {
  const { capture, stopsAt, signal } = copying;
  let isWhole = true;
  for (const { segment, start } of placed(playlist, copying, now)) {
    if (start >= stopsAt() || start + segment.durationMs <= capture.startsAt) continue;
    if (segment.isGap || copying.stored.some((one) => isSame(one, segment, start))) continue;
    try {
      const map = segment.mapUrl === null ? null : await copyMap(options, capture.id, segment.mapUrl, signal);
      const { durationMs, sequence, isDiscontinuity } = segment;
      const described = { start, durationMs, sequence, isDiscontinuity, map };
      const name = segmentName(described);
      await options.storage.put(capture.id, name, segmentBytes(options, segment.url, signal));
      copying.stored = segmentsAmong([...copying.stored.map((one) => one.name), name]);
    } catch (error) {
      if (signal.aborted) throw error;
      isWhole = false;
      options.log.debug({ err: error, captureId: capture.id }, "a segment is tried again");
    }
  }
  return isWhole;
}

/** What is there is known by its number, or, as sources begin to count anew, by its time. */
function isSame(stored: StoredSegment, segment: HlsSegment, start: number): boolean {
  const overlap =
    Math.min(stored.start + stored.durationMs, start + segment.durationMs) - Math.max(stored.start, start);
  return overlap > Math.min(stored.durationMs, segment.durationMs) / 2;
}

/**
 * Segments with the times at which they aired. Where the playlist tells none: after what is stored of the sequence; or
 * else a live one ends now, and one that has ended began with the stretch.
 */
function placed(
  { segments, isEnded }: MediaPlaylist,
  { stored, capture }: Copying,
  now: number,
): { segment: HlsSegment; start: number }[] {
  const known = new Map(stored.map(({ sequence, start }) => [sequence, start]));
  const total = segments.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const anchor = segments.findIndex(({ sequence }) => known.has(sequence));
  const lead = segments.slice(0, Math.max(0, anchor)).reduce((sum, { durationMs }) => sum + durationMs, 0);
  const anchored = known.get(segments[anchor]?.sequence ?? -1);
  let at = anchored === undefined ? (isEnded ? capture.startsAt : now - total) : anchored - lead;
  return segments.map((segment) => {
    const start = segment.programTime ?? at;
    at = start + segment.durationMs;
    return { segment, start };
  });
}

async function copyMap(
  options: HlsRecorderOptions,
  captureId: string,
  url: string,
  signal: AbortSignal,
): Promise<string> {
  const bytes = await whole(segmentBytes(options, url, signal));
  const name = `m${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.mp4`;
  await options.storage.put(captureId, name, bytes);
  return name;
}
