import type { ChannelFacts } from "../domain/airing.js";
import { identitiesOf } from "../domain/episode-identity.js";
import { isListed, VANISHED_FOR_MS } from "../domain/follow.js";
import { type LifeEvent, transition } from "../domain/life-cycle.js";
import { type Candidate, type Past, planHousehold } from "../domain/plan.js";
import { chargeOf, holdOf } from "../domain/quota.js";
import type { Recording } from "../domain/recording.js";
import type { RecordingRule } from "../domain/rule.js";
import { duePlans, type HouseholdFacts, heldSeconds, lockHouseholds } from "./households.js";
import { saveRecordings } from "./recordings.js";
import { type Session, toRecording } from "./rows.js";
import { channelsById, rulesById } from "./rules.js";

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
  const rules = new Map(
    (await rulesById(session, [...new Set(open.flatMap(({ ruleId }) => ruleId ?? []))])).map((rule) => [
      rule.id,
      rule,
    ]),
  );
  const past = groupBy(await pastOf(session, named, open), ({ accountId }) => accountId);
  const held = await heldSeconds(session, named);
  const byAccount = groupBy(open, ({ accountId }) => accountId);
  const changed = households.flatMap((household) => {
    const own = byAccount.get(household.accountId) ?? [];
    const candidates = own.map((one) => candidateOf(one, household, rules, channels, now));
    const usedSeconds = held.get(household.accountId)?.usedSeconds ?? 0;
    const history = (past.get(household.accountId) ?? []).map(pastOfRecording);
    const decisions = planHousehold(candidates, history, { ...household, usedSeconds });
    const byId = new Map(own.map((one) => [one.id, one]));
    return decisions.flatMap(({ id, event, duplicateOf }) => {
      const before = byId.get(id);
      const after = before && moved(before, event, now, { duplicateOf });
      return after && after !== before ? [after] : [];
    });
  });
  await saveRecordings(session, changed);
  await planVanished(session, open, now);
  return changed;
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
  return { ...after, chargedSeconds: said.chargedSeconds ?? (holdOf(status) ? chargeOf(after.airing) : 0) };
}

/** What may still change, and what runs. What was skipped and has begun is no use any more. */
async function openRecordings(
  session: Session,
  accountIds: readonly string[],
  now: number,
): Promise<Recording[]> {
  const rows = await session.recording.findMany({
    where: {
      accountId: { in: [...accountIds] },
      OR: [
        { status: { in: ["SCHEDULED", "RECORDING"] } },
        { status: "SKIPPED", start: { gt: new Date(now) } },
        { status: "CANCELLED", reason: "RULE_REMOVED", start: { gt: new Date(now) } },
      ],
    },
    orderBy: [{ accountId: "asc" }, { start: "asc" }, { id: "asc" }],
  });
  return rows.map(toRecording);
}

/** What the households had of the same episodes, and what is protected of the same rules. */
async function pastOf(
  session: Session,
  accountIds: readonly string[],
  open: readonly Recording[],
): Promise<Recording[]> {
  const identities = [...new Set(open.flatMap(({ airing }) => identitiesOf(airing)))];
  const ruleIds = [...new Set(open.flatMap(({ ruleId }) => ruleId ?? []))];
  const rows = await session.recording.findMany({
    where: {
      accountId: { in: [...accountIds] },
      OR: [
        {
          status: { in: ["RECORDED", "DELETED"] },
          actualStop: { not: null },
          identities: { hasSome: identities },
        },
        { status: { in: ["RECORDED", "PARTIAL"] }, protected: true, ruleId: { in: ruleIds } },
      ],
    },
    orderBy: [{ start: "asc" }, { id: "asc" }],
  });
  return rows.map(toRecording);
}

function pastOfRecording(recording: Recording): Past {
  const { id, status, airing, ruleId } = recording;
  return { id, status, ruleId, protected: recording.protected, identities: identitiesOf(airing) };
}

function candidateOf(
  recording: Recording,
  household: HouseholdFacts,
  rules: ReadonlyMap<string, RecordingRule>,
  channels: ReadonlyMap<string, ChannelFacts>,
  now: number,
): Candidate {
  const { id, status, airing, ruleId } = recording;
  const channel = channels.get(airing.channelId);
  const tags = channel?.entitlementTags ?? [];
  return {
    ...{ id, status, start: airing.start, chargedSeconds: chargeOf(airing) },
    rule: ruleId === null ? null : (rules.get(ruleId) ?? null),
    identities: identitiesOf(airing),
    isRepeat: airing.isRepeat,
    isTimeshift: channel?.timeshiftOf != null,
    recordable: channel?.recordable ?? true,
    entitled: tags.length === 0 || tags.some((tag) => household.entitlementTags.includes(tag)),
    listed: isListed(recording, now),
  };
}

/** What vanished is decided again when its day is over. */
async function planVanished(session: Session, open: readonly Recording[], now: number): Promise<void> {
  const waiting = open.filter((one) => one.vanishedAt !== null && isListed(one, now));
  const byTime = groupBy(waiting, ({ vanishedAt }) => String(vanishedAt));
  for (const [vanishedAt, gone] of byTime) {
    await duePlans(
      session,
      gone.map(({ accountId }) => accountId),
      Number(vanishedAt) + VANISHED_FOR_MS,
    );
  }
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
