import type { Prisma } from "../../../prisma/recordings/client/client.js";
import type { Airing, ChannelFacts } from "../domain/airing.js";
import { identitiesOf } from "../domain/episode-identity.js";
import type { RecordingReason, RecordingStatus } from "../domain/life-cycle.js";
import type { Weekday } from "../domain/local-time.js";
import { type Recording, windowOf } from "../domain/recording.js";
import type { RecordingRule, RuleKind, RuleTerms } from "../domain/rule.js";

/** A session of recordings' database: of a transaction, or of none. */
export type Session = Prisma.TransactionClient;

/** Rows of the database as the domain knows them. */
export function toAiring({ name: _name, ...row }: Prisma.AiringModel): Airing {
  return { ...row, start: row.start.getTime(), stop: row.stop.getTime() };
}

export function toChannel(row: Prisma.ChannelModel): ChannelFacts {
  return row;
}

export function toRecording(row: Prisma.RecordingModel): Recording {
  const { broadcastId, channelId, title, subtitle, season, episode, seriesId, programId, isRepeat } = row;
  const { minimumAge } = row;
  return {
    id: row.id,
    accountId: row.accountId,
    airing: {
      broadcastId,
      channelId,
      title,
      subtitle,
      season,
      episode,
      seriesId,
      programId,
      isRepeat,
      minimumAge,
      start: row.start.getTime(),
      stop: row.stop.getTime(),
    },
    padding: { beforeSeconds: row.beforeSeconds, afterSeconds: row.afterSeconds },
    status: row.status as RecordingStatus,
    reason: row.reason as RecordingReason | null,
    duplicateOf: row.duplicateOf,
    ruleId: row.ruleId,
    protected: row.protected,
    chargedSeconds: row.chargedSeconds,
    actualStart: row.actualStart?.getTime() ?? null,
    actualStop: row.actualStop?.getTime() ?? null,
    vanishedAt: row.vanishedAt?.getTime() ?? null,
    captureId: row.captureId,
    expiresAt: row.expiresAt?.getTime() ?? null,
    terms: row.terms as RuleTerms | null,
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  };
}

/** A recording as the database writes it, in snake case, for json_to_recordset. */
export function recordingRow(recording: Recording) {
  const { airing, padding } = recording;
  const { startsAt, stopsAt } = windowOf(recording);
  return {
    id: recording.id,
    account_id: recording.accountId,
    broadcast_id: airing.broadcastId,
    channel_id: airing.channelId,
    title: airing.title,
    subtitle: airing.subtitle,
    season: airing.season,
    episode: airing.episode,
    series_id: airing.seriesId,
    program_id: airing.programId,
    is_repeat: airing.isRepeat,
    minimum_age: airing.minimumAge,
    identities: identitiesOf(airing),
    start: iso(airing.start),
    stop: iso(airing.stop),
    before_seconds: padding.beforeSeconds,
    after_seconds: padding.afterSeconds,
    starts_at: iso(startsAt),
    stops_at: iso(stopsAt),
    status: recording.status,
    reason: recording.reason,
    duplicate_of: recording.duplicateOf,
    rule_id: recording.ruleId,
    protected: recording.protected,
    charged_seconds: recording.chargedSeconds,
    actual_start: isoOrNull(recording.actualStart),
    actual_stop: isoOrNull(recording.actualStop),
    vanished_at: isoOrNull(recording.vanishedAt),
    capture_id: recording.captureId,
    expires_at: isoOrNull(recording.expiresAt),
    terms: recording.terms,
    created_at: iso(recording.createdAt),
    updated_at: iso(recording.updatedAt),
  };
}

export function toRule(row: Prisma.RuleModel): RecordingRule {
  const { beforeSeconds, afterSeconds, createdAt: _, ...rule } = row;
  return {
    ...rule,
    kind: row.kind as RuleKind,
    weekdays: row.weekdays as Weekday[],
    padding: { beforeSeconds, afterSeconds },
  };
}

export function ruleRow({ padding, ...rule }: RecordingRule) {
  return {
    ...rule,
    ...padding,
    channelIds: [...rule.channelIds],
    weekdays: [...rule.weekdays],
  };
}

export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : iso(epochMs);
}
