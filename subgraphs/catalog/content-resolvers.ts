import { badInput } from "../../lib/errors.js";
import { prefixOf } from "../../lib/ids.js";
import { connectionOf, decodeCursor, pageSize } from "../../lib/pagination.js";
import type { CatalogContext } from "./context.js";
import { EARLIEST_MS } from "./domain/broadcast.js";
import type { CollectionPlace, Content } from "./domain/content.js";
import type { GuideImage } from "./domain/guide.js";
import type { Resolvers } from "./generated/resolver-types.js";
import type { AiringKey, EpisodeKey } from "./store.js";

/** Every list but that of channels. */
export const MOST_A_PAGE = 100;
const FOREIGN_CURSOR = "must be a cursor that this field returned";
/** PostgreSQL's integers and JavaScript's dates end here; a cursor of ours has none beyond. */
const LARGEST_INT = 2_147_483_647;
const LATEST_MS = 8_640_000_000_000_000;

/** A reference to Content says by its id's prefix where it lives. */
export function contentOf(id: string, { loaders }: CatalogContext): Promise<Content | null> {
  switch (prefixOf(id)) {
    case "ch":
      return loaders.channel.load(id);
    case "br":
      return loaders.broadcast.load(id);
    case "se":
      return loaders.series.load(id);
    case "mo":
      return loaders.movie.load(id);
    case "ep":
      return loaders.episode.load(id);
    default:
      return Promise.resolve(null);
  }
}

/** The pictures of one kind, or all. */
export function imagesOf<Kind>(
  images: readonly GuideImage[],
  { kind }: { readonly kind?: Kind | null },
): GuideImage[] {
  return images.filter((image) => kind == null || image.kind === kind);
}

function isWithin(value: unknown, most: number): value is number {
  return Number.isInteger(value) && Math.abs(Number(value)) <= most;
}

/** Whether a cursor of ours may have it for an instant. */
export function isInstant(value: unknown): value is number {
  return isWithin(value, LATEST_MS) && value >= EARLIEST_MS;
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^\w+$/.test(value);
}

function readAiringKey(after: string): AiringKey {
  const [start, id] = decodeCursor("after", after, 2);
  if (!isInstant(start) || !isId(id)) throw badInput("after", FOREIGN_CURSOR, after);
  return { start, id };
}

function readEpisodeKey(after: string): EpisodeKey {
  const [season = null, number = null, id] = decodeCursor("after", after, 3);
  const isPart = (part: unknown): part is number | null => part === null || isWithin(part, LARGEST_INT);
  if (!isPart(season) || !isPart(number) || !isId(id)) throw badInput("after", FOREIGN_CURSOR, after);
  return { season, number, id };
}

function readPosition(after: string): number {
  const [position] = decodeCursor("after", after, 1);
  if (!isWithin(position, LARGEST_INT)) throw badInput("after", FOREIGN_CURSOR, after);
  return position;
}

/** Contents of places, in their order. One that was withdrawn since its place was read is left out. */
async function contentsOf(places: readonly CollectionPlace[], context: CatalogContext) {
  const found = await Promise.all(places.map(({ contentId }) => contentOf(contentId, context)));
  return places.flatMap((place, index) => {
    const content = found[index];
    return content ? [{ place, content }] : [];
  });
}

/** Series, video on demand and collections. */
export const contentResolvers: Resolvers = {
  Content: {
    __resolveType: (content) => content.kind,
    __resolveReference: ({ id }, context) => contentOf(id, context),
  },

  Series: {
    __resolveReference: ({ id }, { loaders }) => loaders.series.load(id),
    images: ({ images }, args) => imagesOf(images, args),
    seasons: (series, _, { loaders }) => loaders.seasons.load(series),
    async upcoming({ titleKey }, { first, after }, { loaders }) {
      const size = pageSize("first", first ?? 20, MOST_A_PAGE);
      const behind = after == null ? null : readAiringKey(after);
      const rows =
        titleKey === null
          ? []
          : await loaders.upcoming.load({ of: titleKey, after: behind, limit: size + 1 });
      return connectionOf(rows, { size, after }, ({ start, id }) => [start, id]);
    },
    async episodes({ id }, { season, first, after }, { loaders }) {
      const size = pageSize("first", first ?? 20, MOST_A_PAGE);
      const behind = after == null ? null : readEpisodeKey(after);
      const query = { of: id, season: season ?? null, after: behind, limit: size + 1 };
      const rows = await loaders.episodes.load(query);
      return connectionOf(rows, { size, after }, (episode) => [episode.season, episode.number, episode.id]);
    },
  },

  Movie: {
    __resolveReference: ({ id }, { loaders }) => loaders.movie.load(id),
    images: ({ images }, args) => imagesOf(images, args),
  },

  Episode: {
    __resolveReference: ({ id }, { loaders }) => loaders.episode.load(id),
    images: ({ images }, args) => imagesOf(images, args),
    async next({ id }, _, { loaders }) {
      const nextId = await loaders.nextEpisodeId.load(id);
      return nextId === null ? null : loaders.episode.load(nextId);
    },
    async series({ id, seriesId }, _, { loaders }) {
      const series = await loaders.series.load(seriesId);
      if (!series) throw new Error(`episode ${id} has lost its series ${seriesId}`);
      return series;
    },
  },

  Collection: {
    __resolveReference: ({ id }, { loaders }) => loaders.collection.load(id),
    async items({ id }, { first, after }, context) {
      const size = pageSize("first", first ?? 20, MOST_A_PAGE);
      const behind = after == null ? null : readPosition(after);
      const places = await context.loaders.places.load({ of: id, after: behind, limit: size + 1 });
      const page = connectionOf(places, { size, after }, ({ position }) => [position]);
      const nodes = new Map(
        (await contentsOf(places.slice(0, size), context)).map(({ place, content }) => [place, content]),
      );
      const edges = page.edges.flatMap(({ cursor, node: place }) => {
        const node = nodes.get(place);
        return node ? [{ cursor, node }] : [];
      });
      return { edges, pageInfo: page.pageInfo };
    },
  },
};
