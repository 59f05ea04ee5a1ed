import { Prisma } from "../../../prisma/catalog/client/client.js";
import type { ContentFilter } from "../domain/content-filter.js";

/**
 * A condition on `e`, a search_entry, with `c`, its channel where it has one. Everything that a client says is bound,
 * never part of the statement. Where an entry has nothing to compare, the condition does not hold, and its `not` does.
 */
export function filterSql(filter: ContentFilter): Prisma.Sql {
  const { and, or, not, kind, tag, category, channelId, seriesId } = filter;
  const { startsAfter, startsBefore, minimumAgeAtMost } = filter;
  const conditions: Prisma.Sql[] = [
    ...(and ?? []).map(filterSql),
    ...(or
      ? [or.length === 0 ? Prisma.sql`false` : Prisma.sql`(${Prisma.join(or.map(filterSql), " OR ")})`]
      : []),
    ...(not ? [Prisma.sql`NOT ${filterSql(not)}`] : []),
  ];
  const add = (condition: Prisma.Sql) => conditions.push(Prisma.sql`coalesce(${condition}, false)`);
  if (kind != null) add(Prisma.sql`e.kind = ${kind}`);
  // A broadcast has the tags of its channel, read at use.
  if (tag != null) {
    add(Prisma.sql`${tag} = ANY(CASE WHEN e.kind = 'BROADCAST' THEN c.entitlement_tags ELSE e.tags END)`);
  }
  if (category != null) add(Prisma.sql`fold(${category}) = ANY(e.categories)`);
  if (channelId != null) add(Prisma.sql`e.channel_id = ${channelId}`);
  if (seriesId != null) {
    add(Prisma.sql`(coalesce(e.series_id = ${seriesId}, false)
      OR coalesce(e.series_key = (SELECT title_key FROM series WHERE id = ${seriesId}), false))`);
  }
  if (startsAfter != null) add(Prisma.sql`e.start >= ${instant(startsAfter)}`);
  if (startsBefore != null) add(Prisma.sql`e.start < ${instant(startsBefore)}`);
  if (minimumAgeAtMost != null) add(Prisma.sql`e.minimum_age <= ${minimumAgeAtMost}::int`);
  return conditions.length === 0 ? Prisma.sql`true` : Prisma.sql`(${Prisma.join(conditions, " AND ")})`;
}

export function instant(epochMs: number): Prisma.Sql {
  return Prisma.sql`to_timestamp(${epochMs}::float8 / 1000)`;
}
