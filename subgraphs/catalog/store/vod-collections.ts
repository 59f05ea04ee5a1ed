import { isDeepStrictEqual } from "node:util";
import type { Ids } from "../../../lib/ids.js";
import type { Prisma } from "../../../prisma/catalog/client/client.js";
import type { VodProblem } from "../domain/vod-import.js";
import type { CollectionItemLine, CollectionLine } from "../domain/vod-line.js";
import { MOST_COLLECTIONS } from "./vod.js";
import { NOTHING_SAVED, type Saved } from "./vod-titles.js";

interface Line {
  readonly line: number;
  readonly said: CollectionLine;
}

/** A collection with an item that nobody knows is refused whole: half a section would go unnoticed. */
export async function saveCollections(
  tx: Prisma.TransactionClient,
  lines: readonly Line[],
  ids: Ids,
): Promise<Saved> {
  if (lines.length === 0) return NOTHING_SAVED;
  const known = await contentIds(
    tx,
    lines.flatMap(({ said }) => said.items),
  );
  const problems: VodProblem[] = [];
  const counts = { created: 0, updated: 0, unchanged: 0 };
  for (const { line, said } of lines) {
    const missing = said.items.map(keyOf).find((key) => !known.has(key));
    const items = said.items.flatMap((item) => known.get(keyOf(item)) ?? []);
    const outcome = missing === undefined ? await saveCollection(tx, said, items, ids) : "unknown";
    if (outcome === "unknown") problems.push({ line, reason: `items: there is no ${missing}` });
    else if (outcome === "full") {
      problems.push({ line, reason: `there must be at most ${MOST_COLLECTIONS} collections` });
    } else counts[outcome] += 1;
  }
  return { ...NOTHING_SAVED, ...counts, problems };
}

/** The collection with exactly these items. */
async function saveCollection(
  tx: Prisma.TransactionClient,
  { id: externalId, title, entitlementTags, position }: CollectionLine,
  contentIds: readonly string[],
  ids: Ids,
): Promise<"created" | "updated" | "unchanged" | "full"> {
  const known = await tx.collection.findUnique({
    where: { externalId },
    include: { items: { orderBy: { position: "asc" } } },
  });
  if (!known?.withdrawn) {
    const said = { title, entitlementTags, position, items: contentIds };
    const stored = known && {
      title: known.title,
      entitlementTags: known.entitlementTags,
      position: known.position,
      items: known.items.map(({ contentId }) => contentId),
    };
    if (isDeepStrictEqual(said, stored)) return "unchanged";
  }
  const isShown = known && !known.withdrawn;
  if (!isShown && (await tx.collection.count({ where: { withdrawn: false } })) >= MOST_COLLECTIONS)
    return "full";
  const row = { title, entitlementTags, position, withdrawn: false };
  const { id } = await tx.collection.upsert({
    where: { externalId },
    create: { ...row, externalId, id: ids.next("co") },
    update: row,
  });
  await tx.collectionItem.deleteMany({ where: { collectionId: id } });
  await tx.collectionItem.createMany({
    data: contentIds.map((contentId, index) => ({ collectionId: id, position: index, contentId })),
  });
  return known ? "updated" : "created";
}

/** `movie "x"`: what an item is of, as a problem names it. */
function keyOf(item: CollectionItemLine): string {
  const [[kind, id] = []] = Object.entries(item);
  return `${kind} "${id}"`;
}

/** Ids of contents by what items call them: a statement for each kind. */
async function contentIds(
  tx: Prisma.TransactionClient,
  items: readonly CollectionItemLine[],
): Promise<Map<string, string>> {
  const named = (kind: string) =>
    items.flatMap((item) => Object.entries(item).flatMap(([key, id]) => (key === kind ? [id] : [])));
  const byExternalId = (kind: string) => ({
    where: { externalId: { in: named(kind) } },
    select: { id: true, externalId: true },
  });
  const found = {
    movie: await tx.movie.findMany(byExternalId("movie")),
    series: await tx.series.findMany(byExternalId("series")),
    episode: await tx.episode.findMany(byExternalId("episode")),
    channel: (
      await tx.channel.findMany({
        where: { xmltvId: { in: named("channel") } },
        select: { id: true, xmltvId: true },
      })
    ).map(({ id, xmltvId }) => ({ id, externalId: xmltvId })),
  };
  return new Map(
    Object.entries(found).flatMap(([kind, rows]) =>
      rows.map(({ id, externalId }) => [`${kind} "${externalId}"`, id] as const),
    ),
  );
}
