import type { Clock } from "../../lib/clock.js";
import { passingOverErased } from "../../lib/data-protection.js";
import type { EventBus } from "../../lib/events/event-bus.js";
import type { LiveBus } from "../../lib/events/live-bus.js";
import { serviceUnavailable } from "../../lib/service.js";
import type { Padding } from "./domain/airing.js";
import { wallTime } from "./domain/local-time.js";
import type { Recording } from "./domain/recording.js";
import type { RecordingRule } from "./domain/rule.js";
import type { Facts } from "./facts.js";
import { noteNews } from "./store/guide.js";
import { duePlans, householdOf, saveAnswer } from "./store/households.js";
import { recordingsById } from "./store/recordings.js";
import { channelsById, rulesById } from "./store/rules.js";
import type { RecordingsStore } from "./store.js";

/** Tells subscribers of recordings that changed; after the change is committed. */
export type Announce = (changed: readonly Recording[]) => Promise<void>;

/** Changes told of at once: the Sunday crime show has a hundred thousand. */
const TOLD_AT_ONCE = 500;

/**
 * What recordings publish: `recordings.<accountId>`, each of the household's recordings whole and in the shape of the
 * schema, after it changed. Instants are epoch ms; whoever executes the message against the schema writes them as
 * DateTime.
 */
export function announceOn(live: LiveBus, client: RecordingsStore): Announce {
  return async (changed) => {
    for (let at = 0; at < changed.length; at += TOLD_AT_ONCE) {
      const some = changed.slice(at, at + TOLD_AT_ONCE);
      const twins = await byId(
        some.flatMap(({ duplicateOf }) => duplicateOf ?? []),
        (ids) => recordingsById(client, ids),
      );
      const both = [...some, ...twins.values()];
      const rules = await byId(
        both.flatMap(({ ruleId }) => ruleId ?? []),
        (ids) => rulesById(client, ids),
      );
      const channels = await channelsById(
        client,
        both.map(({ airing }) => airing.channelId),
      );
      const message = (recording: Recording, depth: number): Record<string, unknown> => ({
        ...recordingMessage(recording),
        entitlementTags: channels.get(recording.airing.channelId)?.entitlementTags ?? [],
        rule: ruleMessage(rules.get(recording.ruleId ?? "")),
        // A twin is told of without its own.
        duplicateOf:
          depth > 0 && recording.duplicateOf !== null
            ? twinMessage(twins.get(recording.duplicateOf), message)
            : null,
      });
      for (const recording of some) live.publish(`recordings.${recording.accountId}`, message(recording, 1));
    }
  };
}

function twinMessage(
  twin: Recording | undefined,
  message: (recording: Recording, depth: number) => Record<string, unknown>,
) {
  return twin ? message(twin, 0) : null;
}

async function byId<T extends { readonly id: string }>(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<T[]>,
): Promise<Map<string, T>> {
  if (ids.length === 0) return new Map();
  return new Map((await read([...new Set(ids)])).map((one) => [one.id, one]));
}

function recordingMessage(recording: Recording) {
  const {
    airing,
    accountId: _account,
    captureId: _capture,
    vanishedAt,
    ruleId: _rule,
    terms: _terms,
    ...said
  } = recording;
  return {
    ...said,
    __typename: "Recording",
    title: airing.title,
    subtitle: airing.subtitle,
    season: airing.season,
    episode: airing.episode,
    broadcast: vanishedAt === null ? { __typename: "Broadcast", id: airing.broadcastId } : null,
    channel: { __typename: "Channel", id: airing.channelId },
    series: airing.seriesId === null ? null : { __typename: "Series", id: airing.seriesId },
    scheduledStart: airing.start,
    scheduledStop: airing.stop,
  };
}

function ruleMessage(rule: RecordingRule | undefined) {
  if (!rule) return null;
  const { accountId: _account, seriesId, channelIds, startAfterMinute, startBeforeMinute, ...said } = rule;
  return {
    ...said,
    __typename: "RecordingRule",
    series: seriesId === null ? null : { __typename: "Series", id: seriesId },
    channels: channelIds.map((id) => ({ __typename: "Channel", id })),
    startAfter: startAfterMinute === null ? null : wallTime(startAfterMinute),
    startBefore: startBeforeMinute === null ? null : wallTime(startBeforeMinute),
    padding: rule.padding satisfies Padding,
  };
}

/** Further back or ahead than any guide reaches. */
const ALWAYS = { from: Date.UTC(2_000, 0, 1), to: Date.UTC(2_100, 0, 1) };

/**
 * What recordings hear, once whichever replica hears it: channels whose guide, title, zone or rights changed are read anew,
 * and the plans of households whose products changed are decided again, by what those open now: tried until accounts says.
 */
export function hearOthers(
  events: EventBus,
  {
    client,
    facts,
    clock,
  }: { readonly client: RecordingsStore; readonly facts: Facts; readonly clock: Clock },
): AsyncDisposable {
  const guide = events.consume({
    group: "recordings-guide",
    publishers: ["catalog"],
    types: ["guide.changed", "channel.changed"],
    database: client,
    async handle({ type, key: channelId, payload }, tx: Parameters<typeof noteNews>[0]) {
      const told = { from: Number(payload["from"]), to: Number(payload["to"]) };
      await noteNews(tx, [{ channelId, ...(type === "guide.changed" ? told : ALWAYS) }], clock.now());
    },
  });
  const entitlements = events.consume(
    passingOverErased({
      group: "recordings-entitlements",
      publishers: ["accounts"],
      types: ["entitlements.changed"],
      database: client,
      mostTries: Number.MAX_SAFE_INTEGER,
      async handle({ key, at }, tx: Parameters<typeof duePlans>[0]) {
        if (!(await householdOf(tx, key))) return;
        const answer = await facts.held(key, at);
        if (!answer) throw serviceUnavailable("accounts");
        await saveAnswer(tx, answer);
        await duePlans(tx, [key], clock.now());
      },
    }),
  );
  return {
    async [Symbol.asyncDispose]() {
      await entitlements[Symbol.asyncDispose]();
      await guide[Symbol.asyncDispose]();
    },
  };
}
