import type { Ids } from "../../../lib/ids.js";
import { Prisma } from "../../../prisma/catalog/client/client.js";
import type { VodProblem } from "../domain/vod-import.js";
import type { EpisodeLine, MovieLine, SeriesLine, Withdrawal } from "../domain/vod-line.js";

/** What saving some lines did. */
export interface Saved {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** What others may know and is not what it was. */
  readonly changed: readonly { readonly id: string; readonly entitlementTags: readonly string[] }[];
  readonly problems: readonly VodProblem[];
}

interface Line<Said> {
  readonly line: number;
  readonly said: Said;
}

/** A row that an upsert wrote; what it left alone it does not return. */
interface Written {
  readonly id: string;
  readonly entitlementTags: string[];
  readonly isNew: boolean;
}

export const NOTHING_SAVED: Saved = { created: 0, updated: 0, unchanged: 0, changed: [], problems: [] };

/** What was written of `count` lines, and why the others were not. */
function savedOf(count: number, rows: readonly Written[], problems: readonly VodProblem[] = []): Saved {
  const changed = rows.filter(({ isNew }) => !isNew);
  const created = rows.length - changed.length;
  return { created, updated: changed.length, unchanged: count - rows.length, changed, problems };
}

const WRITTEN = Prisma.sql`id, entitlement_tags AS "entitlementTags", (xmax = 0) AS "isNew"`;
const PLAYABLE =
  Prisma.raw(`id text, "externalId" text, title text, "entitlementTags" text[], description text,
  "durationSeconds" int, "creditsFromSeconds" int, categories text[], credits jsonb, "minimumAge" int, "programId" text, images jsonb`);

function rowsOf(lines: readonly Line<SeriesLine | MovieLine | EpisodeLine>[], prefix: string, ids: Ids) {
  return JSON.stringify(lines.map(({ said }) => ({ ...said, externalId: said.id, id: ids.next(prefix) })));
}

/**
 * A series that the guide made, or that is withdrawn, becomes the new one on demand of that title, with its id. Where two
 * on demand have one title, broadcasts belong to the first: the one that has them, else by the order of their ids.
 */
export async function saveSeries(
  tx: Prisma.TransactionClient,
  lines: readonly Line<SeriesLine>[],
  ids: Ids,
): Promise<Saved> {
  if (lines.length === 0) return NOTHING_SAVED;
  const rows = rowsOf(lines, "se", ids);
  const said = Prisma.sql`said AS (
    SELECT *, CASE WHEN row_number() OVER (PARTITION BY key ORDER BY EXISTS (
        SELECT FROM series WHERE external_id = "externalId" AND title_key = key
      ) DESC, "externalId") = 1 THEN nullif(key, '') END AS own_key
    FROM (
      SELECT *, left(fold(title), 500) AS key FROM json_to_recordset(${rows}::json) AS row(
        id text, "externalId" text, title text, "entitlementTags" text[], description text, categories text[],
        images jsonb)
    ) AS keyed)`;
  await tx.$executeRaw`
    WITH ${said}
    UPDATE series SET external_id = said."externalId" FROM said
    WHERE (series.external_id IS NULL OR series.withdrawn) AND series.title_key = said.own_key
      AND NOT EXISTS (SELECT FROM series AS known WHERE known.external_id = said."externalId")`;
  const written = await tx.$queryRaw<Written[]>`
    WITH ${said}
    INSERT INTO series AS old (id, external_id, title_key, title, entitlement_tags, description, categories, images)
    SELECT id, "externalId",
      CASE WHEN NOT EXISTS (SELECT FROM series WHERE title_key = own_key AND external_id IS DISTINCT FROM "externalId")
        THEN own_key END,
      title, "entitlementTags", description, categories, images
    FROM said
    ON CONFLICT (external_id) DO UPDATE SET
      title_key = excluded.title_key, title = excluded.title, entitlement_tags = excluded.entitlement_tags,
      description = excluded.description, categories = excluded.categories, images = excluded.images,
      withdrawn = false
    WHERE (old.title_key, old.title, old.entitlement_tags, old.description, old.categories, old.images, old.withdrawn)
      IS DISTINCT FROM (excluded.title_key, excluded.title, excluded.entitlement_tags, excluded.description,
        excluded.categories, excluded.images, false)
    RETURNING ${WRITTEN}`;
  return savedOf(lines.length, written);
}

export async function saveMovies(
  tx: Prisma.TransactionClient,
  lines: readonly Line<MovieLine>[],
  ids: Ids,
): Promise<Saved> {
  if (lines.length === 0) return NOTHING_SAVED;
  const written = await tx.$queryRaw<Written[]>`
    INSERT INTO movie AS old (id, external_id, title, entitlement_tags, description, duration_seconds, credits_from_seconds,
      year, categories, credits, minimum_age, program_id, images)
    SELECT id, "externalId", title, "entitlementTags", description, "durationSeconds", "creditsFromSeconds", year,
      categories, credits, "minimumAge", "programId", images
    FROM json_to_recordset(${rowsOf(lines, "mo", ids)}::json) AS row(${PLAYABLE}, year int)
    ON CONFLICT (external_id) DO UPDATE SET
      title = excluded.title, entitlement_tags = excluded.entitlement_tags, description = excluded.description,
      duration_seconds = excluded.duration_seconds,
      credits_from_seconds = excluded.credits_from_seconds, year = excluded.year, categories = excluded.categories,
      credits = excluded.credits, minimum_age = excluded.minimum_age, program_id = excluded.program_id,
      images = excluded.images, withdrawn = false
    WHERE (old.title, old.entitlement_tags, old.description, old.duration_seconds, old.credits_from_seconds, old.year,
        old.categories, old.credits, old.minimum_age, old.program_id, old.images, old.withdrawn)
      IS DISTINCT FROM (excluded.title, excluded.entitlement_tags, excluded.description, excluded.duration_seconds,
        excluded.credits_from_seconds, excluded.year, excluded.categories, excluded.credits, excluded.minimum_age, excluded.program_id,
        excluded.images, false)
    RETURNING ${WRITTEN}`;
  return savedOf(lines.length, written);
}

/** An episode whose series is not offered is refused. */
export async function saveEpisodes(
  tx: Prisma.TransactionClient,
  lines: readonly Line<EpisodeLine>[],
  ids: Ids,
): Promise<Saved> {
  if (lines.length === 0) return NOTHING_SAVED;
  const wanted = [...new Set(lines.map(({ said }) => said.series))];
  const found = await tx.series.findMany({
    where: { externalId: { in: wanted }, withdrawn: false },
    select: { externalId: true },
  });
  const known = new Set(found.map(({ externalId }) => externalId));
  const taken = lines.filter(({ said }) => known.has(said.series));
  const problems = lines
    .filter(({ said }) => !known.has(said.series))
    .map(({ line, said }) => ({ line, reason: `there is no series "${said.series}"` }));
  const written = await tx.$queryRaw<Written[]>`
    INSERT INTO episode AS old (id, external_id, series_id, season, number, title, entitlement_tags, description,
      duration_seconds, credits_from_seconds, categories, credits, minimum_age, program_id, images)
    SELECT row.id, "externalId", series.id, season, number, row.title, "entitlementTags", row.description,
      "durationSeconds", "creditsFromSeconds", row.categories, credits, "minimumAge", "programId", row.images
    FROM json_to_recordset(${rowsOf(taken, "ep", ids)}::json) AS row(${PLAYABLE}, series text, season int, number int)
    JOIN series ON series.external_id = row.series
    ON CONFLICT (external_id) DO UPDATE SET
      series_id = excluded.series_id, season = excluded.season, number = excluded.number, title = excluded.title,
      entitlement_tags = excluded.entitlement_tags, description = excluded.description,
      duration_seconds = excluded.duration_seconds,
      credits_from_seconds = excluded.credits_from_seconds, categories = excluded.categories, credits = excluded.credits,
      minimum_age = excluded.minimum_age, program_id = excluded.program_id, images = excluded.images,
      withdrawn = false
    WHERE (old.series_id, old.season, old.number, old.title, old.entitlement_tags, old.description,
        old.duration_seconds, old.credits_from_seconds, old.categories, old.credits, old.minimum_age, old.program_id, old.images, old.withdrawn)
      IS DISTINCT FROM (excluded.series_id, excluded.season, excluded.number, excluded.title,
        excluded.entitlement_tags, excluded.description, excluded.duration_seconds,
        excluded.credits_from_seconds, excluded.categories,
        excluded.credits, excluded.minimum_age, excluded.program_id, excluded.images, false)
    RETURNING ${WRITTEN}`;
  return savedOf(taken.length, written, problems);
}

interface Gone {
  readonly id: string;
  readonly entitlementTags: string[];
}

/** What is not offered any more by it: a series takes its episodes along. Null where there is no such thing. */
export async function withdraw(
  tx: Prisma.TransactionClient,
  { kind, id: externalId }: Withdrawal,
): Promise<Gone[] | null> {
  const table = Prisma.raw(kind);
  const known = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id FROM ${table} WHERE external_id = ${externalId}`;
  const [found] = known;
  if (!found) return null;
  const gone = await tx.$queryRaw<Gone[]>`
    UPDATE ${table} SET withdrawn = true WHERE id = ${found.id} AND NOT withdrawn
    RETURNING id, entitlement_tags AS "entitlementTags"`;
  if (kind !== "series") return gone;
  const episodes = await tx.$queryRaw<Gone[]>`
    UPDATE episode SET withdrawn = true WHERE series_id = ${found.id} AND NOT withdrawn
    RETURNING id, entitlement_tags AS "entitlementTags"`;
  return [...gone, ...episodes];
}
