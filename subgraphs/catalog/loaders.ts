import DataLoader from "dataloader";
import type { Clock } from "../../lib/clock.js";
import type { Broadcast } from "./domain/broadcast.js";
import type { Channel } from "./domain/channel.js";
import type { GuideImport } from "./domain/guide-import.js";
import type { CatalogStore } from "./store.js";

/** What is on a channel now, and what comes next. */
export interface NowNext {
  readonly now: Broadcast | null;
  readonly next: Broadcast | null;
}

/** A channel and a window of its schedule. */
export interface ScheduleKey {
  readonly channelId: string;
  readonly from: number;
  readonly to: number;
}

export interface CatalogLoaders {
  readonly channel: DataLoader<string, Channel | null>;
  readonly broadcast: DataLoader<string, Broadcast | null>;
  readonly guideImport: DataLoader<string, GuideImport | null>;
  readonly nowNext: DataLoader<string, NowNext>;
  readonly schedule: DataLoader<ScheduleKey, Broadcast[], string>;
}

/** Loaders of one request: it sees one instant and asks for each thing once. */
export function createLoaders(store: CatalogStore, clock: Clock): CatalogLoaders {
  const now = clock.now();
  return {
    channel: byId((ids) => store.channelsById(ids)),
    broadcast: byId((ids) => store.broadcastsById(ids)),
    guideImport: byId((ids) => store.guideImportsById(ids)),
    nowNext: new DataLoader(async (channelIds) => {
      const byChannel = groupByChannel(await store.nowAndNext(channelIds, now));
      return channelIds.map((id) => {
        const found = byChannel.get(id) ?? [];
        return {
          now: found.find(({ start }) => start <= now) ?? null,
          next: found.find(({ start }) => start > now) ?? null,
        };
      });
    }),
    schedule: new DataLoader((keys) => schedules(store, keys), {
      cacheKeyFn: ({ channelId, from, to }) => `${channelId} ${from} ${to}`,
    }),
  };
}

/** Only what can be an id is asked for: there is nothing behind anything else, and not every text can be asked for. */
function byId<T extends { readonly id: string }>(read: (ids: readonly string[]) => Promise<T[]>) {
  return new DataLoader<string, T | null>(async (ids) => {
    const sound = ids.filter((id) => /^[a-z]+_\w+$/.test(id));
    return inOrder(ids, sound.length > 0 ? await read(sound) : []);
  });
}

function inOrder<T extends { readonly id: string }>(
  ids: readonly string[],
  found: readonly T[],
): (T | null)[] {
  const byId = new Map(found.map((one) => [one.id, one]));
  return ids.map((id) => byId.get(id) ?? null);
}

function groupByChannel(broadcasts: readonly Broadcast[]): Map<string, Broadcast[]> {
  const groups = new Map<string, Broadcast[]>();
  for (const broadcast of broadcasts) {
    const group = groups.get(broadcast.channelId);
    if (group) group.push(broadcast);
    else groups.set(broadcast.channelId, [broadcast]);
  }
  return groups;
}

/** One statement a window: a grid asks for all of its channels with the same one. */
async function schedules(store: CatalogStore, keys: readonly ScheduleKey[]): Promise<Broadcast[][]> {
  const windows = new Map<string, ScheduleKey[]>();
  for (const key of keys) {
    const window = `${key.from} ${key.to}`;
    windows.set(window, [...(windows.get(window) ?? []), key]);
  }
  const found = new Map<ScheduleKey, Broadcast[]>();
  await Promise.all(
    [...windows.values()].map(async (group) => {
      const [first] = group;
      if (!first) return;
      const channelIds = group.map(({ channelId }) => channelId);
      const byChannel = groupByChannel(await store.broadcastsOverlapping(channelIds, first.from, first.to));
      for (const key of group) found.set(key, byChannel.get(key.channelId) ?? []);
    }),
  );
  return keys.map((key) => found.get(key) ?? []);
}
