import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../lib/clock.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import type { Airing } from "../../subgraphs/recordings/domain/airing.js";
import { exampleAiring, exampleChannel } from "../../subgraphs/recordings/domain/example-airings.js";
import { type Recording, windowOf } from "../../subgraphs/recordings/domain/recording.js";
import { blankRecording } from "../../subgraphs/recordings/domain/wish.js";
import {
  type ExampleOrigin,
  SEGMENT_MS,
  startExampleOrigin,
} from "../../subgraphs/recordings/hls/example-origin.js";
import { playlistName } from "../../subgraphs/recordings/recorder.js";
import { meetChannel } from "../../subgraphs/recordings/store/guide.js";
import { addRecordings } from "../../subgraphs/recordings/store/recordings.js";
import { toRecording } from "../../subgraphs/recordings/store/rows.js";
import { openRecordingsStore, type RecordingsStore } from "../../subgraphs/recordings/store.js";
import { createTestDatabase } from "../support/databases.js";
import { hurriedClock } from "./hurried-clock.js";
import type { RecorderOrder } from "./recordings-actor.js";

const ACTOR = path.resolve("dist/tests/campaigns/recordings-actor.js");
/** A lease of 20 s is one of ours, and so is about what it takes until another goes on. */
const SPEED = 20;
/** Twelve seconds of ours: longer than a process takes to start on a busy machine. */
const WINDOW_SEGMENTS = 40;
const ACTORS = 2;
const HOUSEHOLDS = 3;
const SEGMENTS = 10;
const LENGTH_SECONDS = (SEGMENTS * SEGMENT_MS) / 1_000;

export interface RecorderPlan {
  /** Broadcasts, one after the other, each recorded by every household. */
  readonly broadcasts: number;
  /** Processes that are killed, one at a time, some moments apart. */
  readonly kills: number;
  /** True: then all are killed, and stay away for longer than the stream holds. */
  readonly hasNight: boolean;
}

export interface RecorderResult {
  readonly counts: Readonly<Record<string, number>>;
  /** What is wrong; empty where nothing is. */
  readonly wrong: readonly string[];
}

/** Recorders on one real PostgreSQL and one folder, killed at any moment (SIGKILL), over a stream that goes on. */
export async function runRecorderCampaign(plan: RecorderPlan): Promise<RecorderResult> {
  const lifecycle = new Lifecycle("recorder campaign");
  try {
    const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-recorders-"));
    lifecycle.use("folder", { [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) });
    const { url: databaseUrl } = lifecycle.use("database", await createTestDatabase("recordings"));
    const { client } = lifecycle.use("store", await openRecordingsStore(databaseUrl, undefined));
    const since = Math.floor(systemClock.now() / SEGMENT_MS) * SEGMENT_MS;
    const clock = hurriedClock(since, SPEED);
    const origin = lifecycle.use(
      "origin",
      await startExampleOrigin({
        begun: since,
        now: () => clock.now(),
        hasTimes: true,
      }),
    );
    origin.windowSegments = WINDOW_SEGMENTS;
    const order = {
      databaseUrl,
      folder,
      streamUrl: origin.url,
      copies: "SHARED" as const,
      since,
      speed: SPEED,
    };
    const actors = lifecycle.use("actors", await startActors(order));
    await furnish(client);
    const open = { status: { in: ["SCHEDULED", "RECORDING"] } };
    const isOver = async () => (await client.recording.count({ where: open })) === 0;
    await add(client, plan.broadcasts, clock.now() + 2 * SEGMENT_MS);
    const kills = await killAtRandom(actors, plan.kills);
    await until(isOver);
    if (plan.hasNight) {
      const last = await add(client, 1, clock.now() + 2 * SEGMENT_MS);
      await until(async () => (await copied(client, folder, last)) >= 2);
      await actors.stop();
      origin.windowSegments = 1;
      await until(async () => clock.now() > last.stop + 2 * SEGMENT_MS);
      await actors.begin();
    }
    await until(isOver);
    const result = await judge(client, folder, origin, since);
    return { ...result, counts: { ...result.counts, kills } };
  } finally {
    await lifecycle.close();
  }
}

const ACCOUNTS = Array.from({ length: HOUSEHOLDS }, (_, index) => `ac_${index}`);

/** Households, and a table of how often each recording began. */
async function furnish(client: RecordingsStore): Promise<void> {
  await client.$executeRawUnsafe("CREATE TABLE begun (id text)");
  await client.$executeRawUnsafe(`CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO begun VALUES (NEW.id); RETURN NEW; END $$`);
  await client.$executeRawUnsafe(`CREATE TRIGGER note AFTER UPDATE ON recording FOR EACH ROW
    WHEN (OLD.status <> 'RECORDING' AND NEW.status = 'RECORDING') EXECUTE FUNCTION note()`);
  await meetChannel(client, exampleChannel({ startOver: false }));
  const askedAt = new Date(0);
  await client.household.createMany({
    data: ACCOUNTS.map((accountId) => ({ accountId, totalSeconds: 1_000_000, askedAt })),
  });
}

/** Broadcasts, one after the other, that every household records. Gives the last. */
async function add(client: RecordingsStore, broadcasts: number, from: number): Promise<Airing> {
  const begin = Math.ceil(from / SEGMENT_MS) * SEGMENT_MS;
  const airings = Array.from({ length: broadcasts }, (_, index) => {
    const start = begin + index * SEGMENTS * SEGMENT_MS;
    return exampleAiring({ broadcastId: `br_${start}`, start, stop: start + SEGMENTS * SEGMENT_MS });
  });
  const padding = { beforeSeconds: 0, afterSeconds: 0 };
  await addRecordings(
    client,
    airings.flatMap((airing) =>
      ACCOUNTS.map((accountId): Recording => {
        const blank = {
          ...blankRecording(airing, from),
          status: "SCHEDULED" as const,
          chargedSeconds: LENGTH_SECONDS,
        };
        return { ...blank, id: `rec_${airing.broadcastId}_${accountId}`, accountId, ruleId: null, padding };
      }),
    ),
  );
  return airings.at(-1) ?? exampleAiring();
}

/** How many segments of a broadcast there are. */
async function copied(client: RecordingsStore, folder: string, { broadcastId }: Airing): Promise<number> {
  const capture = await client.capture.findFirst({ where: { broadcastId } });
  const names = capture ? await readdir(path.join(folder, capture.id)).catch(() => []) : [];
  return names.filter((name) => name.endsWith(".ts")).length;
}

interface Actors extends AsyncDisposable {
  /** Kills one; resolves when another one is there in its place. */
  kill(index: number): Promise<void>;
  begin(): Promise<void>;
  stop(): Promise<void>;
}

async function startActors(order: RecorderOrder): Promise<Actors> {
  let running: ChildProcess[] = [];
  const start = () => fork(ACTOR, [JSON.stringify(order)]);
  const begin = async () => {
    running = Array.from({ length: ACTORS }, start);
    await Promise.all(running.map((actor) => once(actor, "message")));
  };
  const stop = async () => {
    const ending = running.map((actor) => (actor.exitCode === null ? once(actor, "exit") : undefined));
    for (const actor of running) actor.kill("SIGKILL");
    await Promise.all(ending);
    running = [];
  };
  await begin();
  return {
    async kill(index) {
      running[index]?.kill("SIGKILL");
      const other = start();
      running[index] = other;
      await once(other, "message");
    },
    begin,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function killAtRandom(actors: Actors, kills: number): Promise<number> {
  for (let kill = 0; kill < kills; kill += 1) {
    await delay(Math.random() * 1_500);
    await actors.kill(Math.floor(Math.random() * ACTORS));
  }
  return kills;
}

/** What was recorded, against what was aired: each byte of it, and what is told of it. */
async function judge(
  client: RecordingsStore,
  folder: string,
  origin: ExampleOrigin,
  begun: number,
): Promise<RecorderResult> {
  const wrong: string[] = [];
  const counts: Record<string, number> = {};
  const starts = await client.$queryRaw<
    { id: string }[]
  >`SELECT id FROM begun GROUP BY id HAVING count(*) > 1`;
  wrong.push(...starts.map(({ id }) => `${id} began more than once`));
  for (const recording of (await client.recording.findMany({ orderBy: { start: "asc" } })).map(toRecording)) {
    const { id, status, captureId, airing, chargedSeconds } = recording;
    counts[status] = (counts[status] ?? 0) + 1;
    const first = (airing.start - begun) / SEGMENT_MS;
    const aired = Array.from({ length: SEGMENTS }, (_, index) => first + index);
    const kept =
      status === "FAILED" ? [] : await sequences(path.join(folder, captureId ?? ""), recording, origin);
    if (kept.some((sequence) => !aired.includes(sequence))) wrong.push(`${id} has what is none of it`);
    if (new Set(kept).size !== kept.length) wrong.push(`${id} has something twice`);
    const should = kept.length === SEGMENTS ? "RECORDED" : kept.length > 0 ? "PARTIAL" : "FAILED";
    if (status !== should) wrong.push(`${id} is ${status} with ${kept.length} of ${SEGMENTS} segments`);
    const seconds = (kept.length * SEGMENT_MS) / 1_000;
    if (chargedSeconds !== seconds) wrong.push(`${id} is charged ${chargedSeconds} s for ${seconds} s`);
  }
  return { counts, wrong };
}

/** The origin's segments that a recording plays; -1 for what is not one, byte for byte. */
async function sequences(folder: string, recording: Recording, origin: ExampleOrigin): Promise<number[]> {
  const text = await readFile(path.join(folder, `${playlistName(windowOf(recording))}.m3u8`), "utf8");
  const names = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(path.join(folder, name));
      const sequence = bytes.length - origin.bytesOf(0).length;
      return sequence >= 0 && bytes.equals(origin.bytesOf(sequence)) ? sequence : -1;
    }),
  );
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const from = systemClock.now();
  while (!(await isSo())) {
    if (systemClock.now() - from > 60_000) throw new Error("the recorders came to no end within a minute");
    await delay(50);
  }
}
