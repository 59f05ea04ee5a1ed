import type { ChannelFacts } from "../domain/airing.js";
import { identitiesOf } from "../domain/episode-identity.js";
import { type Past, protectedByRule } from "../domain/plan.js";
import type { Recording } from "../domain/recording.js";
import { milderTerms, type RecordingRule, termsOf } from "../domain/rule.js";
import { type Speaker, speakerOf, WantingRules } from "../domain/rule-choice.js";
import { type Session, toRecording } from "./rows.js";
import { channelsById, rulesOf } from "./rules.js";

/** What the households had of the same episodes, and what is protected of rules. */
export async function pastOf(
  session: Session,
  accountIds: readonly string[],
  open: readonly Recording[],
): Promise<Recording[]> {
  const identities = [...new Set(open.flatMap(({ airing }) => identitiesOf(airing)))];
  const rows = await session.recording.findMany({
    where: {
      accountId: { in: [...accountIds] },
      OR: [
        {
          status: { in: ["RECORDED", "DELETED"] },
          actualStop: { not: null },
          identities: { hasSome: identities },
        },
        { status: { in: ["RECORDED", "PARTIAL"] }, protected: true, ruleId: { not: null } },
      ],
    },
    orderBy: [{ start: "asc" }, { id: "asc" }],
  });
  return rows.map(toRecording);
}

export function pastOfRecording(recording: Recording): Past {
  const { id, status, airing, ruleId } = recording;
  return { id, status, ruleId, protected: recording.protected, identities: identitiesOf(airing) };
}

/**
 * Who speaks for a household's recordings: for what is scheduled its own rule, whatever has become of that, with those
 * that want it, too; for all else those that want it, its own before the others.
 */
export function speakersOf(
  rules: readonly RecordingRule[],
  channels: ReadonlyMap<string, ChannelFacts>,
  history: readonly Past[],
): (recording: Recording) => Speaker | null {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const wanting = new WantingRules(rules);
  const protectedBy = protectedByRule(history);
  return ({ airing, ruleId, status, terms }) => {
    const own = byId.get(ruleId ?? "");
    const channel = channels.get(airing.channelId);
    const all = channel ? wanting.of({ airing, channel }) : [];
    const stays = status === "SCHEDULED" || status === "RECORDING";
    const first = own && (stays || all.includes(own)) ? [own] : [];
    const speakers = [...first, ...all.filter((rule) => rule !== own)].map((rule) => ({
      ...(rule === own && terms ? milderTerms(rule, terms) : termsOf(rule)),
      id: rule.id,
    }));
    return ruleId === null ? null : speakerOf(speakers, airing.isRepeat, protectedBy);
  };
}

/**
 * What a household has scheduled for its rules, each with the terms by which it is: those of all rules that speak for it.
 */
export async function scheduledByRules(session: Session, accountId: string): Promise<Recording[]> {
  const rows = await session.recording.findMany({
    where: { accountId, status: "SCHEDULED", ruleId: { not: null } },
  });
  const scheduled = rows.map(toRecording);
  const channels = await channelsById(
    session,
    scheduled.map(({ airing }) => airing.channelId),
  );
  const past = await pastOf(session, [accountId], scheduled);
  const speaks = speakersOf(await rulesOf(session, accountId), channels, past.map(pastOfRecording));
  return scheduled.flatMap((recording) => {
    const speaker = speaks(recording);
    return speaker ? [{ ...recording, terms: termsOf(speaker) }] : [];
  });
}
