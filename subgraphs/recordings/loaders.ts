import DataLoader from "dataloader";
import type { Recording } from "./domain/recording.js";
import type { RecordingRule } from "./domain/rule.js";
import { groupBy } from "./store/planning.js";
import { shownByBroadcast, shownById, upcomingOfRules } from "./store/recordings.js";
import { channelsById, rulesById, rulesOfSeries } from "./store/rules.js";
import type { RecordingsStore } from "./store.js";

/** Most upcoming recordings of a rule that anybody asks for. */
export const MOST_UPCOMING = 100;

export interface RecordingsLoaders {
  readonly recording: DataLoader<string, Recording | null>;
  readonly byBroadcast: DataLoader<string, Recording | null>;
  readonly rule: DataLoader<string, RecordingRule | null>;
  readonly seriesRule: DataLoader<string, RecordingRule | null>;
  /** What a rule will record, by start. */
  readonly upcoming: DataLoader<string, Recording[]>;
  /** Tags of a channel. */
  readonly tags: DataLoader<string, readonly string[]>;
}

/** Loaders of one request, which see the things of one household and no other's; null sees nothing. */
export function createLoaders(client: RecordingsStore, accountId: string | null): RecordingsLoaders {
  const own =
    <T>(read: (accountId: string, keys: readonly string[]) => Promise<T[]>) =>
    async (keys: readonly string[]) =>
      accountId === null ? [] : read(accountId, keys.filter(isStorable));
  return {
    recording: loaderOf(
      own((id, keys) => shownById(client, id, keys)),
      ({ id }) => id,
    ),
    byBroadcast: loaderOf(
      own((id, keys) => shownByBroadcast(client, id, keys)),
      ({ airing }) => airing.broadcastId,
    ),
    rule: loaderOf(
      own(async (id, keys) => (await rulesById(client, keys)).filter((rule) => rule.accountId === id)),
      ({ id }) => id,
    ),
    seriesRule: loaderOf(
      own((id, keys) => rulesOfSeries(client, id, keys)),
      ({ seriesId }) => seriesId ?? "",
    ),
    upcoming: new DataLoader(async (ruleIds) => {
      const found = accountId === null ? [] : await upcomingOfRules(client, ruleIds, MOST_UPCOMING);
      const byRule = groupBy(
        found.filter((one) => one.accountId === accountId),
        ({ ruleId }) => ruleId ?? "",
      );
      return ruleIds.map((id) => byRule.get(id) ?? []);
    }),
    tags: new DataLoader(async (channelIds) => {
      const channels = await channelsById(client, channelIds);
      return channelIds.map((id) => channels.get(id)?.entitlementTags ?? []);
    }),
  };
}

function loaderOf<T>(read: (keys: readonly string[]) => Promise<T[]>, keyOf: (one: T) => string) {
  return new DataLoader<string, T | null>(async (keys) => {
    // Of several the first.
    const found = new Map((await read(keys)).toReversed().map((one) => [keyOf(one), one]));
    return keys.map((key) => found.get(key) ?? null);
  });
}

/** PostgreSQL has no place for NUL: there is nothing behind such an id. */
function isStorable(text: string): boolean {
  return !text.includes("\0");
}
