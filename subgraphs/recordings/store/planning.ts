import type { ChannelFacts } from "../domain/airing.js";
import { identitiesOf } from "../domain/episode-identity.js";
import { isListed, VANISHED_FOR_MS } from "../domain/follow.js";
import { type LifeEvent, transition } from "../domain/life-cycle.js";
import { type Candidate, planHousehold } from "../domain/plan.js";
import { chargeOf, holdOf, type Made } from "../domain/quota.js";
import { type Recording, windowOf } from "../domain/recording.js";
import type { Speaker } from "../domain/rule-choice.js";
import { duePlansAt, type HouseholdFacts, heldSeconds } from "./households.js";
import { lockHouseholds } from "./locks.js";
import { dropMedia } from "./media.js";
import { saveRecordings, whereOpen } from "./recordings.js";
import { type Session, toRecording } from "./rows.js";
import { channelsById, rulesOfAll } from "./rules.js";
import { pastOf, pastOfRecording, speakersOf } from "./speakers.js";

/**
 * Decides again what these households record, of all that they may, and gives what changed. The number of statements
 * does not depend on how many households there are. They are locked until the transaction ends.
 */
export async function replan(
  session: Session,
  accountIds: readonly string[],
  now: number,
): Promise<Recording[]> {
  const households = await lockHouseholds(session, accountIds);
  const named = households.map(({ accountId }) => accountId);
  const open = await openRecordings(session, named, now);
  if (open.length === 0) return [];
  const channels = await channelsById(
    session,
    open.map(({ airing }) => airing.channelId),
  );
  const rules = groupBy(await rulesOfAll(session, named), ({ accountId }) => accountId);
  const past = groupBy(await pastOf(session, named, open), ({ accountId }) => accountId);
  const held = await heldSeconds(session, named);
  const yielding = await yieldingOf(session, households, open, now);
  const byAccount = groupBy(open, ({ accountId }) => accountId);
  const going: string[] = [];
  const changed = households.flatMap((household) => {
    const { accountId } = household;
    const own = byAccount.get(accountId) ?? [];
    const history = (past.get(accountId) ?? []).map(pastOfRecording);
    const speaks = speakersOf(rules.get(accountId) ?? [], channels, history);
    const candidates = own.flatMap((one) => candidateOf(one, household, speaks(one), channels, now));
    const usedSeconds = held.get(accountId)?.usedSeconds ?? 0;
    const room = { ...household, usedSeconds, mayGo: yielding.get(accountId) ?? [] };
    const plan = planHousehold(candidates, history, room);
    going.push(...plan.going);
    const byId = new Map(own.map((one) => [one.id, one]));
    const padding = new Map(rules.get(accountId)?.map((rule) => [rule.id, rule.padding]));
    const speaker = new Map(candidates.map((one) => [one.id, one.rule?.id ?? null]));
    return plan.decisions.flatMap(({ id, event, duplicateOf }) => {
      const before = byId.get(id);
      if (!before) return [];
      const ruleId = speaker.get(id) ?? null;
      const isTaken = event.type === "PLAN" && ruleId !== before.ruleId;
      const said = isTaken ? { ruleId, padding: padding.get(ruleId ?? "") ?? before.padding } : {};
      const after = moved(before, event, now, { duplicateOf, ...said });
      return after === before ? [] : [after];
    });
  });
  await saveRecordings(session, changed);
  const deleted = await deleteRecordings(session, going, null, now);
  const after = new Map([...open, ...changed].map((one) => [one.id, one]));
  await planLater(session, [...after.values()], households, now);
  return [...changed, ...deleted];
}

/** Deletes what was recorded, and gives it as it is then. */
export async function deleteRecordings(
  session: Session,
  ids: readonly string[],
  reason: "KEEP_LIMIT" | null,
  now: number,
): Promise<Recording[]> {
  if (ids.length === 0) return [];
  const rows = await session.recording.findMany({ where: { id: { in: [...ids] } }, orderBy: { id: "asc" } });
  const deleted = rows.map((row) => moved(toRecording(row), { type: "DELETE", reason }, now));
  await saveRecordings(session, deleted);
  await dropMedia(session, deleted, now);
  return deleted;
}

/**
 * The recording after an event; the very same where nothing changes. What is held for it follows from its status.
 *
 * @throws Error where a viewer's request should have been refused before.
 */
export function moved(
  recording: Recording,
  event: LifeEvent,
  now: number,
  said: Partial<Recording> = {},
): Recording {
  const standing = transition(recording, event);
  if (standing === "REFUSED") throw new Error(`${event.type} makes no sense for what is ${recording.status}`);
  const { status, reason } = standing;
  const duplicateOf = said.duplicateOf ?? null;
  const isSame =
    status === recording.status && reason === recording.reason && duplicateOf === recording.duplicateOf;
  if (isSame) return recording;
  const after = { ...recording, ...said, duplicateOf, status, reason, updatedAt: now };
  const hold = holdOf(status);
  return {
    ...after,
    chargedSeconds: said.chargedSeconds ?? (hold ? chargeOf(after.airing) : 0),
    expiresAt: hold === "used" ? after.expiresAt : null,
  };
}

async function openRecordings(
  session: Session,
  accountIds: readonly string[],
  now: number,
): Promise<Recording[]> {
  const rows = await session.recording.findMany({
    where: { accountId: { in: [...accountIds] }, ...whereOpen(now) },
    orderBy: [{ accountId: "asc" }, { start: "asc" }, { id: "asc" }],
  });
  return rows.map(toRecording);
}

/** None of what a rule wanted once, and wants no more. */
function candidateOf(
  recording: Recording,
  household: HouseholdFacts,
  rule: Speaker | null,
  channels: ReadonlyMap<string, ChannelFacts>,
  now: number,
): Candidate[] {
  const { id, status, airing, ruleId, terms } = recording;
  const isUnwanted = ruleId !== null && rule === null;
  if (isUnwanted && status === "SKIPPED") return [];
  const channel = channels.get(airing.channelId);
  const tags = channel?.entitlementTags ?? [];
  const candidate = {
    id,
    status,
    rule,
    start: airing.start,
    chargedSeconds: chargeOf(airing),
    isPromised: status === "SCHEDULED" && terms !== null,
    isSoon: isSoon(recording, now),
    identities: identitiesOf(airing),
    isRepeat: airing.isRepeat,
    isTimeshift: channel?.timeshiftOf != null,
    recordable: channel?.recordable ?? true,
    entitled: tags.length === 0 || tags.some((tag) => household.entitlementTags.includes(tag)),
    listed: isListed(recording, now),
  };
  return [candidate];
}

/** So long before it begins, others may go for what has no room: longer than rounds take. */
const SOON_MS = 5 * 60_000;

function isSoon(recording: Recording, now: number): boolean {
  return windowOf(recording).startsAt - SOON_MS <= now;
}

/** What households that want it so let go for what is about to begin: what they have, and is not protected. */
async function yieldingOf(
  session: Session,
  households: readonly HouseholdFacts[],
  open: readonly Recording[],
  now: number,
): Promise<Map<string, (Made & { readonly accountId: string })[]>> {
  const inNeed = new Set(open.filter((one) => isSoon(one, now)).map(({ accountId }) => accountId));
  const willing = households.filter((one) => one.whenFull === "DELETE_OLDEST" && inNeed.has(one.accountId));
  if (willing.length === 0) return new Map();
  return groupBy(
    await madeOf(
      session,
      willing.map(({ accountId }) => accountId),
    ),
    ({ accountId }) => accountId,
  );
}

/** What households have, and may be deleted to make room. */
export async function madeOf(
  session: Session,
  accountIds: readonly string[],
): Promise<(Made & { readonly accountId: string })[]> {
  const rows = await session.recording.findMany({
    where: { accountId: { in: [...accountIds] }, status: { in: ["RECORDED", "PARTIAL"] }, protected: false },
    select: {
      id: true,
      accountId: true,
      chargedSeconds: true,
      protected: true,
      actualStop: true,
      stop: true,
    },
  });
  return rows.map(({ actualStop, stop, ...row }) => ({ ...row, recordedAt: (actualStop ?? stop).getTime() }));
}

/** What vanished is decided again when its day is over, and what has no room when others may go for it. */
async function planLater(
  session: Session,
  open: readonly Recording[],
  households: readonly HouseholdFacts[],
  now: number,
): Promise<void> {
  const yielding = new Set(
    households.filter((one) => one.whenFull === "DELETE_OLDEST").map(({ accountId }) => accountId),
  );
  const due = open.flatMap((one) => {
    const { accountId, vanishedAt, reason } = one;
    if (vanishedAt !== null && isListed(one, now))
      return [{ accountId, dueAt: vanishedAt + VANISHED_FOR_MS }];
    const isWaiting = reason === "QUOTA" && yielding.has(accountId) && !isSoon(one, now);
    return isWaiting ? [{ accountId, dueAt: windowOf(one).startsAt - SOON_MS }] : [];
  });
  await duePlansAt(session, due);
}

export function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
