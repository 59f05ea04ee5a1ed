import type { Announcement } from "../../../lib/events/event.js";
import type { Prisma } from "../../../prisma/catalog/client/client.js";
import type { GuideChannel } from "../domain/guide.js";
import type { ScheduledTitle } from "../domain/timeshift.js";
import { channelRestated } from "../events.js";

/** Channels by their id in the guide, those that are new counted, and what is to be restated of others. */
export interface AddedChannels {
  readonly ids: ReadonlyMap<string, string>;
  readonly added: number;
  readonly said: readonly Restatement[];
}

/** What guides and playlists say of channels. */
export function createGuideChannels(
  client: Prisma.TransactionClient,
  announce: (announcement: Announcement) => void,
) {
  return {
    /**
     * Adds the channels there are not yet. Of the others a guide says the title and the picture, and a playlist only
     * what is missing: gives what is to be restated of them. And the id of each, and how many are new.
     */
    async saveChannels(
      channels: readonly (GuideChannel & { readonly id: string })[],
      timezone: string,
      isPlaylist: boolean,
    ): Promise<AddedChannels> {
      // What a playlist numbers must not be numbered by an operator meanwhile.
      if (isPlaylist) await client.$executeRaw`LOCK TABLE channel IN SHARE ROW EXCLUSIVE MODE`;
      const known = await client.channel.findMany({ select: KNOWN });
      const byXmltvId = new Map(known.map((channel) => [channel.xmltvId, channel]));
      const numbers = new Set(known.map(({ number }) => number));
      const added = channels.flatMap(({ line: _line, number, ...channel }) => {
        if (byXmltvId.has(channel.xmltvId)) return [];
        const isFree = number !== null && !numbers.has(number);
        if (isFree) numbers.add(number);
        return [{ ...channel, timezone, number: isFree ? number : null }];
      });
      await addChannels(client, added);
      const said = channels.flatMap((channel) => {
        const stored = byXmltvId.get(channel.xmltvId);
        if (!stored) return [];
        return isPlaylist ? missing(channel, stored, numbers) : saidAnew(channel, stored);
      });
      const all = await client.channel.findMany({ select: { id: true, xmltvId: true } });
      const ids = new Map(all.map(({ id, xmltvId }) => [xmltvId, id]));
      return { ids, added: added.length, said };
    },

    /** What airs in [from, to), epoch ms, on all channels. */
    async titlesBetween(from: number, to: number): Promise<ScheduledTitle[]> {
      const [found] = await client.$queryRaw<{ rows: string | null }[]>`
        SELECT json_agg(json_build_array(channel_id, (date_part('epoch', start) * 1000)::bigint, title))::text AS rows
        FROM broadcast
        WHERE start >= to_timestamp(${from}::float8 / 1000) AND start < to_timestamp(${to}::float8 / 1000)`;
      const rows = JSON.parse(found?.rows ?? "[]") as [string, number, string][];
      return rows.map(([channelId, start, title]) => ({ channelId, start, title }));
    },

    /**
     * Says anew what is said of channels, and whose schedule each one repeats. Once and at an import's end, all of them
     * locked in the order of their ids, as operators lock them: nobody waits for the other in a circle, or for long.
     */
    async restateChannels(
      said: readonly Restatement[],
      originals: ReadonlyMap<string, string | null>,
    ): Promise<void> {
      const ids = [...said.map(({ id }) => id), ...originals.keys()];
      await client.$executeRaw`
        SELECT id FROM channel WHERE id = ANY(${ids}::text[]) ORDER BY id FOR NO KEY UPDATE`;
      const restated = [
        ...(await updateChannels(client, said)),
        ...(await updateLateness(client, originals)),
      ];
      for (const id of new Set(restated)) announce(channelRestated(id));
    },
  };
}

/** Adds channels, but those that an operator has added meanwhile, and without the numbers given away meanwhile. */
async function addChannels(
  tx: Prisma.TransactionClient,
  added: readonly Prisma.ChannelCreateManyInput[],
): Promise<void> {
  if (added.length === 0) return;
  await tx.channel.createMany({ data: [...added], skipDuplicates: true });
  await tx.channel.createMany({
    data: added.map((channel) => ({ ...channel, number: null })),
    skipDuplicates: true,
  });
}

const KNOWN = {
  id: true,
  xmltvId: true,
  number: true,
  title: true,
  titleByOperator: true,
  logoUrl: true,
  group: true,
} as const;
type KnownChannel = Pick<Prisma.ChannelModel, keyof typeof KNOWN>;

/** What becomes of a channel; null stays as it is. */
export interface Restatement {
  readonly id: string;
  readonly title: string | null;
  readonly logoUrl: string | null;
  readonly number: number | null;
  readonly group: string | null;
}

/** A channel's title and picture where the guide says others than are stored; a title that an operator gave stays. */
function saidAnew({ xmltvId, title, logoUrl }: GuideChannel, stored: KnownChannel): Restatement[] {
  // A channel that the guide does not name has its id for a title: that says nothing.
  const isRenamed = title !== xmltvId && title !== stored.title && !stored.titleByOperator;
  const isRedrawn = logoUrl !== null && logoUrl !== stored.logoUrl;
  const said = { title: isRenamed ? title : null, logoUrl: isRedrawn ? logoUrl : null };
  return isRenamed || isRedrawn ? [{ id: stored.id, ...said, number: null, group: null }] : [];
}

/** What a playlist knows of a channel and nobody else does. `taken` are numbers that are given already. */
function missing(listed: GuideChannel, stored: KnownChannel, taken: Set<number | null>): Restatement[] {
  const isNameless = stored.title === stored.xmltvId && !stored.titleByOperator;
  const isNumbered = stored.number === null && listed.number !== null && !taken.has(listed.number);
  if (isNumbered) taken.add(listed.number);
  const said = {
    title: isNameless && listed.title !== stored.title ? listed.title : null,
    logoUrl: stored.logoUrl === null ? listed.logoUrl : null,
    number: isNumbered ? listed.number : null,
    group: stored.group === null ? listed.group : null,
  };
  return Object.values(said).some((one) => one !== null) ? [{ id: stored.id, ...said }] : [];
}

/** Gives those that have another title now. */
async function updateChannels(tx: Prisma.TransactionClient, said: readonly Restatement[]): Promise<string[]> {
  if (said.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: string; isRenamed: boolean }[]>`
    UPDATE channel SET
      title = CASE WHEN channel.title_by_operator THEN channel.title ELSE coalesce(said.title, channel.title) END,
      logo_url = coalesce(said."logoUrl", channel.logo_url),
      number = coalesce(channel.number, said.number),
      "group" = coalesce(channel."group", said."group")
    FROM json_to_recordset(${JSON.stringify(said)}::json)
           AS said(id text, title text, "logoUrl" text, number int, "group" text),
         channel AS before
    WHERE channel.id = said.id AND before.id = said.id
    RETURNING channel.id, channel.title <> before.title AS "isRenamed"`;
  return rows.filter(({ isRenamed }) => isRenamed).map(({ id }) => id);
}

/** Gives those that repeat another one's schedule now, or no one's any more. */
async function updateLateness(
  tx: Prisma.TransactionClient,
  originals: ReadonlyMap<string, string | null>,
): Promise<string[]> {
  const said = [...originals].map(([id, lateOf]) => ({ id, lateOf }));
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE channel SET late_of = said."lateOf"
    FROM json_to_recordset(${JSON.stringify(said)}::json) AS said(id text, "lateOf" text)
    WHERE channel.id = said.id AND channel.late_of IS DISTINCT FROM said."lateOf"
    RETURNING channel.id`;
  return rows.map(({ id }) => id);
}
