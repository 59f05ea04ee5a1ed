import { openDatabase } from "../../lib/database.js";
import { badInput } from "../../lib/errors.js";
import { type Prisma, PrismaClient } from "../../prisma/catalog/client/client.js";
import { type Broadcast, LONGEST_BROADCAST_MS } from "./domain/broadcast.js";
import type { Channel, ChannelSettings } from "./domain/channel.js";
import type { ChannelQuery } from "./domain/channel-page.js";
import type { GuideImport } from "./domain/guide-import.js";
import { toBroadcast, toChannel, toGuideImport } from "./store/rows.js";

/** Where a page of channels begins: the sort key of the channel before it. */
export interface ChannelKey {
  readonly number: number | null;
  readonly title: string;
  readonly id: string;
}

/** Most broadcasts that one window reads, over all its channels: some 40 MB; a day of 500 channels has half as many. */
const MOST_BROADCASTS = 40_000;

export type CatalogStore = ReturnType<typeof createCatalogStore>;

/** Connects to the catalog's database. */
export async function openCatalogStore(
  databaseUrl: string,
  onStatement: ((sql: string) => void) | undefined,
) {
  const database = await openDatabase({
    service: "catalog",
    databaseUrl,
    onStatement,
    create: (shared) => new PrismaClient(shared),
  });
  return Object.assign(createCatalogStore(database.client), {
    client: database.client,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  });
}

function createCatalogStore(client: PrismaClient) {
  return {
    async channelsById(ids: readonly string[]): Promise<Channel[]> {
      return (await client.channel.findMany({ where: { id: { in: [...ids] } } })).map(toChannel);
    },

    async channelByXmltvId(xmltvId: string): Promise<Channel | null> {
      const row = await client.channel.findUnique({ where: { xmltvId } });
      return row && toChannel(row);
    },

    async channelByNumber(number: number): Promise<Channel | null> {
      const row = await client.channel.findUnique({ where: { number } });
      return row && toChannel(row);
    },

    /** By number, those without one last; then title; then id. */
    async channels(query: ChannelQuery, after: ChannelKey | null, limit: number): Promise<Channel[]> {
      const rows = await client.channel.findMany({
        where: { AND: [whereChannels(query), after ? behind(after) : {}] },
        orderBy: [{ number: { sort: "asc", nulls: "last" } }, { title: "asc" }, { id: "asc" }],
        take: limit,
      });
      return rows.map(toChannel);
    },

    countChannels: (query: ChannelQuery): Promise<number> =>
      client.channel.count({ where: whereChannels(query) }),

    async saveChannel(id: string, settings: ChannelSettings): Promise<Channel> {
      const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value != null));
      const row = await client.channel.upsert({
        where: { xmltvId: settings.xmltvId },
        create: { title: settings.xmltvId, ...given, id, xmltvId: settings.xmltvId },
        update: given,
      });
      return toChannel(row);
    },

    async broadcastsById(ids: readonly string[]): Promise<Broadcast[]> {
      return (await client.broadcast.findMany({ where: { id: { in: [...ids] } } })).map(toBroadcast);
    },

    /** All that overlap [from, to), by channel and start; BAD_USER_INPUT where that is more than can be read. */
    async broadcastsOverlapping(
      channelIds: readonly string[],
      from: number,
      to: number,
    ): Promise<Broadcast[]> {
      const rows = await client.broadcast.findMany({
        where: {
          channelId: { in: [...channelIds] },
          start: { gt: new Date(from - LONGEST_BROADCAST_MS), lt: new Date(to) },
          stop: { gt: new Date(from) },
        },
        orderBy: [{ channelId: "asc" }, { start: "asc" }],
        take: MOST_BROADCASTS + 1,
      });
      if (rows.length > MOST_BROADCASTS) {
        const rule = `must be so near that ${channelIds.length} channels have at most ${MOST_BROADCASTS} broadcasts`;
        throw badInput("to", rule, new Date(to).toISOString());
      }
      return rows.map(toBroadcast);
    },

    /** For each channel what is on air at `now`, and the first that starts after it: one statement for all. */
    async nowAndNext(channelIds: readonly string[], now: number): Promise<Broadcast[]> {
      const at = new Date(now);
      const earliest = new Date(now - LONGEST_BROADCAST_MS);
      const rows = await client.$queryRaw<Prisma.BroadcastModel[]>`
        SELECT b.id, b.channel_id AS "channelId", b.start, b.stop, b.stop_inferred AS "stopInferred",
               b.revision, b.title, b.details
        FROM unnest(${[...channelIds]}::text[]) AS wanted(id)
        CROSS JOIN LATERAL (
          (SELECT * FROM broadcast WHERE channel_id = wanted.id AND start > ${earliest} AND start <= ${at} AND stop > ${at}
           ORDER BY start DESC LIMIT 1)
          UNION ALL
          (SELECT * FROM broadcast WHERE channel_id = wanted.id AND start > ${at} ORDER BY start LIMIT 1)
        ) AS b`;
      return rows.map(toBroadcast);
    },

    /** First start and last stop of the whole guide; null when it is empty. */
    async guideSpan(): Promise<{ start: number; stop: number } | null> {
      const { _min, _max } = await client.broadcast.aggregate({
        _min: { start: true },
        _max: { stop: true },
      });
      return _min.start && _max.stop ? { start: _min.start.getTime(), stop: _max.stop.getTime() } : null;
    },

    async guideImports(limit: number): Promise<GuideImport[]> {
      const rows = await client.guideImport.findMany({
        orderBy: [{ startedAt: "desc" }, { id: "desc" }],
        take: limit,
      });
      return rows.map(toGuideImport);
    },

    async guideImportsById(ids: readonly string[]): Promise<GuideImport[]> {
      return (await client.guideImport.findMany({ where: { id: { in: [...ids] } } })).map(toGuideImport);
    },
  };
}

function whereChannels({ ids, group }: ChannelQuery): Prisma.ChannelWhereInput {
  return { ...(ids ? { id: { in: [...ids] } } : {}), ...(group === null ? {} : { group }) };
}

/** Everything that sorts behind `key`, nulls last. */
function behind({ number, title, id }: ChannelKey): Prisma.ChannelWhereInput {
  const sameNumber = { number, OR: [{ title: { gt: title } }, { title, id: { gt: id } }] };
  if (number === null) return sameNumber;
  return { OR: [{ number: { gt: number } }, { number: null }, sameNumber] };
}
