import { dateTimeScalar } from "../../lib/date-time.js";
import { pageSize } from "../../lib/pagination.js";
import type { Viewer } from "../../lib/viewer.js";
import { askingOf } from "./context.js";
import { wallTime } from "./domain/local-time.js";
import { availableSeconds } from "./domain/quota.js";
import type { Resolvers } from "./generated/resolver-types.js";
import { MOST_UPCOMING } from "./loaders.js";
import { presentRule, presentWish } from "./outcomes.js";
import { recordingsConnection } from "./resolvers/recordings-connection.js";
import { countRecordings } from "./store/recordings.js";
import { rulesOf } from "./store/rules.js";

function isOwn(accountId: string, viewer: Viewer | null): boolean {
  return viewer?.accountId === accountId;
}

function referenceTo(id: string | null) {
  return id === null ? null : { id };
}

export const resolvers: Resolvers = {
  DateTime: dateTimeScalar,

  Query: {
    viewer: (_parent, _args, { viewer }) => (viewer ? { id: viewer.accountId } : null),
    recording: (_parent, { id }, { loaders }) => loaders.recording.load(id),
  },

  Mutation: {
    scheduleRecording: async (_parent, { broadcastId, padding }, context) =>
      presentWish(
        await context.wishes.schedule(broadcastId, padding ?? null, askingOf(context, "scheduleRecording")),
      ),
    cancelRecording: async (_parent, { id }, context) =>
      presentWish(await context.wishes.cancel(id, askingOf(context, "cancelRecording"))),
    deleteRecording: async (_parent, { id }, context) =>
      presentWish(await context.wishes.remove(id, askingOf(context, "deleteRecording"))),
    protectRecording: async (_parent, args, context) =>
      presentWish(
        await context.wishes.protect(args.id, args.protected, askingOf(context, "protectRecording")),
      ),
    setRecordingPadding: async (_parent, { id, padding }, context) =>
      presentWish(await context.wishes.pad(id, padding, askingOf(context, "setRecordingPadding"))),
    setWhenQuotaFull: (_parent, { whenFull }, context) =>
      context.wishes.setWhenFull(whenFull, askingOf(context, "setWhenQuotaFull")),
    createRecordingRule: async (_parent, { input }, context) => {
      const { kind, seriesId, ...said } = input;
      const who = askingOf(context, "createRecordingRule");
      return presentRule(await context.rules.create(kind, seriesId ?? null, said, who));
    },
    updateRecordingRule: async (_parent, { id, patch }, context) =>
      presentRule(await context.rules.update(id, patch, askingOf(context, "updateRecordingRule"))),
    deleteRecordingRule: (_parent, { id }, context) =>
      context.rules.remove(id, askingOf(context, "deleteRecordingRule")),
  },

  Account: {
    __resolveReference: ({ id }, { viewer }) => (isOwn(id, viewer) ? { id } : null),
    recordingQuota: ({ id }, _args, context) =>
      isOwn(id, context.viewer) ? context.wishes.quota(askingOf(context, "recordingQuota")) : null,
    recordingRules: ({ id }, _args, { viewer, client }) => (isOwn(id, viewer) ? rulesOf(client, id) : null),
    recordings: ({ id }, args, { viewer, client }) =>
      isOwn(id, viewer) ? recordingsConnection(client, id, args) : null,
  },

  RecordingConnection: {
    totalCount: ({ query }, _args, { client }) => countRecordings(client, query),
  },

  RecordingQuota: {
    id: ({ accountId }) => accountId,
    availableSeconds: (quota) => availableSeconds(quota),
  },

  Series: {
    __resolveReference: ({ id }) => ({ id }),
    recordingRule: ({ id }, _args, { loaders }) => loaders.seriesRule.load(id),
  },

  Broadcast: {
    __resolveReference: ({ id }) => ({ id }),
    recording: ({ id }, _args, { loaders }) => loaders.byBroadcast.load(id),
  },

  Recording: {
    __resolveReference: ({ id }, { loaders }) => loaders.recording.load(id),
    broadcast: ({ airing, vanishedAt }) => (vanishedAt === null ? { id: airing.broadcastId } : null),
    channel: ({ airing }) => ({ id: airing.channelId }),
    title: ({ airing }) => airing.title,
    subtitle: ({ airing }) => airing.subtitle,
    season: ({ airing }) => airing.season,
    episode: ({ airing }) => airing.episode,
    series: ({ airing }) => referenceTo(airing.seriesId),
    entitlementTags: async ({ airing }, _args, { loaders }) => [
      ...(await loaders.tags.load(airing.channelId)),
    ],
    scheduledStart: ({ airing }) => airing.start,
    scheduledStop: ({ airing }) => airing.stop,
    duplicateOf: ({ duplicateOf }, _args, { loaders }) =>
      duplicateOf === null ? null : loaders.recording.load(duplicateOf),
    rule: ({ ruleId }, _args, { loaders }) => (ruleId === null ? null : loaders.rule.load(ruleId)),
  },

  RecordingRule: {
    __resolveReference: ({ id }, { loaders }) => loaders.rule.load(id),
    series: ({ seriesId }) => referenceTo(seriesId),
    channels: ({ channelIds }) => channelIds.map((id) => ({ id })),
    startAfter: ({ startAfterMinute }) => (startAfterMinute === null ? null : wallTime(startAfterMinute)),
    startBefore: ({ startBeforeMinute }) => (startBeforeMinute === null ? null : wallTime(startBeforeMinute)),
    upcoming: async ({ id }, { first }, { loaders }) =>
      (await loaders.upcoming.load(id)).slice(0, pageSize("first", first ?? 20, MOST_UPCOMING)),
  },
};
