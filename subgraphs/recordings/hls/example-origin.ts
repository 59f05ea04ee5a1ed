import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * An HLS origin for tests, which airs as its clock says: segments of six seconds, the last few in a sliding window, and all
 * that it ever aired by the times asked for.
 */
export interface ExampleOrigin extends AsyncDisposable {
  readonly url: string;
  /** What was aired from {startSeconds} to {stopSeconds}, as far as it was. */
  readonly catchUpUrl: string;
  /** What a segment's bytes are. */
  bytesOf(sequence: number): Buffer;
  /** Segments that are not there when they are asked for. */
  readonly missing: Set<number>;
  /** What was asked for, by path. */
  readonly asked: string[];
  isDown: boolean;
  /** How much of what it aired is in the live stream; five segments unless a test says otherwise. */
  windowSegments: number;
}

export const SEGMENT_MS = 6_000;
const WINDOW_SEGMENTS = 5;
const SEGMENT_BYTES = 20_000;

/** An origin that began at `begun` and tells times where `hasTimes`; `initial` makes segments of fragmented MP4. */
export async function startExampleOrigin(options: {
  readonly begun: number;
  readonly now: () => number;
  readonly hasTimes: boolean;
  readonly hasMap?: boolean;
  readonly segmentBytes?: number;
}): Promise<ExampleOrigin> {
  const { begun, now, hasTimes, hasMap = false, segmentBytes = SEGMENT_BYTES } = options;
  const missing = new Set<number>();
  const asked: string[] = [];
  const bytesOf = (sequence: number) => {
    const seed = createHash("sha256").update(`segment ${sequence}`).digest();
    return Buffer.alloc(segmentBytes + sequence, seed);
  };
  const aired = () => Math.floor((now() - begun) / SEGMENT_MS);
  const playlistOf = (first: number, end: number, number: number) => {
    const lines = [
      "#EXTM3U",
      "#EXT-X-VERSION:6",
      "#EXT-X-TARGETDURATION:6",
      `#EXT-X-MEDIA-SEQUENCE:${number}`,
    ];
    if (hasMap) lines.push('#EXT-X-MAP:URI="init.mp4"');
    for (let sequence = first; sequence < end; sequence += 1) {
      if (hasTimes) {
        lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(begun + sequence * SEGMENT_MS).toISOString()}`);
      }
      lines.push("#EXTINF:6.000,", `seg${sequence}.ts?token=secret`);
    }
    return `${lines.join("\n")}\n`;
  };
  const livePlaylist = () => {
    const first = Math.max(0, aired() - origin.windowSegments);
    return playlistOf(first, aired(), first);
  };
  const catchUpPlaylist = (query: URLSearchParams) => {
    const at = (name: string) => (Number(query.get(name)) * 1_000 - begun) / SEGMENT_MS;
    const end = Math.ceil(at("to"));
    // Counted from its own beginning, as an archive does.
    const playlist = playlistOf(Math.max(0, Math.floor(at("from"))), Math.min(aired(), end), 0);
    return aired() >= end ? `${playlist}#EXT-X-ENDLIST\n` : playlist;
  };
  const origin = { isDown: false, windowSegments: WINDOW_SEGMENTS };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://origin");
    asked.push(pathname);
    const sequence = Number(/seg(\d+)\.ts$/.exec(pathname)?.[1] ?? Number.NaN);
    if (origin.isDown || missing.has(sequence)) response.writeHead(503).end();
    else if (pathname.endsWith("master.m3u8")) {
      const variant = (bandwidth: number, name: string) =>
        `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth}\n${name}\n`;
      response.end(`#EXTM3U\n${variant(800_000, "low.m3u8")}${variant(5_000_000, "best.m3u8")}`);
    } else if (pathname.endsWith("best.m3u8")) response.end(livePlaylist());
    else if (pathname.endsWith("catch-up.m3u8")) response.end(catchUpPlaylist(searchParams));
    else if (pathname.endsWith("init.mp4")) response.end("the beginning");
    else if (Number.isInteger(sequence)) response.end(bytesOf(sequence));
    else response.writeHead(404).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(origin, {
    url: `${base}/master.m3u8`,
    catchUpUrl: `${base}/catch-up.m3u8?from={startSeconds}&to={stopSeconds}`,
    bytesOf,
    missing,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  });
}
