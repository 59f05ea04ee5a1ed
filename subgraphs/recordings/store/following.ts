import { isDeepStrictEqual } from "node:util";
import type { Airing, ChannelFacts } from "../domain/airing.js";
import { followGuide, heirOf, isOpen } from "../domain/follow.js";
import { chargeOf, holdOf } from "../domain/quota.js";
import { type Recording, windowOf } from "../domain/recording.js";
import type { RecordingRule } from "../domain/rule.js";
import { airingsOf, type News, removeAirings, saveAirings, saveChannel } from "./guide.js";
import { duePlans, lockHouseholds } from "./households.js";
import { addRecordings, saveRecordings } from "./recordings.js";
import { type Session, toRecording } from "./rows.js";
import { matchesOf } from "./rules.js";

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
 * of their households are due.
 */
export async function followTimetable(
  session: Session,
  { channel, airings }: Timetable,
  news: News,
  now: number,
  nextId: () => string,
): Promise<Recording[]> {
  const before = await saveChannel(session, channel);
  const stored = new Map((await airingsOf(session, news)).map((airing) => [airing.broadcastId, airing]));
  const stated = new Map(airings.map((airing) => [airing.broadcastId, airing]));
  const fresh = airings.filter((airing) => !isDeepStrictEqual(airing, stored.get(airing.broadcastId)));
  const gone = [...stored.keys()].filter((id) => !stated.has(id));
  await saveAirings(session, fresh);
  await removeAirings(session, channel.id, gone, now - PAST_MS);

  const changed = await moveRecordings(session, stated, news, now);
  // Of a channel that is new here something may have been asked for before its timetable was read.
  const isOther = before === null || !isDeepStrictEqual(planningFacts(before), planningFacts(channel));
  const affected = isOther
    ? await accountsOf(session, channel.id)
    : changed.map(({ accountId }) => accountId);
  await duePlans(session, affected, now);
  await wish(
    session,
    channel,
    fresh.filter(({ start }) => start > now),
    now,
    nextId,
  );
  return changed;
}

function planningFacts({ recordable, entitlementTags, timeshiftOf }: ChannelFacts) {
  return { recordable, entitlementTags, timeshiftOf };
}

/** Households with something open on a channel. */
async function accountsOf(session: Session, channelId: string): Promise<string[]> {
  const rows = await session.recording.findMany({
    where: { channelId, status: { in: ["SCHEDULED", "SKIPPED", "RECORDING"] } },
    distinct: ["accountId"],
    select: { accountId: true },
  });
  return rows.map(({ accountId }) => accountId);
}

async function moveRecordings(
  session: Session,
  stated: ReadonlyMap<string, Airing>,
  news: News,
  now: number,
): Promise<Recording[]> {
  const recordings = await lockedRecordings(session, stated, news);
  const taken = new Set(recordings.map(({ accountId, airing }) => `${accountId} ${airing.broadcastId}`));
  const changed = recordings.flatMap((recording) => {
    const { airing, accountId } = recording;
    const own = stated.get(airing.broadcastId);
    const free = [...stated.values()].filter(({ broadcastId }) => !taken.has(`${accountId} ${broadcastId}`));
    const heir = own ? null : heirOf(airing, free);
    if (heir) taken.add(`${accountId} ${heir.broadcastId}`);
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
  await stretchCaptures(session, changed);
  return changed;
}

/** The recordings that the span says something of; nothing else changes them until the transaction ends. */
async function lockedRecordings(
  session: Session,
  stated: ReadonlyMap<string, Airing>,
  { channelId, from, to }: News,
): Promise<Recording[]> {
  const where = {
    status: { in: ["SCHEDULED", "SKIPPED", "RECORDING", "RECORDED", "PARTIAL"] },
    OR: [
      { broadcastId: { in: [...stated.keys()] } },
      { channelId, start: { gte: new Date(from), lt: new Date(to) } },
    ],
  };
  const owners = await session.recording.findMany({
    where,
    distinct: ["accountId"],
    select: { accountId: true },
  });
  if (owners.length === 0) return [];
  await lockHouseholds(
    session,
    owners.map(({ accountId }) => accountId),
  );
  const rows = await session.recording.findMany({ where, orderBy: [{ start: "asc" }, { id: "asc" }] });
  return rows.map(toRecording);
}

/** What is being copied is copied for as long as the longest recording of it lasts. */
export async function stretchCaptures(session: Session, changed: readonly Recording[]): Promise<void> {
  const captureIds = [
    ...new Set(changed.flatMap(({ captureId, status }) => (status === "RECORDING" && captureId) || [])),
  ];
  if (captureIds.length === 0) return;
  await session.$executeRaw`
    UPDATE capture SET stops_at = wanted.stops_at
    FROM (SELECT capture_id, max(stops_at) AS stops_at FROM recording
          WHERE capture_id = ANY(${captureIds}::text[]) AND status = 'RECORDING' GROUP BY capture_id) AS wanted
    WHERE capture.id = wanted.capture_id AND capture.status = 'RUNNING'`;
}

/** Notes for every rule that wants one of these airings that its household may record it; its plan decides. */
async function wish(
  session: Session,
  channel: ChannelFacts,
  airings: readonly Airing[],
  now: number,
  nextId: () => string,
): Promise<void> {
  if (airings.length === 0) return;
  const seen = airings.map((airing) => ({ airing, channel }));
  for await (const matches of matchesOf(session, seen)) {
    const accountIds = [...new Set(matches.map(({ rule }) => rule.accountId))];
    const there = new Set((await lockHouseholds(session, accountIds)).map(({ accountId }) => accountId));
    const wanted = matches.filter(({ rule }) => there.has(rule.accountId));
    await addWishes(
      session,
      wanted.map(({ rule, seen: { airing } }) => wishOf(rule, airing, now, nextId())),
    );
    await duePlans(session, [...there], now);
  }
}

/** Adds wishes of rules; what the end of another rule had cancelled is theirs from now on. */
export async function addWishes(session: Session, wishes: readonly Recording[]): Promise<void> {
  await addRecordings(session, wishes);
  const rows = wishes.map(({ accountId, airing, ruleId }) => ({
    accountId,
    ruleId,
    broadcastId: airing.broadcastId,
  }));
  await session.$executeRaw`
    UPDATE recording SET rule_id = said."ruleId"
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS said("accountId" text, "ruleId" text, "broadcastId" text)
    WHERE recording.account_id = said."accountId" AND recording.broadcast_id = said."broadcastId"
      AND recording.status = 'CANCELLED' AND recording.reason = 'RULE_REMOVED'`;
}

/** What a rule wants, undecided. */
export function wishOf(rule: RecordingRule, airing: Airing, now: number, id: string): Recording {
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
