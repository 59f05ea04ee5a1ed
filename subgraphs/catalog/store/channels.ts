import { assertNever } from "../../../lib/assert-never.js";
import type { Outbox } from "../../../lib/events/outbox.js";
import { Prisma, type PrismaClient } from "../../../prisma/catalog/client/client.js";
import type { Channel, ChannelSelection, ChannelSettings, RightsChange } from "../domain/channel.js";
import type { ChannelQuery } from "../domain/channel-page.js";
import { channelChanged } from "../events.js";
import { toChannel } from "./rows.js";

/** Where a page of channels begins: the sort key of the channel before it. */
export interface ChannelKey {
  readonly number: number | null;
  readonly title: string;
  readonly id: string;
}

/** No house has more channels than this. */
const MOST_CHANNELS = 10_000;

/** Channels, as operators and viewers see them. */
export function createChannelStore(client: PrismaClient, outbox: Outbox) {
  return {
    async channelsById(ids: readonly string[]): Promise<Channel[]> {
      return (await client.channel.findMany({ where: { id: { in: [...ids] } } })).map(toChannel);
    },

    /** Of every channel what tells whose +1 it is: a few hundred. */
    channelNames: (): Promise<{ id: string; title: string; lateOf: string | null }[]> =>
      client.channel.findMany({
        select: { id: true, title: true, lateOf: true },
        orderBy: [{ number: { sort: "asc", nulls: "last" } }, { title: "asc" }, { id: "asc" }],
        take: MOST_CHANNELS,
      }),

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

    /** Sets rights of all channels of a selection in one commit, and tells of those that changed. */
    changeRights: (selection: ChannelSelection, rights: RightsChange) =>
      outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
        const { countries, entitlementTags, ...flags } = rights;
        const selected = whereSelected(selection);
        // Locked, and in the order in which everybody locks: two operators do not wait for each other in a circle. An import
        // that comes to channels in the order of its guide, and adds broadcasts to them, does not wait.
        await waitForPlaylist(tx);
        await tx.$executeRaw`SELECT id FROM channel WHERE ${selected} ORDER BY id FOR NO KEY UPDATE`;
        const ids = (await tx.$queryRaw<{ id: string }[]>`SELECT id FROM channel WHERE ${selected}`).map(
          ({ id }) => id,
        );
        const where = { id: { in: ids } };
        const before = new Map((await tx.channel.findMany({ where })).map((row) => [row.id, toChannel(row)]));
        await tx.channel.updateMany({
          where,
          data: {
            ...flags,
            ...(countries ? { countries: [...countries] } : {}),
            ...(entitlementTags ? { entitlementTags: [...entitlementTags] } : {}),
          },
        });
        const rows = await tx.channel.findMany({ where });
        const changes = rows.flatMap(
          (row) => channelChanged(before.get(row.id) ?? null, toChannel(row)) ?? [],
        );
        for (const change of changes) announce(change);
        return { channels: ids.length, changed: changes.length };
      }),

    /** The channel as it is now; null, and nothing changed, where another one has its number. */
    async saveChannel(id: string, settings: ChannelSettings): Promise<Channel | null> {
      const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value != null));
      const data = { ...given, ...(settings.title == null ? {} : { titleByOperator: true }) };
      const { xmltvId } = settings;
      try {
        return await outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
          await waitForPlaylist(tx);
          // What another operator sets meanwhile would be missing from what this one is compared with. An import that adds
          // broadcasts to the channel does not wait, and is waited for only where the channel gets another number.
          await tx.$executeRaw`SELECT id FROM channel WHERE xmltv_id = ${xmltvId} FOR NO KEY UPDATE`;
          const before = await tx.channel.findUnique({ where: { xmltvId } });
          const row = await write(tx, before, { title: xmltvId, ...data, id, xmltvId }, data);
          const announcement = channelChanged(before && toChannel(before), toChannel(row));
          if (announcement) announce(announcement);
          return toChannel(row);
        });
      } catch (error) {
        if (settings.number != null && isTaken(error)) return null;
        throw error;
      }
    },
  };
}

/** A playlist has the table for itself: whoever locks a channel waits for its end first, or it would wait for them, too. */
async function waitForPlaylist(tx: Prisma.TransactionClient): Promise<void> {
  await tx.$executeRaw`LOCK TABLE channel IN ROW EXCLUSIVE MODE`;
}

/** An upsert locks the row as if its key changed, whether it does or not: what is known is only updated. */
function write(
  tx: Prisma.TransactionClient,
  before: Prisma.ChannelModel | null,
  create: Prisma.ChannelCreateInput,
  update: Prisma.ChannelUpdateInput,
): Promise<Prisma.ChannelModel> {
  const where = { xmltvId: create.xmltvId };
  return before ? tx.channel.update({ where, data: update }) : tx.channel.upsert({ where, create, update });
}

/** An upsert meets no other unique value than the number: by the XMLTV id it updates what there is. */
function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}

function whereSelected(selection: ChannelSelection): Prisma.Sql {
  switch (selection.by) {
    case "all":
      return Prisma.sql`true`;
    case "group":
      return Prisma.sql`"group" = ${selection.group}`;
    case "channel":
      return Prisma.sql`xmltv_id = ${selection.xmltvId}`;
    default:
      return assertNever(selection, "selection");
  }
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
