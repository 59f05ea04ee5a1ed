import { isDeepStrictEqual } from "node:util";
import type { Prisma } from "../../../prisma/recordings/client/client.js";
import type { Airing, ChannelFacts } from "../domain/airing.js";
import { normalised } from "../domain/episode-identity.js";
import { FURTHEST_RETURN_MS } from "../domain/follow.js";
import type { RecordingRule } from "../domain/rule.js";
import { iso, type Session, toAiring } from "./rows.js";

/** A channel whose guide changed within [from, to), epoch ms. */
export interface News {
  readonly channelId: string;
  readonly from: number;
  readonly to: number;
}

/** The span with what is around it, where what it has anew may have been before, and the other way round. */
export function aroundNews({ channelId, from, to }: News): News {
  return { channelId, from: from - FURTHEST_RETURN_MS, to: to + FURTHEST_RETURN_MS };
}

/** Whether an airing has a part in the span. */
export function isWithin({ from, to }: News): (airing: Airing) => boolean {
  return ({ start, stop }) => start < to && stop > from;
}

/** Notes that channels are to be read, each named once; told again, the spans of one are one. */
export async function noteNews(session: Session, news: readonly News[], dueAt: number): Promise<void> {
  await session.$executeRaw`
    INSERT INTO guide_news (channel_id, "from", "to", due_at)
    SELECT "channelId", to_timestamp("from" / 1000), to_timestamp("to" / 1000), to_timestamp(${dueAt}::float8 / 1000)
    FROM json_to_recordset(${JSON.stringify(news)}::json) AS told("channelId" text, "from" float8, "to" float8)
    ORDER BY "channelId"
    ON CONFLICT (channel_id) DO UPDATE SET
      "from" = least(guide_news."from", excluded."from"), "to" = greatest(guide_news."to", excluded."to"),
      due_at = least(guide_news.due_at, excluded.due_at)`;
}

/** Guides move no broadcast further than a day. */
const FURTHEST_MOVE_MS = 24 * 60 * 60 * 1_000;

/**
 * Notes that the channel of an airing is to be read again, unless the airing is stored as it is here: who read the channel
 * meanwhile did not see what somebody wished for by an older guide. What is locked is being read now.
 */
export async function noteIfOther(session: Session, airing: Airing, now: number): Promise<void> {
  const { broadcastId, channelId } = airing;
  const unread = await session.$queryRaw<unknown[]>`
    SELECT 1 FROM airing WHERE broadcast_id = ${broadcastId} FOR SHARE SKIP LOCKED`;
  const row = unread.length > 0 ? await session.airing.findUnique({ where: { broadcastId } }) : null;
  const stored = row && toAiring(row);
  if (isDeepStrictEqual(stored, airing)) return;
  const from = Math.min(airing.start, stored?.start ?? airing.start) - FURTHEST_MOVE_MS;
  const to = Math.max(airing.stop, stored?.stop ?? airing.stop) + FURTHEST_MOVE_MS;
  await noteNews(session, [{ channelId, from, to }], now);
}

/** Takes a channel that is to be read; no two takers get the same. Null where there is none. */
export async function takeNews(session: Session, now: number): Promise<News | null> {
  const [row] = await session.$queryRaw<{ channelId: string; from: Date; to: Date }[]>`
    DELETE FROM guide_news WHERE channel_id = (
      SELECT channel_id FROM guide_news WHERE due_at <= to_timestamp(${now}::float8 / 1000)
      ORDER BY due_at, channel_id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING channel_id AS "channelId", "from", "to"`;
  return row ? { channelId: row.channelId, from: row.from.getTime(), to: row.to.getTime() } : null;
}

/** Others have their turn before a channel that is still to be read: it is due at `dueAt`, epoch ms. */
export async function putOffNews(session: Session, channelId: string, dueAt: number): Promise<void> {
  await session.guideNews.updateMany({ where: { channelId }, data: { dueAt: new Date(dueAt) } });
}

/** Whether any timetable has ever been read. */
export async function knowsTimetables(session: Session): Promise<boolean> {
  return (await session.airing.findFirst({ select: { broadcastId: true } })) !== null;
}

/** Knows a channel that was not read yet, so that what is recorded of it is never taken for free. */
export async function meetChannel(session: Session, channel: ChannelFacts): Promise<void> {
  await session.channel.createMany({ data: [rowOf(channel)], skipDuplicates: true });
}

function rowOf({ entitlementTags, countries, ...channel }: ChannelFacts) {
  return { ...channel, entitlementTags: [...entitlementTags], countries: [...countries] };
}

/** What the catalog said of a channel last. */
export function knownChannel(session: Session, id: string): Promise<ChannelFacts | null> {
  return session.channel.findUnique({ where: { id } });
}

/** What the catalog says of a channel replaces what it said before. */
export async function saveChannel(session: Session, channel: ChannelFacts): Promise<void> {
  const data = rowOf(channel);
  await session.channel.upsert({ where: { id: channel.id }, create: data, update: data });
}

/** What is stored of a channel's timetable where it overlaps [from, to), and of these broadcasts wherever they were. */
export async function airingsOf(
  session: Session,
  { channelId, from, to }: News,
  broadcastIds: readonly string[],
): Promise<Airing[]> {
  const rows = await session.airing.findMany({
    where: {
      OR: [
        { channelId, start: { lt: new Date(to) }, stop: { gt: new Date(from) } },
        { broadcastId: { in: [...broadcastIds] } },
      ],
    },
  });
  return rows.map(toAiring);
}

export async function saveAirings(session: Session, airings: readonly Airing[]): Promise<void> {
  if (airings.length === 0) return;
  const rows = airings.map((airing) => ({
    broadcast_id: airing.broadcastId,
    channel_id: airing.channelId,
    start: iso(airing.start),
    stop: iso(airing.stop),
    title: airing.title,
    subtitle: airing.subtitle,
    season: airing.season,
    episode: airing.episode,
    series_id: airing.seriesId,
    program_id: airing.programId,
    is_repeat: airing.isRepeat,
    minimum_age: airing.minimumAge,
    name: normalised(airing.title),
  }));
  await session.$executeRaw`
    INSERT INTO airing SELECT * FROM json_populate_recordset(NULL::airing, ${JSON.stringify(rows)}::json)
    ON CONFLICT (broadcast_id) DO UPDATE SET
      channel_id = excluded.channel_id, start = excluded.start, stop = excluded.stop, title = excluded.title,
      subtitle = excluded.subtitle, season = excluded.season, episode = excluded.episode,
      series_id = excluded.series_id, program_id = excluded.program_id, is_repeat = excluded.is_repeat,
      minimum_age = excluded.minimum_age, name = excluded.name`;
}

/** Forgets airings that are gone, and those of the channel that ended before `past`, epoch ms. */
export async function removeAirings(
  session: Session,
  channelId: string,
  gone: readonly string[],
  past: number,
): Promise<void> {
  await session.airing.deleteMany({
    where: { channelId, OR: [{ broadcastId: { in: [...gone] } }, { stop: { lt: new Date(past) } }] },
  });
}

/** Airings read at once. */
const AIRINGS_A_PAGE = 5_000;

/** Airings yet to begin that a rule may want, page by page, the next first; whether it does, `isWanted` says. */
export async function* airingsFor(
  session: Session,
  { seriesId, channelIds, titleMatch }: RecordingRule,
  now: number,
): AsyncGenerator<Airing[]> {
  const named = normalised(titleMatch ?? "");
  const mayBeWanted: Prisma.AiringWhereInput[] = [
    { start: { gt: new Date(now) } },
    seriesId === null ? {} : { seriesId },
    channelIds.length === 0 ? {} : { channelId: { in: [...channelIds] } },
    // What was stored before there were names has none until the guide says something new of it.
    named === "" ? {} : { OR: [{ name: null }, ...havingWords(named)] },
  ];
  let behind: Prisma.AiringWhereInput = {};
  for (;;) {
    const rows = await session.airing.findMany({
      where: { AND: [...mayBeWanted, behind] },
      orderBy: [{ start: "asc" }, { broadcastId: "asc" }],
      take: AIRINGS_A_PAGE,
    });
    yield rows.map(toAiring);
    const last = rows.at(-1);
    if (!last || rows.length < AIRINGS_A_PAGE) return;
    const { start, broadcastId } = last;
    // The first tells the index where to go on.
    behind = {
      AND: [
        { start: { gte: start } },
        { OR: [{ start: { gt: start } }, { start, broadcastId: { gt: broadcastId } }] },
      ],
    };
  }
}

/** Names that have these words in this order, and each of them whole. */
function havingWords(words: string): Prisma.AiringWhereInput[] {
  return [
    { name: words },
    { name: { startsWith: `${words} ` } },
    { name: { endsWith: ` ${words}` } },
    { name: { contains: ` ${words} ` } },
  ];
}
