import type { ChannelFacts } from "../domain/airing.js";
import type { AiringOnChannel, RecordingRule } from "../domain/rule.js";
import { isWanted, keysOfAiring, keysOfRule } from "../domain/rule-matching.js";
import { ruleRow, type Session, toRule } from "./rows.js";

/** Rules read at once for one channel's changes: the Sunday crime show has a hundred thousand. */
const RULES_A_PAGE = 5_000;

export async function rulesById(session: Session, ids: readonly string[]): Promise<RecordingRule[]> {
  return (await session.rule.findMany({ where: { id: { in: [...ids] } } })).map(toRule);
}

export function rulesOf(session: Session, accountId: string): Promise<RecordingRule[]> {
  return rulesOfAll(session, [accountId]);
}

/** Of these households, as they were made. */
export async function rulesOfAll(session: Session, accountIds: readonly string[]): Promise<RecordingRule[]> {
  const rows = await session.rule.findMany({
    where: { accountId: { in: [...accountIds] } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(toRule);
}

/** The household's rules of these series; of several of one series the first. */
export async function rulesOfSeries(
  session: Session,
  accountId: string,
  seriesIds: readonly string[],
): Promise<RecordingRule[]> {
  const rows = await session.rule.findMany({
    where: { accountId, kind: "SERIES", seriesId: { in: [...seriesIds] } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map(toRule);
}

/** Longer than a transaction may read a channel of the guide (guide-follower.ts). */
const LOOK_AGAIN_MS = 90_000;

/** Writes a rule and what it is found by, and that it looks at the guide again when who reads a channel now has done so. */
export async function saveRule(session: Session, rule: RecordingRule, now: number): Promise<void> {
  const data = { ...ruleRow(rule), lookAgainAt: new Date(now + LOOK_AGAIN_MS) };
  await session.rule.upsert({
    where: { id: rule.id },
    create: { ...data, createdAt: new Date(now) },
    update: data,
  });
  await session.ruleKey.deleteMany({ where: { ruleId: rule.id } });
  await session.ruleKey.createMany({
    data: [...new Set(keysOfRule(rule))].map((key) => ({ key, ruleId: rule.id })),
  });
}

/** A rule that is to look at the guide again; null where there is none. */
export function ruleToLook(
  session: Session,
  now: number,
): Promise<{ readonly id: string; readonly accountId: string } | null> {
  return session.rule.findFirst({
    where: { lookAgainAt: { lte: new Date(now) } },
    orderBy: [{ lookAgainAt: "asc" }, { id: "asc" }],
    select: { id: true, accountId: true },
  });
}

/** The rule, which has looked again by that; null where another replica did so, or the rule is gone. */
export async function takeLook(session: Session, id: string, now: number): Promise<RecordingRule | null> {
  const [row] = await session.rule.updateManyAndReturn({
    where: { id, lookAgainAt: { lte: new Date(now) } },
    data: { lookAgainAt: null },
  });
  return row ? toRule(row) : null;
}

/** Of the rules that go by the clock on a channel's walls as much as it takes for them to look at the guide again. */
export function rulesByClock(
  session: Session,
  channelId: string,
): Promise<{ readonly id: string; readonly accountId: string }[]> {
  return session.rule.findMany({
    where: {
      enabled: true,
      AND: [
        { OR: [{ channelIds: { isEmpty: true } }, { channelIds: { has: channelId } }] },
        {
          OR: [
            { weekdays: { isEmpty: false } },
            { startAfterMinute: { not: null } },
            { startBeforeMinute: { not: null } },
          ],
        },
      ],
    },
    select: { id: true, accountId: true },
  });
}

/** These rules look at the guide again now, or in a moment, as they were to. */
export async function lookSoon(session: Session, ids: readonly string[], now: number): Promise<void> {
  if (ids.length === 0) return;
  // As an array: a slot may have more households than a statement may have parameters. A rule that is new keeps its look.
  await session.$executeRaw`
    UPDATE rule SET look_again_at = to_timestamp(${now}::float8 / 1000)
    WHERE id = ANY(${[...ids]}::text[])
      AND coalesce(look_again_at > to_timestamp(${now + LOOK_AGAIN_MS}::float8 / 1000), true)`;
}

/** A rule that wants more looks again after this: then some of what its household has is over. */
const LOOK_ON_MS = 24 * 60 * 60 * 1_000;

/** Rules that want more than there is room for look at the guide again a day later, where they do not look sooner. */
export async function lookOn(session: Session, ids: readonly string[], now: number): Promise<void> {
  if (ids.length === 0) return;
  const lookAgainAt = new Date(now + LOOK_ON_MS);
  await session.rule.updateMany({
    where: { id: { in: [...ids] }, lookAgainAt: null },
    data: { lookAgainAt },
  });
}

/** The rule looks at the guide again at `lookAt`, epoch ms. */
export async function lookLater(session: Session, id: string, lookAt: number): Promise<void> {
  await session.rule.updateMany({ where: { id }, data: { lookAgainAt: new Date(lookAt) } });
}

export async function removeRule(session: Session, accountId: string, id: string): Promise<boolean> {
  const { count } = await session.rule.deleteMany({ where: { id, accountId } });
  return count > 0;
}

/** A rule and an airing that it wants. */
export interface Match<Seen extends AiringOnChannel> {
  readonly rule: RecordingRule;
  readonly seen: Seen;
}

/**
 * The rules that want these airings, page by page: only those are read that share a key with one of them, so that the
 * cost is that of the airings and of what is found, however many rules there are.
 */
export async function* matchesOf<Seen extends AiringOnChannel>(
  session: Session,
  airings: readonly Seen[],
): AsyncGenerator<Match<Seen>[]> {
  const byKey = new Map<string, Seen[]>();
  for (const seen of airings) {
    for (const key of keysOfAiring(seen)) byKey.set(key, [...(byKey.get(key) ?? []), seen]);
  }
  const keys = [...byKey.keys()];
  let after = "";
  for (;;) {
    const found = await session.$queryRaw<{ ruleId: string; keys: string[] }[]>`
      SELECT rule_id AS "ruleId", array_agg(key) AS keys FROM rule_key
      WHERE key = ANY(${keys}::text[]) AND rule_id > ${after}
      GROUP BY rule_id ORDER BY rule_id LIMIT ${RULES_A_PAGE}::int`;
    if (found.length === 0) return;
    const rules = new Map(
      (
        await rulesById(
          session,
          found.map(({ ruleId }) => ruleId),
        )
      ).map((rule) => [rule.id, rule]),
    );
    yield found.flatMap(({ ruleId, keys: shared }) => {
      const rule = rules.get(ruleId);
      const seen = new Set(shared.flatMap((key) => byKey.get(key) ?? []));
      return rule ? [...seen].filter((one) => isWanted(rule, one)).map((one) => ({ rule, seen: one })) : [];
    });
    after = found.at(-1)?.ruleId ?? "";
    if (found.length < RULES_A_PAGE) return;
  }
}

/** Zones by channel, for rules' local windows. */
export async function channelsById(
  session: Session,
  ids: readonly string[],
): Promise<Map<string, ChannelFacts>> {
  const rows = await session.channel.findMany({ where: { id: { in: [...new Set(ids)] } } });
  return new Map(rows.map((row) => [row.id, row]));
}
