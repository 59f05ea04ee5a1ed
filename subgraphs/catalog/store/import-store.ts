import type { Announcement } from "../../../lib/events/event.js";
import type { Outbox } from "../../../lib/events/outbox.js";
import type { Prisma, PrismaClient } from "../../../prisma/catalog/client/client.js";
import type { BroadcastDetails, GuideChannel } from "../domain/guide.js";
import type { GuideImport } from "../domain/guide-import.js";
import type { ExistingBroadcast } from "../domain/guide-merge.js";
import type { SettledProgramme } from "../domain/settle.js";
import { channelRenamed, guideChanged, type TimetableChange } from "../events.js";

/** What an import writes for one channel. */
export interface ChannelChanges extends TimetableChange {
  readonly created: readonly { readonly id: string; readonly programme: SettledProgramme }[];
  readonly updated: readonly {
    readonly id: string;
    readonly revision: number;
    readonly programme: SettledProgramme;
  }[];
  readonly removed: readonly string[];
}

/** Rows a statement; a larger one only takes longer to parse. */
const ROWS_A_STATEMENT = 2_000;
/** A guide that takes longer to arrive and to be merged than this is given up. */
const LONGEST_IMPORT_MS = 60 * 60 * 1_000;
/** What of PostgreSQL's advisory locks stands for imports that run; each with its id's hash. */
const RUNNING_IMPORTS = 7_405;
/** One import is one transaction: a guide of 100 MB is written in well under this. */
const TRANSACTION_MS = 120_000;

const ABANDONED = {
  line: null,
  reason: "the process that ran the import ended before it did",
  xmltvId: null,
  start: null,
};

export type ImportStore = ReturnType<typeof createImportStore>;
/** What an import reads and writes while no other one does. */
export type MergeStore = ReturnType<typeof createMergeStore>;

export function createImportStore(client: PrismaClient, outbox: Outbox) {
  return {
    /** Does `work`, and lets everybody know, as long as it takes, that the import with this id runs. */
    whileAlive: <T>(id: string, work: () => Promise<T>): Promise<T> =>
      client.$transaction(
        async (tx) => {
          await tx.$executeRaw`SELECT pg_advisory_xact_lock(${RUNNING_IMPORTS}::int, hashtext(${id}))`;
          return work();
        },
        { timeout: LONGEST_IMPORT_MS },
      ),

    /** Imports that are RUNNING and do not run, because their process ended, are FAILED. */
    async settleAbandoned(now: number): Promise<void> {
      const running = await client.guideImport.findMany({
        where: { status: "RUNNING" },
        select: { id: true },
      });
      for (const { id } of running) {
        await client.$transaction(async (tx) => {
          const [lock] = await tx.$queryRaw<{ isFree: boolean }[]>`
            SELECT pg_try_advisory_xact_lock(${RUNNING_IMPORTS}::int, hashtext(${id})) AS "isFree"`;
          if (!lock?.isFree) return;
          await tx.guideImport.updateMany({
            where: { id, status: "RUNNING" },
            data: { status: "FAILED", finishedAt: new Date(now), problems: [ABANDONED] },
          });
        });
      }
    },

    /**
     * All of `work` or nothing of it, and one import at a time: two that found the same broadcast missing would both
     * create it. Readers see the old guide or the new one.
     */
    inTurn: <T>(work: (store: MergeStore) => Promise<T>): Promise<T> =>
      outbox.transaction(
        client,
        async (tx: Prisma.TransactionClient, announce) => {
          // The wait for one's turn is a statement, too, and may take as long as another's import.
          await tx.$executeRaw`SELECT set_config('statement_timeout', ${String(TRANSACTION_MS)}, true)`;
          await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('guide import'))`;
          return work(createMergeStore(tx, announce));
        },
        { timeout: TRANSACTION_MS },
      ),

    async saveImport(guideImport: GuideImport): Promise<void> {
      const { id, startedAt, finishedAt, problems, ...counts } = guideImport;
      const data = {
        ...counts,
        startedAt: new Date(startedAt),
        finishedAt: finishedAt === null ? null : new Date(finishedAt),
        problems: problems as unknown as Prisma.InputJsonValue,
      };
      await client.guideImport.upsert({ where: { id }, create: { id, ...data }, update: data });
    },
  };
}

function createMergeStore(client: Prisma.TransactionClient, announce: (announcement: Announcement) => void) {
  return {
    /** Adds the channels there are not yet. Gives the id of each. */
    async saveChannels(
      channels: readonly (GuideChannel & { readonly id: string })[],
      timezone: string,
    ): Promise<Map<string, string>> {
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
      return new Map(all.map(({ id, xmltvId }) => [xmltvId, id]));
    },

    /** What is stored of these channels in and around a window, by channel. */
    async broadcastsAround(
      channelIds: readonly string[],
      from: number,
      to: number,
    ): Promise<Map<string, ExistingBroadcast[]>> {
      const rows = await client.broadcast.findMany({
        where: { channelId: { in: [...channelIds] }, start: { gte: new Date(from), lt: new Date(to) } },
        orderBy: [{ start: "asc" }, { id: "asc" }],
      });
      const byChannel = new Map<string, ExistingBroadcast[]>(channelIds.map((id) => [id, []]));
      for (const { channelId, details, start, stop, seriesKey: _, workKeys: _keys, ...row } of rows) {
        const said = details as unknown as BroadcastDetails;
        byChannel.get(channelId)?.push({ ...row, ...said, start: start.getTime(), stop: stop.getTime() });
      }
      return byChannel;
    },

    async saveChanges(changes: readonly ChannelChanges[]): Promise<void> {
      const removed = changes.flatMap((one) => one.removed);
      const rows = changes.flatMap(({ channelId, created, updated }) => [
        ...created.map(({ id, programme }) => rowOf(id, channelId, 1, programme)),
        ...updated.map(({ id, revision, programme }) => rowOf(id, channelId, revision, programme)),
      ]);
      if (removed.length > 0) await client.broadcast.deleteMany({ where: { id: { in: removed } } });
      for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) {
        await upsert(client, rows.slice(at, at + ROWS_A_STATEMENT));
      }
      for (const announcement of changes.flatMap(guideChanged)) announce(announcement);
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

function rowOf(id: string, channelId: string, revision: number, programme: SettledProgramme) {
  const { xmltvId: _channel, line: _line, title, start, stop, stopInferred, ...details } = programme;
  return {
    id,
    channel_id: channelId,
    start: new Date(start).toISOString(),
    stop: new Date(stop).toISOString(),
    stop_inferred: stopInferred,
    revision,
    title,
    details,
  };
}

async function upsert(
  tx: Prisma.TransactionClient,
  rows: readonly ReturnType<typeof rowOf>[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO broadcast (id, channel_id, start, stop, stop_inferred, revision, title, details)
    SELECT id, channel_id, start, stop, stop_inferred, revision, title, details
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row(
      id text, channel_id text, start timestamptz, stop timestamptz,
      stop_inferred boolean, revision int, title text, details jsonb)
    ON CONFLICT (id) DO UPDATE SET
      start = excluded.start, stop = excluded.stop, stop_inferred = excluded.stop_inferred,
      revision = excluded.revision, title = excluded.title, details = excluded.details`;
}
