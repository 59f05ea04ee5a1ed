import { isDeepStrictEqual } from "node:util";
import type { Prisma } from "../../../prisma/recordings/client/client.js";
import type { Airing, ChannelFacts } from "../domain/airing.js";
import { followGuide, heirOf, isOpen, mayBecome } from "../domain/follow.js";
import { chargeOf, holdOf } from "../domain/quota.js";
import { type Recording, windowOf } from "../domain/recording.js";
import type { RecordingRule } from "../domain/rule.js";
import {
  airingsOf,
  knownChannel,
  type News,
  noteNews,
  removeAirings,
  saveAirings,
  saveChannel,
} from "./guide.js";
import { duePlans } from "./households.js";
import { lockCaptures, lockHouseholds } from "./locks.js";
import { addWishes, recordedOf, saveRecordings } from "./recordings.js";
import { type Session, toRecording } from "./rows.js";
import { lookOn, matchesOf } from "./rules.js";
import { withinRoom } from "./wish-room.js";

/** What the catalog says of a channel within a span. */
export interface Timetable {
  readonly channel: ChannelFacts;
  readonly airings: readonly Airing[];
}

/** What is over for longer no rule asks for. */
const PAST_MS = 2 * 24 * 60 * 60 * 1_000;

/**
 * Brings a channel's recordings in line with its timetable within a span: they move with their broadcasts, and what is
 * new or other meets the rules that want it. Doing it again changes nothing. Gives the recordings that changed; the plans
 * of their households are due. Whose recordings and rules it may come to is found out first, and locked at once.
 */
export async function followTimetable(
  session: Session,
  { channel, airings }: Timetable,
  news: News,
  now: number,
  nextId: () => string,
): Promise<Recording[]> {
  const before = await knownChannel(session, channel.id);
  const stated = new Map(airings.map((airing) => [airing.broadcastId, airing]));
  const known = await airingsOf(session, news, [...stated.keys()]);
  const stored = new Map(known.map((airing) => [airing.broadcastId, airing]));
  const fresh = airings.filter((airing) => !isDeepStrictEqual(airing, stored.get(airing.broadcastId)));
  const gone = [...stored.keys()].filter((id) => !stated.has(id));
  const wanted = await wantedByRules(
    session,
    channel,
    fresh.filter(({ start }) => start > now),
  );
  // Of a channel that is new here something may have been asked for before its timetable was read.
  const isOther = before === null || !isDeepStrictEqual(planningFacts(before), planningFacts(channel));
  const affected = isOther ? await accountsOf(session, openOn(channel.id)) : [];
  const owners = await accountsOf(session, spokenOf(stated, news));
  // Most rounds are about a span in which nothing airs yet, or that was told before.
  const isTold = fresh.length === 0 && gone.length === 0 && isDeepStrictEqual(before, channel);
  if (isTold && owners.length === 0) return [];
  const wishing = wanted.map(({ accountId }) => accountId);
  const there = await lockHouseholds(session, [...new Set([...affected, ...owners, ...wishing])]);
  const locked = new Set(there.map(({ accountId }) => accountId));

  await saveChannel(session, channel);
  await saveAirings(session, fresh);
  await removeAirings(session, channel.id, gone, now - PAST_MS);
  const changed = await moveRecordings(session, { stored, stated }, news, locked, now);
  const standingStill = (await standing(session, wanted)).filter(({ accountId }) => locked.has(accountId));
  const wishes = standingStill.map(({ airing, ...rule }) => wishOf(rule, airing, now, nextId()));
  const { fitting, waitingRuleIds } = await withinRoom(session, wishes, now);
  await addWishes(session, fitting);
  await lookOn(session, waitingRuleIds, now);
  const due = [...changed, ...fitting].map(({ accountId }) => accountId);
  await duePlans(session, [...affected, ...due], now);
  await stretchCaptures(session, changed);
  return changed;
}

function planningFacts({ recordable, entitlementTags, timeshiftOf }: ChannelFacts) {
  return { recordable, entitlementTags, timeshiftOf };
}

/** What is open on a channel. */
function openOn(channelId: string): Prisma.RecordingWhereInput {
  return { channelId, status: { in: ["SCHEDULED", "SKIPPED", "RECORDING"] } };
}

/** The recordings that the span says something of. */
function spokenOf(
  stated: ReadonlyMap<string, Airing>,
  { channelId, from, to }: News,
): Prisma.RecordingWhereInput {
  return {
    status: { in: ["SCHEDULED", "SKIPPED", "RECORDING", "RECORDED", "PARTIAL"] },
    OR: [
      { broadcastId: { in: [...stated.keys()] } },
      { channelId, start: { gte: new Date(from), lt: new Date(to) } },
    ],
  };
}

async function accountsOf(session: Session, where: Prisma.RecordingWhereInput): Promise<string[]> {
  const rows = await session.recording.findMany({
    where,
    distinct: ["accountId"],
    select: { accountId: true },
  });
  return rows.map(({ accountId }) => accountId);
}

/** A timetable by broadcast, as it was stored and as it is stated. */
interface Listing {
  readonly stored: ReadonlyMap<string, Airing>;
  readonly stated: ReadonlyMap<string, Airing>;
}

async function moveRecordings(
  session: Session,
  listing: Listing,
  news: News,
  locked: ReadonlySet<string>,
  now: number,
): Promise<Recording[]> {
  const { stated } = listing;
  const recordings = await lockedRecordings(session, stated, news, locked, now);
  const lost = recordings.filter(({ airing }) => !stated.has(airing.broadcastId));
  const losing = [...new Set(lost.map(({ accountId }) => accountId))];
  const taken = new Set((await recordedOf(session, losing, [...stated.keys()])).map(keyOf));
  const changed = recordings.flatMap((recording) => {
    const { airing, accountId } = recording;
    const own = stated.get(airing.broadcastId);
    const isFree = ({ broadcastId }: Airing) => !taken.has(keyOf({ accountId, broadcastId }));
    const heir = own ? null : heirOf(airing, successors(recording, listing, now).filter(isFree));
    if (heir) taken.add(keyOf({ accountId, broadcastId: heir.broadcastId }));
    const after = isOpen(recording.status)
      ? followGuide(recording, own ?? heir, now)
      : heir
        ? { ...recording, airing: { ...airing, broadcastId: heir.broadcastId } }
        : recording;
    if (isDeepStrictEqual(after, recording)) return [];
    const chargedSeconds =
      holdOf(after.status) === "reserved" ? chargeOf(after.airing) : after.chargedSeconds;
    return [{ ...after, chargedSeconds, updatedAt: now }];
  });
  await saveRecordings(session, changed);
  return changed;
}

/**
 * What a recording's broadcast may have become, now that the guide has it no more: what is new, for what was there beside
 * it is something else. Of one that was never read, asked for as the guide let go of it, nothing tells what is new.
 */
function successors(recording: Recording, { stored, stated }: Listing, now: number): Airing[] {
  const { airing, vanishedAt, status } = recording;
  const wasRead = stored.has(airing.broadcastId) || vanishedAt !== null || !isOpen(status);
  return [...stated.values()].filter(
    (one) => !(wasRead && stored.has(one.broadcastId)) && mayBecome(recording, one, now),
  );
}

function keyOf({ accountId, broadcastId }: { readonly accountId: string; readonly broadcastId: string }) {
  return `${accountId} ${broadcastId}`;
}

/**
 * The recordings that the span says something of, of the households that are locked. Where others have asked for one
 * while those were waited for, the span is read again.
 */
async function lockedRecordings(
  session: Session,
  stated: ReadonlyMap<string, Airing>,
  news: News,
  locked: ReadonlySet<string>,
  now: number,
): Promise<Recording[]> {
  const rows = await session.recording.findMany({
    where: spokenOf(stated, news),
    orderBy: [{ start: "asc" }, { id: "asc" }],
  });
  const owned = rows.filter(({ accountId }) => locked.has(accountId));
  if (owned.length < rows.length) await noteNews(session, [news], now);
  return owned.map(toRecording);
}

/** What is being copied is copied for as long as the longest recording of it lasts. */
export async function stretchCaptures(session: Session, changed: readonly Recording[]): Promise<void> {
  const captureIds = [
    ...new Set(changed.flatMap(({ captureId, status }) => (status === "RECORDING" && captureId) || [])),
  ];
  if (captureIds.length === 0) return;
  await lockCaptures(session, captureIds);
  await session.$executeRaw`
    UPDATE capture SET stops_at = wanted.stops_at
    FROM (SELECT capture_id, max(stops_at) AS stops_at FROM recording
          WHERE capture_id = ANY(${captureIds}::text[]) AND status = 'RECORDING' GROUP BY capture_id) AS wanted
    WHERE capture.id = wanted.capture_id AND capture.status = 'RUNNING'`;
}

/** An airing that a rule wants; of the rule as much as its wish says, for there may be a hundred thousand. */
type Wanted = Pick<RecordingRule, "id" | "accountId" | "padding"> & { readonly airing: Airing };

async function wantedByRules(
  session: Session,
  channel: ChannelFacts,
  airings: readonly Airing[],
): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  if (airings.length === 0) return wanted;
  for await (const matches of matchesOf(
    session,
    airings.map((airing) => ({ airing, channel })),
  )) {
    for (const { rule, seen } of matches) {
      const { id, accountId, padding } = rule;
      wanted.push({ id, accountId, padding, airing: seen.airing });
    }
  }
  return wanted;
}

/** Those whose rules still stand. */
async function standing(session: Session, wanted: readonly Wanted[]): Promise<Wanted[]> {
  if (wanted.length === 0) return [];
  const ids = [...new Set(wanted.map(({ id }) => id))];
  const rows = await session.$queryRaw<{ id: string }[]>`
    SELECT id FROM rule WHERE id = ANY(${ids}::text[]) AND enabled`;
  const there = new Set(rows.map(({ id }) => id));
  return wanted.filter(({ id }) => there.has(id));
}

/** What a rule wants, undecided. */
export function wishOf(
  rule: Pick<RecordingRule, "id" | "accountId" | "padding">,
  airing: Airing,
  now: number,
  id: string,
): Recording {
  return {
    ...blankRecording(airing, now),
    ...{ id, accountId: rule.accountId, ruleId: rule.id, padding: rule.padding },
  };
}

/** A recording of an airing about which nothing is decided yet. */
export function blankRecording(airing: Airing, now: number) {
  return {
    airing,
    status: "SKIPPED" as const,
    reason: null,
    duplicateOf: null,
    protected: false,
    chargedSeconds: 0,
    actualStart: null,
    actualStop: null,
    vanishedAt: null,
    captureId: null,
    expiresAt: null,
    terms: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** Whether a recording's time, padding included, is over at `now`. */
export function isOver(recording: Pick<Recording, "airing" | "padding">, now: number): boolean {
  return windowOf(recording).stopsAt <= now;
}
