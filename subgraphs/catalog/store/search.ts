import { Prisma, type PrismaClient } from "../../../prisma/catalog/client/client.js";
import type { ContentFilter } from "../domain/content-filter.js";
import type { SearchedWord, SearchPart } from "../domain/search.js";
import { filterSql, instant } from "./search-filter.js";

/** What is ranked and counted at most: of more, those that are on soonest, then those that were on last. */
export const MOST_RANKED = 5_000;
/** Words like one that nobody knows. */
const MOST_SIMILAR = 40;
/** Compounds that end with a word of at least so many letters: a shorter one ends too many. */
const SHORTEST_COMPOUNDED = 5;
const MOST_COMPOUNDS = 20;
/** Ways to take a word apart. */
const MOST_SPLITS = 4;
/** Words that are looked up for their spelling: nobody misspells more at once. */
const MOST_MISSPELLED = 8;

/** What is searched for, by whom and when. `now`: epoch ms, that of the first page. */
export interface SearchQuery {
  readonly folded: string;
  readonly query: string;
  readonly filter: ContentFilter;
  readonly now: number;
}

/** Where a hit stands: upcoming, catch-up or past (0, 1, 2); score in millionths; distance from now in ms; id. */
export interface SearchHit {
  readonly bucket: number;
  readonly score: number;
  readonly distance: number;
  readonly id: string;
}

export function createSearchStore(client: PrismaClient) {
  return {
    /** What is known of each word of a search: one statement. */
    async searchedWords(parts: readonly SearchPart[]): Promise<SearchedWord[]> {
      return client.$queryRaw`
        WITH word AS MATERIALIZED (
          SELECT part.ordinality::int AS part, piece.ordinality AS place, "isQuoted", word, fold_german(word) AS german
          FROM ROWS FROM (json_to_recordset(${JSON.stringify(parts)}::json) AS (text text, "isQuoted" boolean))
            WITH ORDINALITY AS part,
            unnest(string_to_array(nullif(fold(text), ''), ' ')) WITH ORDINALITY AS piece(word)
        ), stemmed AS MATERIALIZED (
          SELECT *, (tsvector_to_array(to_tsvector('pg_catalog.english', word)))[1] AS "englishStem",
            (tsvector_to_array(to_tsvector('pg_catalog.german', german)))[1] AS "germanStem"
          FROM word
        ), compounded AS MATERIALIZED (
          SELECT *, CASE WHEN "isQuoted" OR length(word) < ${SHORTEST_COMPOUNDED}::int THEN '{}'::text[] ELSE ARRAY(
            SELECT DISTINCT v.word FROM search_word AS v
            WHERE (v.word LIKE '_%' || stemmed.word OR v.word LIKE '_%' || german) ORDER BY v.word
            LIMIT ${MOST_COMPOUNDS}::int) END AS compounds
          FROM stemmed
        ), checked AS MATERIALIZED (
          SELECT *, "isQuoted" OR compounds <> '{}'
            OR EXISTS (SELECT FROM search_word AS v WHERE v.word LIKE compounded.word || '%')
            OR EXISTS (SELECT FROM search_word AS v WHERE v.word LIKE german || '%')
            OR EXISTS (SELECT FROM search_entry WHERE document @@
              concat_ws(' | ', quote_literal("englishStem"), quote_literal("germanStem"))::tsquery) AS known
          FROM compounded
        )
        SELECT part, "isQuoted", word, german, "englishStem", "germanStem", compounds,
          CASE WHEN known THEN '{}' ELSE ARRAY(
            SELECT DISTINCT concat(first, ' ', rest)
            FROM unnest(ARRAY[checked.word, german]) AS form, generate_series(2, length(form) - 1) AS place,
              LATERAL (SELECT left(form, place) AS first, substr(form, place + 1) AS rest) AS half
            WHERE EXISTS (SELECT FROM search_word AS v WHERE v.word = first)
              AND (rest ~ '^[0-9]+$' OR EXISTS (SELECT FROM search_word AS v WHERE v.word = rest))
            LIMIT ${MOST_SPLITS}::int)
          END AS splits,
          CASE WHEN known OR row_number() OVER (PARTITION BY known ORDER BY part, place) > ${MOST_MISSPELLED}::int
            THEN '{}' ELSE ARRAY(
              SELECT v.word FROM search_word AS v WHERE v.word % checked.german OR v.word % checked.word
              GROUP BY v.word ORDER BY greatest(similarity(v.word, checked.word), similarity(v.word, checked.german)) DESC, v.word
              LIMIT ${MOST_SIMILAR}::int)
          END AS similar
        FROM checked ORDER BY part, place`;
    },

    /** A page of what is found, best first, behind `after`. */
    async searchHits(search: SearchQuery, after: SearchHit | null, limit: number): Promise<SearchHit[]> {
      const behind = after
        ? Prisma.sql`WHERE (bucket, -score, distance, id) >
            (${after.bucket}::int, ${-after.score}::int, ${after.distance}::float8, ${after.id})`
        : Prisma.empty;
      return client.$queryRaw`
        SELECT bucket, score, distance, id FROM (
          SELECT content_id AS id, bucket, distance, round(1000000 * (
            ts_rank('{0.1, 0.3, 0.5, 1}', document, ${search.query}::tsquery)
            + similarity(title, ${search.folded})))::int AS score
          FROM (${candidates(search)}) AS candidate
        ) AS ranked ${behind}
        ORDER BY bucket, score DESC, distance, id LIMIT ${limit}::int`;
    },

    /** How much is found, up to MOST_RANKED. */
    async countHits(search: SearchQuery): Promise<number> {
      const [row] = await client.$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS count FROM (
          SELECT FROM search_entry AS e LEFT JOIN channel AS c ON c.id = e.channel_id
          WHERE e.document @@ ${search.query}::tsquery AND ${filterSql(search.filter)} LIMIT ${MOST_RANKED}::int
        ) AS found`;
      return row?.count ?? 0;
    },
  };
}

/** What matches: of too much, what is nearest to now. What has no time can be watched now. */
function candidates({ query, filter, now }: SearchQuery): Prisma.Sql {
  const at = instant(now);
  return Prisma.sql`
    SELECT e.content_id, e.title, e.document,
      CASE
        WHEN e.stop IS NULL OR e.stop > ${at} THEN 0
        WHEN e.stop + make_interval(secs => c.catch_up_seconds) > ${at} THEN 1
        ELSE 2
      END AS bucket,
      coalesce(abs(extract(epoch FROM e.start - ${at})), 0)::float8 AS distance
    FROM search_entry AS e LEFT JOIN channel AS c ON c.id = e.channel_id
    WHERE e.document @@ ${query}::tsquery AND ${filterSql(filter)}
    ORDER BY bucket, distance, e.content_id LIMIT ${MOST_RANKED}::int`;
}
