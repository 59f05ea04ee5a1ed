import { pino } from "pino";
import { expect, vi } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { randomIds } from "../../lib/ids.js";
import { Lifecycle } from "../../lib/lifecycle.js";
import { createTestDatabase } from "../../tests/support/databases.js";
import type { Airing, ChannelFacts } from "./domain/airing.js";
import { exampleAiring, exampleChannel } from "./domain/example-airings.js";
import type { Piece } from "./domain/outcome.js";
import type { Recording } from "./domain/recording.js";
import type { Announce } from "./events.js";
import type { Facts } from "./facts.js";
import { createGuideFollower, type GuideFollower } from "./guide-follower.js";
import type { Recorder } from "./recorder.js";
import { createRecordingDesk, type RecordingDesk } from "./recording-desk.js";
import { createRuleBook, type RuleBook } from "./rule-book.js";
import type { CopyMode } from "./store/due.js";
import { noteNews } from "./store/guide.js";
import { toRecording } from "./store/rows.js";
import { openRecordingsStore, type RecordingsStore } from "./store.js";
import { type Asking, createWishes, type Wishes } from "./wishes.js";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** The evening before the example airing. */
export const BEFORE = exampleAiring().start - 12 * HOUR_MS;

/** Recordings on a database of its own, with a guide, households and a recorder that tests make up. */
export interface ExampleDesk extends AsyncDisposable {
  readonly client: RecordingsStore;
  readonly clock: ManualClock;
  readonly wishes: Wishes;
  readonly rules: RuleBook;
  readonly desk: RecordingDesk;
  readonly follower: GuideFollower;
  readonly channels: Map<string, ChannelFacts>;
  readonly told: Recording[];
  /** What households may keep, in seconds. */
  readonly room: { totalSeconds: number };
  /** What the recorder has of a capture when it ends; all of it unless a test says otherwise. */
  readonly pieces: Map<string, Piece[]>;
  readonly copied: string[];
  /** The guide is this from now on, and was heard; it says that it changed within these days from now, or all. */
  guide(airings: readonly Airing[], channelId?: string, days?: readonly [number, number]): Promise<void>;
  /** Does all that is due. */
  settle(): Promise<void>;
  /** Lets time pass until `at`, epoch ms, and does all that is due. */
  goTo(at: number): Promise<void>;
  /** When the next thing is to be done, epoch ms. */
  nextDue(): Promise<number>;
  another(): RecordingDesk;
  /** The process that works for the test is killed: it holds what it held, and another one begins. */
  die(): Promise<void>;
  /** `br_1 RECORDED, br_2 SKIPPED DUPLICATE` of a household. */
  schedule(who?: Asking): Promise<string>;
  of(broadcastId: string, who?: Asking): Promise<Recording>;
}

export const WHO: Asking = { accountId: "ac_1", caller: { traceId: "test" } };

/** The recorder of tests: a copy ends when its stretch does. */
function createExampleRecorder(clock: ManualClock, pieces: Map<string, Piece[]>, copied: string[]): Recorder {
  const stretches = new Map<string, Piece>();
  return {
    async copy({ id, channelId, startsAt }, stopsAt, signal) {
      copied.push(channelId);
      return new Promise<number>((resolve) => {
        signal.addEventListener("abort", () => resolve(stopsAt()));
        const look = () => {
          stretches.set(id, { start: startsAt, durationMs: stopsAt() - startsAt });
          if (signal.aborted || clock.now() >= stopsAt()) resolve(stopsAt());
          else clock.after(1_000, look);
        };
        look();
      });
    },
    pieces: async (id) => pieces.get("all") ?? [stretches.get(id) ?? { start: 0, durationMs: 0 }],
    publish: async () => undefined,
    remove: async () => undefined,
  };
}

function createExampleFacts(world: {
  readonly room: { readonly totalSeconds: number };
  readonly guides: ReadonlyMap<string, readonly Airing[]>;
  readonly clock: ManualClock;
  readonly channelOf: (id: string) => ChannelFacts;
}): Facts {
  const { room, guides, clock, channelOf } = world;
  return {
    household: async ({ traceId }) => ({
      accountId: traceId === "test" ? "ac_1" : traceId,
      totalSeconds: room.totalSeconds,
      entitlementTags: [],
      asOf: clock.now(),
    }),
    held: async (accountId) => ({
      accountId,
      totalSeconds: room.totalSeconds,
      entitlementTags: [],
      asOf: clock.now(),
    }),
    broadcast: async (id) => {
      const airing = [...guides.values()].flat().find(({ broadcastId }) => broadcastId === id);
      return airing ? { airing, channel: channelOf(airing.channelId) } : null;
    },
    async timetable(id, from, to) {
      if (to - from > 14 * DAY_MS) throw new Error("the catalog answers at most 14 days at once");
      const airings = (guides.get(id) ?? []).filter(({ start, stop }) => start < to && stop > from);
      return { channel: channelOf(id), airings };
    },
    channelIds: async () => [...guides.keys()],
  };
}

async function nextDue(client: RecordingsStore, now: number): Promise<number> {
  const [row] = await client.$queryRaw<{ at: Date | null }[]>`
    SELECT min(at) AS at FROM (
      SELECT starts_at AS at FROM recording WHERE status IN ('SCHEDULED', 'SKIPPED')
      UNION ALL SELECT stop FROM recording WHERE status = 'RECORDING'
      UNION ALL SELECT stops_at FROM capture WHERE status = 'RUNNING'
      UNION ALL SELECT expires_at FROM recording UNION ALL SELECT due_at FROM plan_due
      UNION ALL SELECT look_again_at FROM rule UNION ALL SELECT due_at FROM media_removal UNION ALL SELECT due_at FROM guide_news) AS due
    WHERE at > to_timestamp(${now}::float8 / 1000)`;
  return row?.at?.getTime() ?? Number.POSITIVE_INFINITY;
}

function readingFrom(client: RecordingsStore): Pick<ExampleDesk, "schedule" | "of"> {
  return {
    async schedule({ accountId } = WHO) {
      const rows = await client.recording.findMany({
        where: { accountId },
        orderBy: [{ start: "asc" }, { id: "asc" }],
      });
      return rows
        .map(({ broadcastId, status, reason }) => [broadcastId, status, reason].filter(Boolean).join(" "))
        .join(", ");
    },
    async of(broadcastId, { accountId } = WHO) {
      const row = await client.recording.findUniqueOrThrow({
        where: { accountId_broadcastId: { accountId, broadcastId } },
      });
      return toRecording(row);
    },
  };
}

export interface ExampleDeskOptions {
  readonly copies?: CopyMode;
  /** Instead of the recorder of tests. */
  readonly recorderOf?: (clock: ManualClock) => Recorder;
  readonly keepDays?: number;
  readonly endedAtOnce?: number;
}

/** Each step says whether it found something to do. */
async function untilIdle(steps: () => readonly (() => Promise<boolean>)[]): Promise<void> {
  let isBusy = true;
  while (isBusy) {
    isBusy = false;
    for (const step of steps()) isBusy = (await step()) || isBusy;
  }
}

/** What has ended is written down while others go on. */
async function untilWritten(client: RecordingsStore, now: number): Promise<void> {
  const isWritten = async () => {
    const stopsAt = { lte: new Date(now) };
    expect(await client.capture.count({ where: { status: "RUNNING", stopsAt } })).toBe(0);
  };
  await vi.waitFor(isWritten, { timeout: 15_000, interval: 10 });
}

const guideSteps = ({ readNext, planNext }: GuideFollower, { lookAgain }: RuleBook) => [
  readNext,
  planNext,
  lookAgain,
];

const deskSteps = ({ expireNext, forgetNext, startNext, takeOn, removeNext }: RecordingDesk) => [
  expireNext,
  forgetNext,
  startNext,
  takeOn,
  removeNext,
];

/** Ends a desk, and leaves to others what it held, as one that was killed does. */
async function kill(desk: AsyncDisposable, client: RecordingsStore): Promise<void> {
  const held = await client.capture.findMany({ where: { holder: { not: null } } });
  await desk[Symbol.asyncDispose]();
  for (const { id, holder, leaseUntil } of held) {
    await client.capture.update({ where: { id }, data: { holder, leaseUntil } });
  }
}

export async function startExampleDesk(options: ExampleDeskOptions = {}): Promise<ExampleDesk> {
  const { copies = "SHARED", keepDays, endedAtOnce } = options;
  const lifecycle = new Lifecycle("example desk");
  const clock = new ManualClock(BEFORE);
  const { url } = lifecycle.use("database", await createTestDatabase("recordings"));
  const { client } = lifecycle.use("store", await openRecordingsStore(url, undefined));
  const guides = new Map<string, readonly Airing[]>();
  const channels = new Map([["ch_1", exampleChannel()]]);
  const told: Recording[] = [];
  const room = { totalSeconds: 180_000 };
  const channelOf = (id: string) => channels.get(id) ?? exampleChannel({ id });
  const facts = createExampleFacts({ room, guides, clock, channelOf });
  const announce: Announce = async (changed) => void told.push(...changed);
  const shared = { client, facts, announce, clock, ids: randomIds };
  const wishes = createWishes(shared);
  const log = pino({ level: "silent" });
  const follower = createGuideFollower({ ...shared, log });
  const pieces = new Map<string, Piece[]>();
  const copied: string[] = [];
  const recorderOf = options.recorderOf ?? ((time) => createExampleRecorder(time, pieces, copied));
  const limits = { copies, keepDays, endedAtOnce };
  const another = () =>
    lifecycle.use("desk", createRecordingDesk({ ...shared, ...limits, log, recorder: recorderOf(clock) }));
  const rules = createRuleBook({ ...shared, wishes });
  let desk = another();
  const settle = () => untilIdle(() => [...guideSteps(follower, rules), ...deskSteps(desk)]);
  return {
    room,
    client,
    clock,
    wishes,
    rules,
    follower,
    channels,
    told,
    pieces,
    copied,
    settle,
    another,
    desk,
    async die() {
      await kill(desk, client);
      desk = another();
    },
    async guide(airings, channelId = "ch_1", [first, last] = [-30, 30]) {
      guides.set(channelId, airings);
      const now = clock.now();
      await noteNews(client, [{ channelId, from: now + first * DAY_MS, to: now + last * DAY_MS }], now);
      await settle();
    },
    nextDue: () => nextDue(client, clock.now()),
    async goTo(at) {
      await settle();
      while (clock.now() < at) {
        clock.advance(Math.min(at, await nextDue(client, clock.now())) - clock.now());
        await settle();
      }
      await untilWritten(client, clock.now());
      await settle();
    },
    ...readingFrom(client),
    [Symbol.asyncDispose]: () => lifecycle.close(),
  };
}
