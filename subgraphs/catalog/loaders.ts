import DataLoader from "dataloader";
import type { Clock } from "../../lib/clock.js";
import type { Broadcast } from "./domain/broadcast.js";
import type { Channel } from "./domain/channel.js";
import type { Collection, CollectionPlace, Episode, Movie, Series } from "./domain/content.js";
import type { GuideImport } from "./domain/guide-import.js";
import { findOriginals } from "./domain/timeshift.js";
import type { AiringKey, CatalogStore, EpisodeKey } from "./store.js";

/** What is on a channel now, and what comes next. */
export interface NowNext {
  readonly now: Broadcast | null;
  readonly next: Broadcast | null;
}

/** A channel and a window of its schedule. */
export interface ScheduleKey {
  readonly of: string;
  readonly from: number;
  readonly to: number;
}

/** A page of something that belongs to `of`. */
interface PageKey<After> {
  readonly of: string;
  readonly after: After | null;
  readonly limit: number;
}

export interface CatalogLoaders {
  readonly channel: DataLoader<string, Channel | null>;
  readonly broadcast: DataLoader<string, Broadcast | null>;
  readonly series: DataLoader<string, Series | null>;
  /** By the folded title that its broadcasts carry. */
  readonly seriesByKey: DataLoader<string, Series | null>;
  readonly movie: DataLoader<string, Movie | null>;
  readonly episode: DataLoader<string, Episode | null>;
  /** The id of the episode after one; null behind the last. */
  readonly nextEpisodeId: DataLoader<string, string | null>;
  readonly collection: DataLoader<string, Collection | null>;
  readonly guideImport: DataLoader<string, GuideImport | null>;
  readonly nowNext: DataLoader<string, NowNext>;
  /** The channel that another one repeats later. */
  readonly original: DataLoader<string, Channel | null>;
  readonly schedule: DataLoader<ScheduleKey, Broadcast[], string>;
  readonly seasons: DataLoader<Series, number[], string>;
  /** `of`: the series' folded title. */
  readonly upcoming: DataLoader<PageKey<AiringKey>, Broadcast[], string>;
  /** `of`: the broadcast's id. */
  readonly alsoShowing: DataLoader<PageKey<never>, Broadcast[], string>;
  /** `of`: the series' id. */
  readonly episodes: DataLoader<PageKey<EpisodeKey> & { readonly season: number | null }, Episode[], string>;
  /** `of`: the collection's id. */
  readonly places: DataLoader<PageKey<number>, CollectionPlace[], string>;
}

/** Loaders of one request: it sees one instant and asks for each thing once. */
export function createLoaders(store: CatalogStore, clock: Clock): CatalogLoaders {
  const now = clock.now();
  const channel = byId((ids) => store.channelsById(ids));
  return {
    channel,
    broadcast: byId((ids) => store.broadcastsById(ids)),
    series: byId((ids) => store.seriesById(ids)),
    seriesByKey: new DataLoader(async (keys) => {
      const found = await store.seriesByKey(keys);
      const byKey = new Map(found.map((series) => [series.titleKey, series]));
      return keys.map((key) => byKey.get(key) ?? null);
    }),
    movie: byId((ids) => store.moviesById(ids)),
    episode: byId((ids) => store.episodesById(ids)),
    nextEpisodeId: new DataLoader(async (ids) => {
      const next = new Map((await store.nextEpisodes(ids)).map(({ id, nextId }) => [id, nextId]));
      return ids.map((id) => next.get(id) ?? null);
    }),
    collection: byId((ids) => store.collectionsById(ids)),
    guideImport: byId((ids) => store.guideImportsById(ids)),
    nowNext: new DataLoader(async (channelIds) => {
      const found = groupBy(await store.nowAndNext(channelIds, now), ({ channelId }) => channelId);
      return channelIds.map((id) => nowNextOf(found.get(id) ?? [], now));
    }),
    original: new DataLoader(async (ids) => {
      const originals = findOriginals(await store.channelNames());
      return Promise.all(ids.map((id) => loadFound(channel, originals.get(id))));
    }),
    seasons: new DataLoader<Series, number[], string>(
      async (series) => {
        const found = groupBy(await store.seasons(series), ({ id }) => id);
        return series.map(({ id }) => (found.get(id) ?? []).map(({ season }) => season));
      },
      { cacheKeyFn: ({ id }) => id },
    ),
    ...pageLoaders(store, now),
  };
}

/** A grid asks for all of its channels with the same window, a page for all of its series with the same size. */
function pageLoaders(store: CatalogStore, now: number) {
  return {
    schedule: alike<ScheduleKey, Broadcast>(async (ids, { from, to }) =>
      groupBy(await store.broadcastsOverlapping(ids, from, to), ({ channelId }) => channelId),
    ),
    upcoming: alike<PageKey<AiringKey>, Broadcast>(async (keys, { after, limit }) =>
      groupBy(await store.upcomingAirings(keys, now, after, limit), ({ seriesKey }) => seriesKey),
    ),
    alsoShowing: alike<PageKey<never>, Broadcast>(async (ids, { limit }) => {
      const found = groupBy(await store.otherAirings(ids, now, limit), ({ of }) => of);
      return new Map([...found].map(([id, rows]) => [id, rows.map(({ broadcast }) => broadcast)]));
    }),
    episodes: alike<PageKey<EpisodeKey> & { readonly season: number | null }, Episode>(async (ids, query) =>
      groupBy(await store.episodesOf(ids, query), ({ seriesId }) => seriesId),
    ),
    places: alike<PageKey<number>, CollectionPlace>(async (ids, { after, limit }) =>
      groupBy(await store.collectionPlaces(ids, after, limit), ({ collectionId }) => collectionId),
    ),
  };
}

function nowNextOf(found: readonly Broadcast[], now: number): NowNext {
  return {
    now: found.find(({ start }) => start <= now) ?? null,
    next: found.find(({ start }) => start > now) ?? null,
  };
}

function loadFound<T>(
  loader: DataLoader<string, T | null>,
  id: string | null | undefined,
): Promise<T | null> {
  return id == null ? Promise.resolve(null) : loader.load(id);
}

/** Only what can be an id is asked for: there is nothing behind anything else, and not every text can be asked for. */
function byId<T extends { readonly id: string }>(read: (ids: readonly string[]) => Promise<T[]>) {
  return new DataLoader<string, T | null>(async (ids) => {
    const sound = ids.filter((id) => /^[a-z]+_\w+$/.test(id));
    const found = new Map((sound.length > 0 ? await read(sound) : []).map((one) => [one.id, one]));
    return ids.map((id) => found.get(id) ?? null);
  });
}

/** Rows that belong to one of several: one statement for all keys that differ in nothing but whose they are. */
function alike<Key extends { readonly of: string }, Row>(
  read: (of: readonly string[], alike: Omit<Key, "of">) => Promise<Map<string | null, Row[]>>,
) {
  return new DataLoader<Key, Row[], string>(
    async (keys) => {
      const groups = [...groupBy(keys, ({ of: _, ...rest }) => JSON.stringify(rest)).values()];
      const found = new Map<Key, Row[]>();
      await Promise.all(
        groups.map(async (group) => {
          const [first] = group;
          if (!first) return;
          const rows = await read([...new Set(group.map((key) => key.of))], first);
          for (const key of group) found.set(key, rows.get(key.of) ?? []);
        }),
      );
      return keys.map((key) => found.get(key) ?? []);
    },
    { cacheKeyFn: (key) => JSON.stringify(key) },
  );
}

function groupBy<Row, Group>(rows: readonly Row[], groupOf: (row: Row) => Group): Map<Group, Row[]> {
  const groups = new Map<Group, Row[]>();
  for (const row of rows) {
    const group = groups.get(groupOf(row));
    if (group) group.push(row);
    else groups.set(groupOf(row), [row]);
  }
  return groups;
}
