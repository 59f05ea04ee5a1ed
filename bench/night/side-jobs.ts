import { execFile } from "node:child_process";
import { createWriteStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { TypedDocumentString } from "../../client/index.js";
import type { Clock } from "../../lib/clock.js";
import type { ApartHouse } from "../apart-house.js";
import { generatedGuide, xmltvTime } from "../generated-guide.js";
import type { Programme } from "./night.js";
import type { Night } from "./scenario.js";
import type { Tally } from "./tally.js";
import type { Viewer } from "./viewer.js";
import { bell, buyersOf } from "./viewers.js";

/** What the side jobs need. */
interface Stage {
  readonly night: Night;
  readonly at: (second: number, action: () => void) => void;
  readonly tally: Tally;
  readonly programme: Programme;
  readonly house: ApartHouse;
  readonly guideFile: string;
}

const HALF_HOUR_MS = 1_800_000;
const GUIDE = { channels: 20, days: 1 };
/** One household in so many records what begins on the hour. */
const RECORDS_ONE_IN = 50;
const RECORDED_AT_ONCE = 10;
/** Before the evening nobody is in a hurry, though their clocks are. */
export const PATIENCE = { timeoutMs: 3_600_000 };

const PURCHASE = new TypedDocumentString<{ purchase: { __typename: string } }, { key: string }>(
  `mutation Purchase($key: ID!) { purchase(productId: "premium", idempotencyKey: $key) { __typename } }`,
);
/** Airs but one thing, on the hour. */
const RECORDED_CHANNEL = "channel.hour";
const AIRS = new TypedDocumentString<
  { channel: { id: string; schedule: { id: string; start: string }[] } | null },
  { xmltvId: string; from: string; to: string }
>(`query Airs($xmltvId: String, $from: DateTime!, $to: DateTime!) {
  channel(xmltvId: $xmltvId) { id schedule(from: $from, to: $to) { id start } } }`);
/** An evening in short has no room for more. */
const PADDING_SECONDS = 10;
const RECORD = new TypedDocumentString<
  { scheduleRecording: { __typename: string; message?: string } },
  { id: string }
>(
  `mutation Record($id: ID!) { scheduleRecording(broadcastId: $id, padding: { beforeSeconds: ${PADDING_SECONDS}, afterSeconds: ${PADDING_SECONDS} }) {
    __typename ... on Problem { message } } }`,
);

/** What is prepared: the guide that comes in on the hour, and the households that were told that they record it. */
export interface Prepared {
  readonly guideFile: string;
  readonly recorders: readonly string[];
}

/** A guide with what begins on the hour, epoch ms, and households that will record it. */
export async function prepareSideJobs(
  viewers: readonly Viewer[],
  stage: {
    readonly hour: number;
    readonly time: Clock;
    readonly night: Night;
    readonly folder: string;
    readonly house: ApartHouse;
  },
): Promise<Prepared> {
  const { hour, time, night, folder, house } = stage;
  const guideFile = path.join(folder, "guide.xml");
  const guide = Readable.from(guideOf(hour, night.recordedSeconds));
  await pipeline(guide, createWriteStream(guideFile));
  await importGuide(guideFile, house.databaseUrl("catalog"));
  return { guideFile, recorders: await record(viewers, hour, time) };
}

async function* guideOf(hour: number, seconds: number): AsyncGenerator<Uint8Array> {
  const [start, stop] = [hour, hour + seconds * 1_000].map(xmltvTime);
  const recorded = `<programme start="${start}" stop="${stop}" channel="${RECORDED_CHANNEL}"><title>The hour</title></programme>`;
  let isHead = true;
  for await (const part of generatedGuide({ from: hour - HALF_HOUR_MS, ...GUIDE })) {
    yield part;
    if (isHead) yield Buffer.from(recorded);
    isHead = false;
  }
}

/**
 * What else goes on around the hour: a guide comes in, households buy and play what they bought at once, and recordings
 * are due. Gives what tells in the end what became of it.
 */
export function planSideJobs(
  viewers: readonly Viewer[],
  stage: Stage,
): () => Promise<Record<string, string | number>> {
  const { night, at, house, guideFile } = stage;
  let imported = "not yet";
  at(night.hourAt, () => {
    importGuide(guideFile, house.databaseUrl("catalog")).then(
      (said) => (imported = said),
      (error: Error) => (imported = error.message),
    );
  });
  for (const buyer of buyersOf(viewers)) {
    at(Math.max(0, night.hourAt + bell() * night.spreadSeconds), () => void buyAndPlay(buyer, stage));
  }
  return async () => ({
    "guide import on the hour": imported,
    ...(await standings(house.databaseUrl("recordings"))),
  });
}

async function buyAndPlay(viewer: Viewer, { tally, programme }: Stage): Promise<void> {
  const key = `night-${viewer.deviceId}`;
  const bought = await viewer.client.request(PURCHASE, { key }).catch((error: Error) => error);
  const outcome = bought instanceof Error ? bought.message : bought.data.purchase.__typename;
  tally.count(`purchases: ${outcome}`);
  const contentId = outcome === "Entitlement" ? programme.premiumChannelId : (programme.channelIds[0] ?? "");
  await viewer.play({ contentId });
}

async function importGuide(file: string, databaseUrl: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["dist/tools/guide-import.js", file, "--source", "night", "--force"],
    { env: { ...process.env, DATABASE_URL_CATALOG: databaseUrl } },
  );
  return stdout.split("\n").slice(0, 2).join("; ");
}

/** Schedules the recordings through the gateway; gives the households that were told so before they began. */
async function record(viewers: readonly Viewer[], hour: number, time: Clock): Promise<string[]> {
  const times = {
    xmltvId: RECORDED_CHANNEL,
    from: new Date(hour).toISOString(),
    to: new Date(hour + HALF_HOUR_MS).toISOString(),
  };
  const airing = await patiently(async () => {
    const { data } = await (viewers[0] as Viewer).client.request(AIRS, times, PATIENCE);
    const found = data.channel?.schedule.find(({ start }) => Date.parse(start) === hour);
    if (!found) throw new Error("the guide says nothing of the hour");
    return found;
  });
  const recorders = viewers.filter((_, index) => index % RECORDS_ONE_IN === 1);
  const said: string[] = [];
  const told = new Set<string>();
  for (let at = 0; at < recorders.length; at += RECORDED_AT_ONCE) {
    const together = recorders.slice(at, at + RECORDED_AT_ONCE).map(async ({ client, household }) => {
      const asked = await patiently(() => client.request(RECORD, { id: airing.id }, PATIENCE));
      const { scheduleRecording } = asked.data;
      // The origin still has what aired in the last of the padding.
      const isInTime = time.now() < hour;
      if (scheduleRecording.message === undefined && isInTime) told.add(household.accountId);
      return scheduleRecording.message ?? "Recording";
    });
    const settled = await Promise.allSettled(together);
    said.push(...settled.map((each) => (each.status === "fulfilled" ? each.value : String(each.reason))));
  }
  if (!said.includes("Recording")) throw new Error(`nothing is recorded: ${said[0]}`);
  return [...told];
}

/** What is prepared may take its time, on a machine that has just started everything. */
export async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let triesLeft = 30; ; triesLeft -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (triesLeft === 0) throw error;
      await delay(1_000);
    }
  }
}

/** How many recordings are in which state. */
async function standings(recordingsUrl: string): Promise<Record<string, number>> {
  const rows = await query(
    recordingsUrl,
    "SELECT status, count(*)::int AS count FROM recording GROUP BY status",
  );
  return Object.fromEntries(rows.map(({ status, count }) => [`recordings ${status}`, Number(count)]));
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
