import type { Announcement } from "../../../lib/events/event.js";
import type { Prisma } from "../../../prisma/catalog/client/client.js";
import type { GuideChannel } from "../domain/guide.js";
import { channelRenamed } from "../events.js";

/** What guides and playlists say of channels. */
export function createGuideChannels(
  client: Prisma.TransactionClient,
  announce: (announcement: Announcement) => void,
) {
  return {
    /** Adds the channels there are not yet. Gives the id of each, and whether anything is other than before. */
    async saveChannels(
      channels: readonly (GuideChannel & { readonly id: string })[],
      timezone: string,
    ): Promise<{ readonly ids: ReadonlyMap<string, string>; readonly hasChanged: boolean }> {
      const known = await client.channel.findMany({
        select: { id: true, xmltvId: true, number: true, title: true, logoUrl: true },
      });
      const byXmltvId = new Map(known.map((channel) => [channel.xmltvId, channel]));
      const numbers = new Set(known.map(({ number }) => number));
      const added = channels.flatMap(({ line: _line, number, ...channel }) => {
        if (byXmltvId.has(channel.xmltvId)) return [];
        const isFree = number !== null && !numbers.has(number);
        if (isFree) numbers.add(number);
        return [{ ...channel, timezone, number: isFree ? number : null }];
      });
      await addChannels(client, added);
      const said = channels.flatMap((channel) => saidAnew(channel, byXmltvId.get(channel.xmltvId)));
      for (const id of await updateChannels(client, said)) announce(channelRenamed(id));
      const all = await client.channel.findMany({ select: { id: true, xmltvId: true } });
      const ids = new Map(all.map(({ id, xmltvId }) => [xmltvId, id]));
      return { ids, hasChanged: added.length + said.length > 0 };
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

/** A channel's title and picture where the guide says others than are stored. */
function saidAnew(
  { xmltvId, title, logoUrl }: GuideChannel,
  stored: Pick<Prisma.ChannelModel, "id" | "title" | "logoUrl"> | undefined,
) {
  if (!stored) return [];
  // A channel that the guide does not name has its id for a title: that says nothing.
  const said = { id: stored.id, title: title === xmltvId ? null : title, logoUrl };
  const isOther =
    (said.title ?? stored.title) !== stored.title || (logoUrl ?? stored.logoUrl) !== stored.logoUrl;
  return isOther ? [said] : [];
}

/** What a guide says of channels there are; a title that an operator gave stays. Gives those that have another one now. */
async function updateChannels(
  tx: Prisma.TransactionClient,
  said: readonly { readonly id: string; readonly title: string | null; readonly logoUrl: string | null }[],
): Promise<string[]> {
  if (said.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: string; isRenamed: boolean }[]>`
    UPDATE channel SET
      title = CASE WHEN channel.title_by_operator THEN channel.title ELSE coalesce(said.title, channel.title) END,
      logo_url = coalesce(said."logoUrl", channel.logo_url)
    FROM json_to_recordset(${JSON.stringify(said)}::json) AS said(id text, title text, "logoUrl" text),
         channel AS before
    WHERE channel.id = said.id AND before.id = said.id
    RETURNING channel.id, channel.title <> before.title AS "isRenamed"`;
  return rows.filter(({ isRenamed }) => isRenamed).map(({ id }) => id);
}
