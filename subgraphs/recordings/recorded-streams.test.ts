import * as HLS from "hls-parser";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Airing } from "./domain/airing.js";
import { exampleAiring, exampleChannel } from "./domain/example-airings.js";
import { windowOf } from "./domain/recording.js";
import { BEFORE, type ExampleDesk, type ExampleDeskOptions, startExampleDesk, WHO } from "./example-desk.js";
import { type ExampleOrigin, SEGMENT_MS, startExampleOrigin } from "./hls/example-origin.js";
import { type ExampleStorage, startExampleBucket, startExampleFiles } from "./hls/example-storages.js";
import { createHlsRecorder } from "./hls/hls-recorder.js";
import type { MediaStorage } from "./hls/media-storage.js";
import { playlistName } from "./recorder.js";
import { type RecordingSources, streamUrlsOf } from "./stream-urls.js";

/** A short programme, of ten segments. */
const SHOW = exampleAiring({ start: BEFORE + 20 * SEGMENT_MS, stop: BEFORE + 30 * SEGMENT_MS });
const NEXT: Airing = {
  ...SHOW,
  broadcastId: "br_2",
  episode: 3,
  subtitle: "The wood",
  start: SHOW.stop,
  stop: SHOW.stop + 10 * SEGMENT_MS,
};
const NONE = { beforeSeconds: 0, afterSeconds: 0 };
const OTHER = { accountId: "ac_2", caller: { traceId: "ac_2" } };

let test: ExampleDesk;
let origin: ExampleOrigin;
let kept: ExampleStorage;
/** How often the storage does not say what lies in it before it does again. */
let unlisted: number;

// The recorder with all that it stands on: PostgreSQL, a stream, and a storage.
beforeEach(async () => {
  unlisted = 0;
  origin = await startExampleOrigin({ begun: BEFORE, now: () => test.clock.now(), hasTimes: true });
});
afterEach(async () => {
  await test[Symbol.asyncDispose]();
  await origin[Symbol.asyncDispose]();
  await kept[Symbol.asyncDispose]();
});

async function begin(
  options: ExampleDeskOptions & { hasStream?: boolean; hasCatchUp?: boolean; isBucket?: boolean } = {},
): Promise<void> {
  const { hasStream = true, hasCatchUp = true, isBucket = false, ...others } = options;
  const streams = { live: origin.url, ...(hasCatchUp ? { catchUp: origin.catchUpUrl } : {}) };
  const sources: RecordingSources = hasStream ? { "*": streams } : {};
  const time = { now: () => test.clock.now(), after: () => ({ [Symbol.dispose]: () => undefined }) };
  kept = isBucket ? await startExampleBucket(time) : await startExampleFiles();
  test = await startExampleDesk({
    ...others,
    recorderOf: (clock) =>
      createHlsRecorder({
        urlOf: streamUrlsOf(sources),
        storage: faltering(kept.open()),
        clock,
        log: pino({ level: "silent" }),
      }),
  });
  await test.guide([SHOW, NEXT]);
}

function faltering(storage: MediaStorage): MediaStorage {
  return {
    ...storage,
    async list(folder) {
      if (unlisted-- > 0) throw new Error("the storage is away");
      return storage.list(folder);
    },
  };
}

/** Lets streams air until `at`, no faster than the recorder follows, and then until `isThere`. */
async function airUntil(at: number, isThere: () => Promise<unknown> = async () => undefined): Promise<void> {
  await test.settle();
  while (test.clock.now() < at) {
    const isRunning = (await test.client.capture.count({ where: { status: "RUNNING" } })) > 0;
    const next = isRunning ? test.clock.now() + SEGMENT_MS / 2 : await test.nextDue();
    test.clock.advance(Math.min(next, at) - test.clock.now());
    await test.settle();
    const asked = origin.asked.length;
    const isFollowing = () => expect(origin.asked.length).toBeGreaterThan(asked);
    if (isRunning) await vi.waitFor(isFollowing, { timeout: 40, interval: 5 }).catch(() => undefined);
  }
  const look = async () => {
    test.clock.advance(500);
    await test.settle();
    await isThere();
  };
  await vi.waitFor(look, { timeout: 15_000, interval: 10 });
}
const isSchedule =
  (text: string, who = WHO) =>
  async () =>
    expect(await test.schedule(who)).toBe(text);

/** Which of the origin's segments a recording plays, each compared byte by byte. */
async function played(broadcastId: string, who = WHO): Promise<number[]> {
  const recording = await test.of(broadcastId, who);
  const folder = recording.captureId ?? "";
  const text = await kept.read(folder, `${playlistName(windowOf(recording))}.m3u8`);
  const playlist = HLS.parse(String(text)) as HLS.types.MediaPlaylist;
  expect(playlist).toMatchObject({ playlistType: "VOD", endlist: true });
  return Promise.all(
    playlist.segments.map(async ({ uri }) => {
      const bytes = await kept.read(folder, uri);
      const sequence = bytes.length - origin.bytesOf(0).length;
      expect(bytes.equals(origin.bytesOf(sequence))).toBe(true);
      return sequence;
    }),
  );
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe("a broadcast on air", () => {
  it("is recorded from its start where start-over is allowed", async () => {
    await begin();
    await airUntil(SHOW.start + 8 * SEGMENT_MS);
    await test.wishes.schedule("br_1", NONE, WHO);
    await airUntil(SHOW.stop, isSchedule("br_1 RECORDED"));
    expect(await played("br_1")).toEqual(range(20, 30));
  });

  it("is recorded from now on, and is told to be a part, where it is not", async () => {
    await begin();
    test.channels.set("ch_1", exampleChannel({ startOver: false }));
    await test.guide([SHOW, NEXT]);
    await airUntil(SHOW.start + 8 * SEGMENT_MS);
    await test.wishes.schedule("br_1", NONE, WHO);
    await airUntil(SHOW.stop, isSchedule("br_1 PARTIAL MISSED"));
    // What the live stream still held.
    expect(await played("br_1")).toEqual(range(23, 30));
    expect(await test.of("br_1")).toMatchObject({ chargedSeconds: (7 * SEGMENT_MS) / 1_000 });
  });

  it("that overruns is recorded to its end, also from what its channel keeps", async () => {
    await begin();
    await airUntil(SHOW.start + 8 * SEGMENT_MS);
    await test.wishes.schedule("br_1", NONE, WHO);
    await airUntil(SHOW.start + 9 * SEGMENT_MS);
    await test.guide([{ ...SHOW, stop: SHOW.stop + 4 * SEGMENT_MS }]);
    await airUntil(SHOW.stop + 4 * SEGMENT_MS, isSchedule("br_1 RECORDED"));
    expect(await played("br_1")).toEqual(range(20, 34));
  });
});

describe("a storage that falters once costs nobody anything", () => {
  it("as a recording begins", async () => {
    await begin();
    await test.wishes.schedule("br_1", NONE, WHO);
    unlisted = 1;
    await airUntil(SHOW.stop, isSchedule("br_1 RECORDED"));
    expect(await played("br_1")).toEqual(range(20, 30));
  });

  it("as a process takes over from one that died", async () => {
    await begin();
    await test.wishes.schedule("br_1", NONE, WHO);
    await airUntil(SHOW.start + 3 * SEGMENT_MS);
    await test.die();
    test.clock.advance(20_000);
    unlisted = 1;
    await airUntil(SHOW.stop, isSchedule("br_1 RECORDED"));
    expect(await played("br_1")).toEqual(range(20, 30));
  });
});

it("a broadcast of a channel without a stream has failed as soon as it begins", async () => {
  await begin({ hasStream: false });
  await test.wishes.schedule("br_1", NONE, WHO);
  await airUntil(SHOW.start, isSchedule("br_1 FAILED SOURCE_ERROR"));
});

describe("a broadcast that has ended", () => {
  it("is recorded within its channel's catch-up window, also from a source that is away for a moment", async () => {
    await begin();
    await airUntil(NEXT.stop);
    origin.missing.add(24);
    await test.wishes.schedule("br_1", NONE, WHO);
    await airUntil(test.clock.now() + 5_000);
    origin.missing.delete(24);
    await airUntil(test.clock.now(), isSchedule("br_1 RECORDED"));
    expect(await played("br_1")).toEqual(range(20, 30));
  });

  it("is not recorded any more beyond it", async () => {
    await begin();
    test.clock.advance(SHOW.stop + 86_400_000 - test.clock.now());
    expect(await test.wishes.schedule("br_1", NONE, WHO)).toEqual({
      kind: "NotRecordable",
      reason: "MISSED",
    });
  });
});

it("broadcasts back to back both get the minutes that their paddings share, uncharged (tvheadend#2090)", async () => {
  await begin();
  const padding = { beforeSeconds: 12, afterSeconds: 18 };
  for (const id of ["br_1", "br_2"]) await test.wishes.schedule(id, padding, WHO);
  await airUntil(NEXT.stop + 18_000, isSchedule("br_1 RECORDED, br_2 RECORDED"));
  expect(await played("br_1")).toEqual(range(18, 33));
  expect(await played("br_2")).toEqual(range(28, 43));
  expect(await test.wishes.quota(WHO)).toMatchObject({
    usedSeconds: (20 * SEGMENT_MS) / 1_000,
    reservedSeconds: 0,
  });
});

it("one copy serves all households, and goes when the last of them deletes it", async () => {
  await begin({ isBucket: true });
  for (const who of [WHO, OTHER]) await test.wishes.schedule("br_1", NONE, who);
  const { id } = await test.of("br_1");
  await airUntil(SHOW.stop, isSchedule("br_1 RECORDED"));
  expect(await test.schedule(OTHER)).toBe("br_1 RECORDED");
  const all = await kept.all();
  // Ten segments, the playlist as it grew under both of its names, and one playlist for both.
  expect(all).toHaveLength(13);
  await test.wishes.remove(id, WHO);
  await test.settle();
  expect(await kept.all()).toEqual(all);
  expect(await played("br_1", OTHER)).toEqual(range(20, 30));
  await test.wishes.remove((await test.of("br_1", OTHER)).id, OTHER);
  await test.settle();
  expect(await kept.all()).toEqual([]);
});

it("a copy of each household's own, where the law wants it, goes with its household's recording", async () => {
  await begin({ copies: "PRIVATE" });
  for (const who of [WHO, OTHER]) await test.wishes.schedule("br_1", NONE, who);
  const { id } = await test.of("br_1");
  await airUntil(SHOW.stop, isSchedule("br_1 RECORDED"));
  await airUntil(SHOW.stop, isSchedule("br_1 RECORDED", OTHER));
  expect(await kept.all()).toHaveLength(26);
  await test.wishes.remove(id, WHO);
  await test.settle();
  const left = (await test.of("br_1", OTHER)).captureId;
  expect((await kept.all()).every((name) => name.startsWith(`${left}/`))).toBe(true);
  expect(await played("br_1", OTHER)).toEqual(range(20, 30));
});

it("a process that takes over from one that died goes on in the bucket, and writes the playlist last", async () => {
  await begin({ isBucket: true });
  await test.wishes.schedule("br_1", NONE, WHO);
  await airUntil(SHOW.start + 4 * SEGMENT_MS);
  const before = (await kept.all()).filter((name) => name.endsWith(".ts"));
  expect(before.length).toBeGreaterThan(1);
  await test.die();
  test.clock.advance(20_000);
  await airUntil(SHOW.stop, isSchedule("br_1 RECORDED"));
  expect(await played("br_1")).toEqual(range(20, 30));
  const { asked } = (kept as Awaited<ReturnType<typeof startExampleBucket>>).s3;
  const puts = asked.filter((one) => one.startsWith("PUT "));
  expect(puts.at(-1)).toMatch(/\/p\d+-\d+\.m3u8$/);
  const segments = puts.filter((one) => one.endsWith(".ts"));
  expect(new Set(segments).size).toBe(segments.length);
});
