import { isDeepStrictEqual } from "node:util";
import type { Prisma } from "../../../prisma/recordings/client/client.js";
import type { Airing, ChannelFacts } from "../domain/airing.js";
import { followGuide, heirOf, isOpen, isSameProgramme, mayBecome } from "../domain/follow.js";
import { chargeOf, holdOf } from "../domain/quota.js";
import type { Recording } from "../domain/recording.js";
import type { RecordingRule } from "../domain/rule.js";
import { wishOf } from "../domain/wish.js";
import {
  airingsOf,
  aroundNews,
  isWithin,
  knownChannel,
  type News,
  noteNews,
  removeAirings,
  saveAirings,
  saveChannel,
} from "./guide.js";
import { duePlans } from "./households.js";
import { lockCaptures, lockHouseholds } from "./locks.js";
import { moved } from "./planning.js";
import { addWishes, recordedOf, saveRecordings, whereOpen } from "./recordings.js";
import { type Session, toRecording } from "./rows.js";
import { lookOn, lookSoon, matchesOf, rulesByClock } from "./rules.js";
import { withinRoom } from "./wish-room.js";

/** What the catalog says of a channel within a span, and around it. */
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
  const known = await airingsOf(session, aroundNews(news), [...stated.keys()]);
  const stored = new Map(known.map((airing) => [airing.broadcastId, airing]));
  const told = airings.filter(isWithin(news));
  const fresh = told.filter((airing) => !isDeepStrictEqual(airing, stored.get(airing.broadcastId)));
  const there = known.filter(isWithin(news)).map(({ broadcastId }) => broadcastId);
  const gone = there.filter((id) => !stated.has(id));
  const wanted = await wantedByRules(
    session,
    channel,
    fresh.filter(({ start }) => start > now),
  );
  const isRezoned = before !== null && before.timezone !== channel.timezone;
  const byClock = isRezoned ? await rulesByClock(session, channel.id) : [];
  // Of a channel that is new here something may have been asked for before its timetable was read.
  const isOther = before === null || !isDeepStrictEqual(planningFacts(before), planningFacts(channel));
  const affected = isOther ? await accountsOf(session, { channelId: channel.id, ...whereOpen(now) }) : [];
  const owners = await accountsOf(session, spokenOf(stated, news));
  // Most rounds are about a span in which nothing airs yet, or that was told before.
  const isTold = fresh.length === 0 && gone.length === 0 && isDeepStrictEqual(before, channel);
  if (isTold && owners.length === 0) return [];
  const wishing = [...wanted, ...byClock].map(({ accountId }) => accountId);
  const households = await lockHouseholds(session, [...new Set([...affected, ...owners, ...wishing])]);
  const locked = new Set(households.map(({ accountId }) => accountId));

  await saveChannel(session, channel);
  await saveAirings(session, fresh);
  await removeAirings(session, channel.id, gone, now - PAST_MS);
  const changed = await moveRecordings(session, { stored, stated, wanted }, news, locked, now);
  const standingStill = (await standing(session, wanted)).filter(({ accountId }) => locked.has(accountId));
  const wishes = standingStill.map(({ airing, ...rule }) => wishOf(rule, airing, now, nextId()));
  const { fitting, waitingRuleIds } = await withinRoom(session, wishes, now);
  await addWishes(session, fitting);
  await lookOn(session, waitingRuleIds, now);
  // By another clock they want other broadcasts, also of those that say what they said.
  await lookSoon(
    session,
    byClock.map(({ id }) => id),
    now,
  );
  const due = [...changed, ...fitting].map(({ accountId }) => accountId);
  await duePlans(session, [...affected, ...due], now);
  await stretchCaptures(session, changed);
  return changed;
}

function planningFacts({ recordable, entitlementTags, timeshiftOf }: ChannelFacts) {
  return { recordable, entitlementTags, timeshiftOf };
}

/**
 * The recordings that the span says something of: those of broadcasts within, and those around it that the guide has no
 * more, for what is new within may be what was lost there. What its viewer has cancelled is one of them: it stays so under
 * another id.
 */
function spokenOf(stated: ReadonlyMap<string, Airing>, news: News): Prisma.RecordingWhereInput {
  const { channelId, from, to } = news;
  const around = aroundNews(news);
  const told = [...stated.values()].filter(isWithin(news)).map(({ broadcastId }) => broadcastId);
  return {
    AND: {
      OR: [
        { status: { in: ["SCHEDULED", "SKIPPED", "RECORDING", "RECORDED", "PARTIAL"] } },
        { status: "CANCELLED", reason: "CANCELLED_BY_VIEWER" },
      ],
    },
    OR: [
      { broadcastId: { in: told } },
      {
        channelId,
        start: { gte: new Date(around.from), lt: new Date(around.to) },
        OR: [
          { start: { gte: new Date(from), lt: new Date(to) } },
          { broadcastId: { notIn: [...stated.keys()] } },
        ],
      },
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

/** A timetable by broadcast, as it was stored and as it is stated, and who wants what is new or other of it. */
interface Listing {
  readonly stored: ReadonlyMap<string, Airing>;
  readonly stated: ReadonlyMap<string, Airing>;
  readonly wanted: readonly Wanted[];
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
  const wishes = new Set(listing.wanted.map(({ id, airing }) => `${id} ${airing.broadcastId}`));
  const changed = recordings.flatMap((recording) => {
    const { airing, accountId, ruleId } = recording;
    const own = stated.get(airing.broadcastId);
    const isFree = ({ broadcastId }: Airing) => !taken.has(keyOf({ accountId, broadcastId }));
    const heir = own ? null : heirOf(airing, successors(recording, listing, now).filter(isFree));
    if (heir) taken.add(keyOf({ accountId, broadcastId: heir.broadcastId }));
    const isWanted = ruleId === null || wishes.has(`${ruleId} ${airing.broadcastId}`);
    const after = isOpen(recording.status)
      ? asOther(recording, followGuide(recording, own ?? heir, now), isWanted, now)
      : heir
        ? { ...recording, airing: asHeir(recording, heir) }
        : recording;
    if (isDeepStrictEqual(after, recording)) return [];
    const chargedSeconds =
      holdOf(after.status) === "reserved" ? chargeOf(after.airing) : after.chargedSeconds;
    return [{ ...after, chargedSeconds, updatedAt: now }];
  });
  await saveRecordings(session, changed);
  return changed;
}

/** What is over was recorded when it was, whatever its broadcast is called now; what was cancelled is yet to air. */
function asHeir({ airing, status }: Recording, heir: Airing): Airing {
  return status === "CANCELLED" ? heir : { ...airing, broadcastId: heir.broadcastId };
}

/**
 * Where a broadcast has become another programme, nobody was promised that: what a rule had scheduled is recorded no more,
 * unless the rule wants that, too, or the next plan finds another one that does.
 */
function asOther(before: Recording, after: Recording, isWanted: boolean, now: number): Recording {
  if (isSameProgramme(before.airing, after.airing)) return after;
  const unpromised = { ...after, terms: null };
  const isYetToBegin = after.airing.start > now;
  if (isWanted || !isYetToBegin) return unpromised;
  return moved(unpromised, { type: "SKIP", reason: "NOT_LISTED" }, now);
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
