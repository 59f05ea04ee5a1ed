import { dateTimeScalar } from "../../lib/date-time.js";
import { badInput } from "../../lib/errors.js";
import { connectionOf, decodeCursor, pageSize } from "../../lib/pagination.js";
import { contentOf, contentResolvers, imagesOf, MOST_A_PAGE } from "./content-resolvers.js";
import type { CatalogContext } from "./context.js";
import { type Broadcast, minimumAgeOf, WIDEST_SCHEDULE_MS } from "./domain/broadcast.js";
import { type Channel, HIGHEST_NUMBER } from "./domain/channel.js";
import type { Resolvers } from "./generated/resolver-types.js";
import { searchContent } from "./search.js";
import type { ChannelKey } from "./store.js";

const MOST_CHANNELS_A_PAGE = 500;
const MOST_IMPORTS = 100;

async function channelOf(broadcast: Broadcast, { loaders }: CatalogContext): Promise<Channel> {
  const channel = await loaders.channel.load(broadcast.channelId);
  if (!channel) throw new Error(`broadcast ${broadcast.id} has lost its channel ${broadcast.channelId}`);
  return channel;
}

/** Guides and clients may send NUL, the one character that PostgreSQL has no place for. */
function isStorable(text: string): boolean {
  return !text.includes("\0");
}

function storable(argument: string, text: string): string {
  if (!isStorable(text)) throw badInput(argument, "must not contain the character NUL", text);
  return text;
}

function keyOf({ number, title, id }: Channel): [number | null, string, string] {
  return [number, title, id];
}

function readKey(after: string): ChannelKey {
  const [number, title, id] = decodeCursor("after", after, 3);
  const isNumber =
    number === null || (Number.isInteger(number) && Math.abs(Number(number)) <= HIGHEST_NUMBER);
  if (!isNumber || typeof title !== "string" || typeof id !== "string") {
    throw badInput("after", "must be a cursor that this field returned", after);
  }
  return {
    number: number === null ? null : Number(number),
    title: storable("after", title),
    id: storable("after", id),
  };
}

export const resolvers: Resolvers = {
  ...contentResolvers,
  DateTime: dateTimeScalar,

  Query: {
    async channels(_, { first, after, ids, group }, { store }) {
      const size = pageSize("first", first ?? 50, MOST_CHANNELS_A_PAGE);
      if (ids && ids.length > MOST_CHANNELS_A_PAGE) {
        throw badInput("ids", `must be at most ${MOST_CHANNELS_A_PAGE}`, ids.length);
      }
      const query = {
        ids: ids?.filter(isStorable) ?? null,
        group: group == null ? null : storable("group", group),
      };
      const rows = await store.channels(query, after == null ? null : readKey(after), size + 1);
      return { ...connectionOf(rows, { size, after }, keyOf), query };
    },
    channel(_, { id, xmltvId }, { loaders, store }) {
      if ((id == null) === (xmltvId == null)) {
        throw badInput("channel", "takes either `id` or `xmltvId`", { id, xmltvId });
      }
      return id == null
        ? store.channelByXmltvId(storable("xmltvId", xmltvId ?? ""))
        : loaders.channel.load(id);
    },
    broadcast: (_, { id }, { loaders }) => loaders.broadcast.load(id),
    series: (_, { id }, { loaders }) => loaders.series.load(id),
    content: (_, { id }, context) => contentOf(id, context),
    collections: (_, _args, { store }) => store.collections(),
    collection: (_, { id }, { loaders }) => loaders.collection.load(id),
    search: (_, args, context) => searchContent(args, context),
    guideImports: (_, { first }, { store }) =>
      store.guideImports(pageSize("first", first ?? 20, MOST_IMPORTS)),
  },

  Mutation: {
    importGuide: (_, { source, url }, { guides }) => guides.fetch(source, url),
    async upsertChannel(_, { input }, { channels }) {
      const result = await channels.upsert(input);
      return "id" in result
        ? { __typename: "Channel", ...result }
        : { __typename: "InvalidInput", ...result };
    },
  },

  SearchConnection: {
    totalCount: ({ search }, _, { store }) => (search === null ? 0 : store.countHits(search)),
  },

  ChannelConnection: {
    totalCount: (connection, _, { store }) => store.countChannels(connection.query),
  },

  Channel: {
    __resolveReference: ({ id }, { loaders }) => loaders.channel.load(id),
    images({ logoUrl }, { kind }) {
      if (logoUrl === null || (kind != null && kind !== "LOGO")) return [];
      return [{ kind: "LOGO", url: logoUrl, width: null, height: null }];
    },
    now: async ({ id }, _, { loaders }) => (await loaders.nowNext.load(id)).now,
    next: async ({ id }, _, { loaders }) => (await loaders.nowNext.load(id)).next,
    timeshiftOf: ({ id }, _, { loaders }) => loaders.original.load(id),
    schedule({ id }, { from, to }, { loaders }) {
      if (from >= to) throw badInput("to", "must be after `from`", new Date(to).toISOString());
      if (to - from > WIDEST_SCHEDULE_MS) {
        throw badInput("to", "must be at most 14 days after `from`", new Date(to).toISOString());
      }
      return loaders.schedule.load({ of: id, from, to });
    },
  },

  Broadcast: {
    __resolveReference: ({ id }, { loaders }) => loaders.broadcast.load(id),
    channel: (broadcast, _, context) => channelOf(broadcast, context),
    entitlementTags: async (broadcast, _, context) => (await channelOf(broadcast, context)).entitlementTags,
    rights: async (broadcast, _, context) => (await channelOf(broadcast, context)).rights,
    minimumAge: (broadcast) => minimumAgeOf(broadcast),
    images: ({ images }, args) => imagesOf(images, args),
    series: ({ seriesKey }, _, { loaders }) =>
      seriesKey === null ? null : loaders.seriesByKey.load(seriesKey),
    alsoShowing: ({ id }, { first }, { loaders }) =>
      loaders.alsoShowing.load({ of: id, after: null, limit: pageSize("first", first ?? 10, MOST_A_PAGE) }),
  },

  GuideImport: {
    __resolveReference: ({ id }, { loaders }) => loaders.guideImport.load(id),
  },
};
