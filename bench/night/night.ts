import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { TypedDocumentString } from "../../client/index.js";
import { type Clock, passed, systemClock } from "../../lib/clock.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { type ApartHouse, startApartHouse } from "../apart-house.js";
import { playAfternoon, REGULARS } from "./afternoon.js";
import { countOversubscribed, lostBookmarks, missingRecordings } from "./audit.js";
import { type Household, SEATS_EACH, seedHouseholds } from "./households.js";
import { openNetwork } from "./network.js";
import { startNightOrigin } from "./origin.js";
import { breakIt, mendIt } from "./outages.js";
import { PacedTime } from "./pace.js";
import { pacesOf } from "./rush.js";
import { LEASE_SECONDS, type Night, type Outage } from "./scenario.js";
import { PATIENCE, patiently, planSideJobs, prepareSideJobs } from "./side-jobs.js";
import { Tally } from "./tally.js";
import { type Criterion, judge } from "./verdict.js";
import { type Evening, Viewer } from "./viewer.js";
import { planViewers } from "./viewers.js";

/** A night as it was. */
export interface NightResult {
  readonly night: Night;
  readonly tally: Tally;
  readonly criteria: readonly Criterion[];
  /** What else is worth a line. */
  readonly notes: Readonly<Record<string, string | number>>;
}

/** What people watch. */
export interface Programme {
  readonly filmId: string;
  readonly channelIds: readonly string[];
  readonly premiumChannelId: string;
}

/**
 * What the guide and what is to be recorded take before the evening, of the machine's time; where they take longer, it
 * opens later.
 */
const PREPARATIONS_MS = 8_000;
/**
 * Where the evening's paces must be known to all processes before they start: within this, and so much more for each
 * viewer.
 */
const PREPARED_WITHIN_MS = { all: 60_000, each: 3 };
/** From their end to the evening's first second, at least. */
const BREATH_MS = 1_000;
/** What a crash of Redis may cost: a turn of the flusher and what it takes. */
const FLUSH_WINDOW_MS = 2_000;

/** Plays an evening with `outage` through a house of its own. */
export async function playNight(
  night: Night,
  outage: Outage,
  print: (line: string) => void,
): Promise<NightResult> {
  await using lifecycle = new Lifecycle("night");
  const folder = await mkdtemp(path.join(os.tmpdir(), "playhead-night-"));
  lifecycle.defer("folder", () => rm(folder, { recursive: true, force: true }));
  // A guide knows whole seconds.
  const since = Math.floor(Date.now() / 1_000) * 1_000;
  const opening = openingOf(night);
  const paces = pacesOf(night, opening);
  const hurry = paces.every(({ speed }) => speed === 1) ? undefined : { since, paces };
  const time = new PacedTime(since, paces).clock(systemClock);
  const origin = lifecycle.use("origin", await startNightOrigin(time, night.speed));
  const settings = origin.settingsIn(folder);
  const replicas = { gateway: 2 };
  const house = lifecycle.use("house", await startApartHouse({ folder, replicas, hurry, settings }));
  const network = openNetwork(house.endpoints);
  lifecycle.defer("network", () => network.close());
  print(`the house is up after ${((Date.now() - since) / 1_000).toFixed(1)} s`);

  const households = await seedHouseholds(
    house.databaseUrl("accounts"),
    [...devicesOf(night.viewers), ...Array<number>(REGULARS).fill(1)],
    time.now(),
  );
  let opensAt =
    opening > 0 ? since + opening : Math.ceil((time.now() + PREPARATIONS_MS * night.speed) / 1_000) * 1_000;
  const seconds = () => (time.now() - opensAt) / 1_000;
  const tally = new Tally(night, seconds);
  const evening: Evening = {
    network,
    tally,
    clock: clientClock(time),
    position: () => Math.max(0, seconds()),
  };
  const viewers = castOf(households, night.viewers, evening);
  const programme = await readProgramme(viewers[0] as Viewer);
  await playAfternoon(households.slice(-REGULARS), programme, evening);
  const hour = opensAt + night.hourAt * 1_000;
  const { guideFile, recorders } = await prepareSideJobs(viewers, { hour, time, night, folder, house });
  const lateMs = time.now() + BREATH_MS * night.speed - opensAt;
  if (lateMs > 0 && opening > 0) throw new Error(`the evening would have to open ${lateMs} ms later`);
  opensAt += Math.max(0, lateMs);
  const at = (second: number, action: () => void) =>
    void time.after(opensAt + second * 1_000 - time.now(), action);
  const stage = { night, at, tally, programme, house, guideFile };
  const sideJobs = planSideJobs(viewers, stage);
  planViewers(viewers, stage);
  sampleAlive(tally, viewers, at);
  const { from, to } = night.outage;
  const mended = planOutage(outage, { house, night, at, seconds, print });
  await passed(time, opensAt + Math.min(to + LEASE_SECONDS, night.seconds) * 1_000 - time.now());
  const watched = await countOversubscribed(house.redis.url, time.now());
  await mended;
  await passed(time, opensAt + night.seconds * 1_000 - time.now());

  const excused = outage === "kill" ? lostWithRedis(opensAt + from * 1_000, night.speed) : null;
  for (const viewer of viewers) viewer.sleep();
  const { filmId } = programme;
  const { lost, counts } = await lossesOf({ house, viewers, filmId, recorders, excused });
  for (const line of [...tally.terminated, ...tally.refused.after, ...lost].slice(0, 10)) print(`  ${line}`);
  const findings = { ...watched, ...counts };
  const notes = { ...(await sideJobs()), ...tally.counts };
  return { night, tally, criteria: judge(night, tally, findings), notes };
}

/** What Redis took with it as it died at `lostAt`: that of a turn of the flusher before it. */
function lostWithRedis(lostAt: number, speed: number) {
  return { from: lostAt - FLUSH_WINDOW_MS * speed, to: lostAt };
}

/** Takes away what is to be away, and gives it back: resolves when that is done. */
function planOutage(
  outage: Outage,
  stage: {
    readonly house: ApartHouse;
    readonly night: Night;
    readonly at: (second: number, action: () => void) => void;
    readonly seconds: () => number;
    readonly print: (line: string) => void;
  },
): Promise<void> {
  const { house, night, at, seconds, print } = stage;
  const { from, to } = night.outage;
  at(from, () => void breakIt(house, outage).then(() => print(`${outage}: out`)));
  const mended = new Promise<void>((resolve, reject) => {
    at(to, () => void mendIt(house, outage).then(resolve, reject));
  });
  void mended.then(() => print(`${outage}: back after ${(seconds() - to).toFixed(0)} s of the evening`));
  return mended;
}

/**
 * When an evening opens whose paces differ, ms of its time since its clocks were set going; 0: as soon as all is prepared.
 */
function openingOf({ rush, speed, viewers }: Night): number {
  const withinMs = PREPARED_WITHIN_MS.all + viewers * PREPARED_WITHIN_MS.each;
  return rush === null ? 0 : Math.ceil((withinMs * speed) / 1_000) * 1_000;
}

interface Watched {
  readonly house: ApartHouse;
  readonly viewers: readonly Viewer[];
  readonly filmId: string;
  readonly recorders: readonly string[];
  readonly excused: { readonly from: number; readonly to: number } | null;
}

/** What was promised and is not there. */
async function lossesOf({ house, viewers, filmId, recorders, excused }: Watched) {
  const bookmarks = await lostBookmarks(house.databaseUrl("viewing"), viewers, filmId, excused);
  const unrecorded = await missingRecordings(house.databaseUrl("recordings"), recorders);
  return {
    lost: [...bookmarks.lost, ...unrecorded],
    counts: {
      bookmarksLost: bookmarks.lost.length,
      bookmarks: bookmarks.checked,
      recordingsMissing: unrecorded.length,
      recordings: recorders.length,
    },
  };
}

/** One or two viewers each, of whom some have a second device; see `castOf`. */
function devicesOf(viewers: number): number[] {
  const counts: number[] = [];
  for (let left = viewers; left > 0; left -= counts.at(-1) ?? 1)
    counts.push(Math.min(left, Math.random() < 0.5 ? 1 : 2));
  // Each viewer has a device for another room.
  return counts.map((count) => count * SEATS_EACH);
}

function castOf(households: readonly Household[], count: number, evening: Evening): Viewer[] {
  const viewers: Viewer[] = [];
  for (const household of households) {
    for (const [person, profileId] of household.profileIds.entries()) {
      if (viewers.length === count) break;
      const seats = household.seats.slice(person * SEATS_EACH, (person + 1) * SEATS_EACH);
      viewers.push(new Viewer(viewers.length, { household, profileId, seats }, evening));
    }
  }
  return viewers;
}

function sampleAlive(
  tally: Tally,
  viewers: readonly Viewer[],
  at: (second: number, action: () => void) => void,
): void {
  for (const [index, bucket] of tally.buckets.entries()) {
    at(index * 10 + 9.9, () => {
      bucket.alive = viewers.filter(({ isPlaying }) => isPlaying).length;
    });
  }
}

const PROGRAMME = new TypedDocumentString<
  {
    channels: { edges: { node: { id: string; entitlementTags: string[] } }[] };
    search: { edges: { node: { id?: string } }[] };
  },
  object
>(`query Programme { channels(first: 500) { edges { node { id entitlementTags } } }
  search(text: "Copper Sky", first: 1) { edges { node { ... on Movie { id } } } } }`);

async function readProgramme(viewer: Viewer): Promise<Programme> {
  return patiently(async () => {
    const { data } = await viewer.client.request(PROGRAMME, {}, PATIENCE);
    const tagged = (tag: string) =>
      data.channels.edges.flatMap(({ node }) => (node.entitlementTags.includes(tag) ? [node.id] : []));
    const [filmId, channelIds] = [data.search.edges[0]?.node.id, tagged("basic")];
    if (filmId === undefined || channelIds.length === 0) throw new Error("there is nothing to watch");
    return { filmId, channelIds, premiumChannelId: tagged("premium")[0] ?? "" };
  });
}

function clientClock(time: Clock): Evening["clock"] {
  return {
    now: () => time.now(),
    after(delayMs, action) {
      const timer = time.after(delayMs, action);
      return () => timer[Symbol.dispose]();
    },
  };
}
