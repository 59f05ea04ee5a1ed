import type { Recording } from "../domain/recording.js";
import type { RecordingRule } from "../domain/rule.js";
import { WantingRules } from "../domain/rule-choice.js";
import { dropMedia } from "./media.js";
import { groupBy, moved } from "./planning.js";
import { saveRecordings } from "./recordings.js";
import { type Session, toRecording } from "./rows.js";
import { channelsById, rulesById, rulesOfAll } from "./rules.js";

/** Rules that keep only so many let the oldest go that are not protected, and that no other rule would keep. */
export async function keepNewest(
  session: Session,
  ended: readonly Recording[],
  now: number,
): Promise<Recording[]> {
  const rules = await rulesById(session, [...new Set(ended.flatMap(({ ruleId }) => ruleId ?? []))]);
  const bounded = new Map(rules.filter(({ keep }) => keep !== null).map((rule) => [rule.id, rule]));
  if (bounded.size === 0) return [];
  const rows = await session.recording.findMany({
    where: { ruleId: { in: [...bounded.keys()] }, status: { in: ["RECORDED", "PARTIAL"] } },
    orderBy: [{ start: "desc" }, { id: "asc" }],
  });
  const made = rows.map(toRecording);
  const keepOf = await keepsOf(session, bounded, made);
  const going = [...groupBy(made, ({ ruleId }) => ruleId ?? "").values()].flatMap((own) =>
    beyond(own, keepOf),
  );
  const deleted = going.map((one) => moved(one, { type: "DELETE", reason: "KEEP_LIMIT" }, now));
  await saveRecordings(session, deleted);
  await dropMedia(session, deleted, now);
  return deleted;
}

function beyond(newestFirst: readonly Recording[], keepOf: (one: Recording) => number): Recording[] {
  const held = newestFirst.filter((one) => one.protected).length;
  return newestFirst
    .filter((one) => !one.protected)
    .filter((one, place) => place >= Math.max(0, keepOf(one) - held));
}

/**
 * How many of what a rule has recorded stay for the sake of one of them: of its own rule and the others that want it, the
 * one that keeps most says so. `own`: their rules by id.
 */
async function keepsOf(
  session: Session,
  own: ReadonlyMap<string, RecordingRule>,
  made: readonly Recording[],
): Promise<(recording: Recording) => number> {
  const rules = await rulesOfAll(session, [...new Set(made.map(({ accountId }) => accountId))]);
  const channels = await channelsById(
    session,
    made.map(({ airing }) => airing.channelId),
  );
  const byAccount = groupBy(rules, ({ accountId }) => accountId);
  const wanting = new Map([...byAccount].map(([id, all]) => [id, new WantingRules(all)]));
  return ({ accountId, ruleId, airing }) => {
    const channel = channels.get(airing.channelId);
    const all = channel ? (wanting.get(accountId)?.of({ airing, channel }) ?? []) : [];
    const able = all.filter(({ id, newOnly }) => id !== ruleId && !(newOnly && airing.isRepeat));
    const keeps = [own.get(ruleId ?? ""), ...able].map((rule) => rule?.keep ?? Number.POSITIVE_INFINITY);
    return Math.max(...keeps);
  };
}
