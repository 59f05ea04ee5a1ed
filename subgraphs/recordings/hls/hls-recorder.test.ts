import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import * as HLS from "hls-parser";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ManualClock } from "../../../lib/clock.js";
import { outcomeOf } from "../domain/outcome.js";
import { playlistName, type Recorder, runningName } from "../recorder.js";
import { type ExampleOrigin, SEGMENT_MS, startExampleOrigin } from "./example-origin.js";
import { createFileStorage } from "./file-storage.js";
import { createHlsRecorder } from "./hls-recorder.js";

const BEGUN = Date.parse("2026-11-22T07:00:00Z");
/** Ten segments of the stream, from the eleventh on. */
const STARTS = BEGUN + 10 * SEGMENT_MS;
const STOPS = BEGUN + 20 * SEGMENT_MS;
const WHOLE = { startsAt: STARTS, stopsAt: STOPS };
const CAPTURE = { id: "cap_1", channelId: "ch_1", startsAt: STARTS, stopsAt: STOPS, source: "LIVE" as const };

let folder: string;
let clock: ManualClock;
let origin: ExampleOrigin;
let recorder: Recorder;
let parts: number;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "playhead-recordings-"));
  clock = new ManualClock(STARTS + 1_000);
  parts = 0;
});
afterEach(async () => {
  await origin[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function begin(said: { hasTimes?: boolean; hasMap?: boolean } = {}): Promise<void> {
  origin = await startExampleOrigin({ begun: BEGUN, now: () => clock.now(), hasTimes: true, ...said });
  recorder = anotherRecorder();
}

/** A process of its own on the same storage. */
function anotherRecorder(): Recorder {
  const storage = createFileStorage(folder, () => `part_${++parts}`);
  return createHlsRecorder({ urlOf: () => origin.url, storage, clock, log: pino({ level: "silent" }) });
}

/** Copies while time goes on, second by second, until it is done; `at` is done at that second of the stream. */
async function copyToEnd(
  copy: Promise<unknown>,
  at: Readonly<Record<number, () => void>> = {},
): Promise<void> {
  let isDone = false;
  const done = copy.finally(() => {
    isDone = true;
  });
  done.catch(() => undefined);
  await vi.waitFor(
    () => {
      const second = Math.round((clock.now() - BEGUN) / 1_000);
      at[second]?.();
      if (!isDone) clock.advance(1_000);
      expect(isDone).toBe(true);
    },
    { timeout: 18_000, interval: 15 },
  );
  await done;
}

const forever = new AbortController().signal;
const sequences = async () =>
  (await recorder.pieces("cap_1")).map(({ start }) => Math.round((start - BEGUN) / SEGMENT_MS));
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe("a recording of a live stream", () => {
  it("has every byte of the best quality, as a playlist that players read from its start to its end", async () => {
    await begin();
    await copyToEnd(recorder.copy(CAPTURE, () => STOPS, forever));
    expect(await sequences()).toEqual(range(10, 20));
    await recorder.publish("cap_1", [WHOLE]);

    const text = await readFile(path.join(folder, "cap_1", `${playlistName(WHOLE)}.m3u8`), "utf8");
    const playlist = HLS.parse(text) as HLS.types.MediaPlaylist;
    expect(playlist).toMatchObject({ isMasterPlaylist: false, playlistType: "VOD", endlist: true });
    expect(playlist.targetDuration).toBe(6);
    expect(playlist.segments.map(({ duration }) => duration)).toEqual(range(0, 10).map(() => 6));
    expect(playlist.segments.some(({ discontinuity }) => discontinuity)).toBe(false);
    expect(playlist.segments[0]?.programDateTime?.getTime()).toBe(STARTS);
    for (const [index, { uri }] of playlist.segments.entries()) {
      const bytes = await readFile(path.join(folder, "cap_1", uri));
      expect(bytes.equals(origin.bytesOf(10 + index))).toBe(true);
    }
    expect(text).not.toContain("secret");
    expect(origin.asked.some((asked) => asked.includes("low"))).toBe(false);
  });

  it("each of two that overlap has the minutes that they share (tvheadend#2090)", async () => {
    await begin();
    await copyToEnd(recorder.copy(CAPTURE, () => STOPS, forever));
    const stretches = [
      { startsAt: BEGUN + 10 * SEGMENT_MS, stopsAt: BEGUN + 16 * SEGMENT_MS },
      { startsAt: BEGUN + 14 * SEGMENT_MS, stopsAt: BEGUN + 20 * SEGMENT_MS },
    ];
    await recorder.publish("cap_1", stretches);
    for (const stretch of stretches) {
      const text = await readFile(path.join(folder, "cap_1", `${playlistName(stretch)}.m3u8`), "utf8");
      expect((HLS.parse(text) as HLS.types.MediaPlaylist).segments).toHaveLength(6);
    }
  });

  it("plays meanwhile from where each one's own begins, also of those who join later", async () => {
    await begin();
    const later = STARTS + 4 * SEGMENT_MS;
    let starts = [STARTS];
    const readGrown = async (startsAt: number) => {
      const text = await readFile(path.join(folder, "cap_1", `${runningName(startsAt)}.m3u8`), "utf8");
      return HLS.parse(text) as HLS.types.MediaPlaylist;
    };
    const join = () => {
      starts = [STARTS, later];
    };
    await copyToEnd(
      recorder.copy(
        CAPTURE,
        () => STOPS,
        forever,
        () => starts,
      ),
      { 100: join },
    );
    for (const startsAt of starts) {
      const { segments, endlist, playlistType } = await readGrown(startsAt);
      expect(segments[0]?.programDateTime?.getTime()).toBe(startsAt);
      expect({ endlist, playlistType }).toEqual({ endlist: true, playlistType: "EVENT" });
    }
  });

  it("adds to what is played meanwhile behind its end alone, also where the source has something late", async () => {
    await begin();
    origin.missing.add(14);
    const seen: Promise<string>[] = [];
    const look = () =>
      void seen.push(readFile(path.join(folder, "cap_1", `${runningName(STARTS)}.m3u8`), "utf8"));
    const hasIt = () => void origin.missing.delete(14);
    await copyToEnd(
      recorder.copy(CAPTURE, () => STOPS, forever),
      { 105: look, 106: hasIt, 117: look },
    );
    look();
    const [first = "", second = "", last = ""] = await Promise.all(seen);
    expect(first.match(/seg|\.ts/g)?.length).toBeGreaterThan(3);
    expect(second.startsWith(first)).toBe(true);
    expect(last.startsWith(second)).toBe(true);
    expect(second).not.toBe(first);
    expect(await sequences()).toEqual(range(10, 20));
  });

  it("tells what the source did not have as a gap, and is then a part", async () => {
    await begin();
    origin.missing.add(14).add(15);
    await copyToEnd(recorder.copy(CAPTURE, () => STOPS, forever));
    expect(await sequences()).toEqual([...range(10, 14), ...range(16, 20)]);
    expect(outcomeOf(STARTS, STOPS, await recorder.pieces("cap_1"))).toMatchObject({ event: "BREAK" });
    await recorder.publish("cap_1", [WHOLE]);
    const text = await readFile(path.join(folder, "cap_1", `${playlistName(WHOLE)}.m3u8`), "utf8");
    const { segments } = HLS.parse(text) as HLS.types.MediaPlaylist;
    expect(segments.map(({ discontinuity }) => Boolean(discontinuity))).toEqual(
      range(0, 8).map((index) => index === 4),
    );
    expect(segments[4]?.programDateTime?.getTime()).toBe(BEGUN + 16 * SEGMENT_MS);
  });

  it("goes on where a process died, copies nothing twice, and misses nothing that the stream still has", async () => {
    await begin();
    const dies = new AbortController();
    const first = recorder.copy(CAPTURE, () => STOPS, dies.signal);
    await copyToEnd(
      first.catch(() => undefined),
      { 90: () => dies.abort() },
    );
    const before = await sequences();
    expect(before.length).toBeGreaterThan(1);
    expect(before.length).toBeLessThan(10);
    clock.advance(10_000);
    const asked = origin.asked.length;
    await copyToEnd(anotherRecorder().copy(CAPTURE, () => STOPS, forever));
    expect(await sequences()).toEqual(range(10, 20));
    const again = origin.asked
      .slice(asked)
      .filter((one) => before.some((sequence) => one === `/seg${sequence}.ts`));
    expect(again).toEqual([]);
  });

  it("survives a source that is away for less than its stream holds", async () => {
    await begin();
    const turn = (isDown: boolean) => () => {
      origin.isDown = isDown;
    };
    const at = { 80: turn(true), 95: turn(false) };
    await copyToEnd(
      recorder.copy(CAPTURE, () => STOPS, forever),
      at,
    );
    expect(await sequences()).toEqual(range(10, 20));
  });

  it("stretches with its broadcast", async () => {
    await begin();
    let stopsAt = STOPS - 3 * SEGMENT_MS;
    const stretch = () => {
      stopsAt = STOPS;
    };
    await copyToEnd(
      recorder.copy(CAPTURE, () => stopsAt, forever),
      { 90: stretch },
    );
    expect(await sequences()).toEqual(range(10, 20));
  });

  it("keeps what decoders begin with, where segments are fragments of MP4", async () => {
    await begin({ hasMap: true });
    await copyToEnd(recorder.copy(CAPTURE, () => STOPS, forever));
    await recorder.publish("cap_1", [WHOLE]);
    const text = await readFile(path.join(folder, "cap_1", `${playlistName(WHOLE)}.m3u8`), "utf8");
    const map = (HLS.parse(text) as HLS.types.MediaPlaylist).segments[0]?.map?.uri ?? "";
    expect(await readFile(path.join(folder, "cap_1", map), "utf8")).toBe("the beginning");
  });

  it("places segments by when they appear where the stream tells no times", async () => {
    await begin({ hasTimes: false });
    await copyToEnd(recorder.copy(CAPTURE, () => STOPS, forever));
    const pieces = await recorder.pieces("cap_1");
    expect(outcomeOf(STARTS + SEGMENT_MS, STOPS - SEGMENT_MS, pieces)).toMatchObject({ event: "COMPLETE" });
  });

  it("that is deleted leaves nothing behind", async () => {
    await begin();
    await copyToEnd(recorder.copy(CAPTURE, () => STOPS, forever));
    await recorder.publish("cap_1", [WHOLE]);
    expect(await readdir(path.join(folder, "cap_1"))).toHaveLength(13);
    await recorder.remove("cap_1");
    expect(await readdir(folder)).toEqual([]);
  });
});
