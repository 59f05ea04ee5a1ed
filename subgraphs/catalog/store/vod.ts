import { Prisma, type PrismaClient } from "../../../prisma/catalog/client/client.js";
import type { Collection, CollectionPlace, Episode, Movie, Series } from "../domain/content.js";
import { toEpisode, toMovie, toSeries } from "./rows.js";

/** Behind every season and number: where episodes without one stand. */
const LAST = 2_147_483_647;

/** Where a page of episodes begins: the sort key of the episode before it; no season or number is null. */
export interface EpisodeKey {
  readonly season: number | null;
  readonly number: number | null;
  readonly id: string;
}

/** Which episodes of a series, from where and how many. */
export interface EpisodeQuery {
  readonly season: number | null;
  readonly after: EpisodeKey | null;
  readonly limit: number;
}

/** Most sections that an app shows. */
export const MOST_COLLECTIONS = 200;

/** Video on demand, series and collections, as viewers see them: without what is withdrawn. */
export function createVodStore(client: PrismaClient) {
  return {
    async moviesById(ids: readonly string[]): Promise<Movie[]> {
      return (await client.movie.findMany({ where: { id: { in: [...ids] }, withdrawn: false } })).map(
        toMovie,
      );
    },

    async episodesById(ids: readonly string[]): Promise<Episode[]> {
      const rows = await client.episode.findMany({ where: { id: { in: [...ids] }, withdrawn: false } });
      return rows.map(toEpisode);
    },

    seriesById: (ids: readonly string[]): Promise<Series[]> => readSeries(client, Prisma.sql`id`, ids),

    /** By the folded titles that their broadcasts carry. */
    seriesByKey: (keys: readonly string[]): Promise<Series[]> =>
      readSeries(client, Prisma.sql`title_key`, keys),

    /** Seasons of each series, on demand or in the guide: one statement for all. */
    async seasons(series: readonly Series[]): Promise<{ id: string; season: number }[]> {
      const wanted = JSON.stringify(series.map(({ id, titleKey }) => ({ id, key: titleKey })));
      return client.$queryRaw`
        WITH wanted AS (SELECT * FROM json_to_recordset(${wanted}::json) AS series(id text, key text))
        SELECT wanted.id, season FROM wanted JOIN episode ON series_id = wanted.id
        WHERE season IS NOT NULL AND NOT withdrawn
        UNION
        SELECT wanted.id, (details->>'season')::int FROM wanted JOIN broadcast ON series_key = wanted.key
        WHERE details->>'season' IS NOT NULL
        ORDER BY 1, 2`;
    },

    /** A page of the episodes of each series: one statement for all. */
    async episodesOf(
      seriesIds: readonly string[],
      { season, after, limit }: EpisodeQuery,
    ): Promise<Episode[]> {
      const place = Prisma.sql`(coalesce(season, ${LAST}::int), coalesce(number, ${LAST}::int), id)`;
      const behind = after
        ? Prisma.sql`AND ${place} > (${after.season ?? LAST}::int, ${after.number ?? LAST}::int, ${after.id})`
        : Prisma.empty;
      const rows = await client.$queryRaw<Prisma.EpisodeModel[]>`
        SELECT page.id, external_id AS "externalId", series_id AS "seriesId", season, number, title,
               entitlement_tags AS "entitlementTags", description, duration_seconds AS "durationSeconds",
               credits_from_seconds AS "creditsFromSeconds",
               categories, credits, minimum_age AS "minimumAge", program_id AS "programId", images, withdrawn
        FROM unnest(${[...seriesIds]}::text[]) AS wanted(id)
        CROSS JOIN LATERAL (
          SELECT * FROM episode WHERE series_id = wanted.id AND NOT withdrawn
            ${season === null ? Prisma.empty : Prisma.sql`AND season = ${season}::int`} ${behind}
          ORDER BY ${place} LIMIT ${limit}::int
        ) AS page`;
      return rows.map(toEpisode);
    },

    /** The episode after each of these, where there is one: one statement for all. */
    nextEpisodes: (ids: readonly string[]): Promise<{ id: string; nextId: string }[]> => client.$queryRaw`
      SELECT seen.id, following.id AS "nextId" FROM episode AS seen
      CROSS JOIN LATERAL (
        SELECT id FROM episode WHERE series_id = seen.series_id AND NOT withdrawn
          AND (coalesce(season, ${LAST}::int), coalesce(number, ${LAST}::int), id)
            > (coalesce(seen.season, ${LAST}::int), coalesce(seen.number, ${LAST}::int), seen.id)
        ORDER BY coalesce(season, ${LAST}::int), coalesce(number, ${LAST}::int), id LIMIT 1
      ) AS following
      WHERE seen.id = ANY(${[...ids]}::text[])`,

    collections: (): Promise<Collection[]> =>
      client.collection.findMany({
        where: { withdrawn: false },
        select: { id: true, title: true, entitlementTags: true },
        orderBy: [{ position: "asc" }, { title: "asc" }, { id: "asc" }],
        take: MOST_COLLECTIONS,
      }),

    collectionsById: (ids: readonly string[]): Promise<Collection[]> =>
      client.collection.findMany({
        where: { id: { in: [...ids] }, withdrawn: false },
        select: { id: true, title: true, entitlementTags: true },
      }),

    /** A page of the places of each collection behind `after`, without those whose content is gone. */
    collectionPlaces: (
      collectionIds: readonly string[],
      after: number | null,
      limit: number,
    ): Promise<CollectionPlace[]> => client.$queryRaw`
      SELECT page.collection_id AS "collectionId", page.position, page.content_id AS "contentId"
      FROM unnest(${[...collectionIds]}::text[]) AS wanted(id)
      CROSS JOIN LATERAL (
        SELECT * FROM collection_item AS item
        WHERE collection_id = wanted.id AND position > ${after ?? -1}::int AND (
          EXISTS (SELECT FROM movie WHERE movie.id = item.content_id AND NOT withdrawn)
          OR EXISTS (SELECT FROM episode WHERE episode.id = item.content_id AND NOT withdrawn)
          OR EXISTS (SELECT FROM series WHERE series.id = item.content_id AND ${IS_SHOWN})
          OR EXISTS (SELECT FROM channel WHERE channel.id = item.content_id))
        ORDER BY position LIMIT ${limit}::int
      ) AS page`,
  };
}

/** A series that is not offered on demand any more is still that of its broadcasts. */
const IS_SHOWN = Prisma.sql`(NOT withdrawn OR EXISTS (SELECT FROM broadcast WHERE series_key = series.title_key))`;

async function readSeries(
  client: PrismaClient,
  column: Prisma.Sql,
  values: readonly string[],
): Promise<Series[]> {
  const rows = await client.$queryRaw<Prisma.SeriesModel[]>`
    SELECT id, external_id AS "externalId", title_key AS "titleKey", title, entitlement_tags AS "entitlementTags",
           categories, description, images, withdrawn
    FROM series WHERE ${column} = ANY(${[...values]}::text[]) AND ${IS_SHOWN}`;
  return rows.map(toSeries);
}
