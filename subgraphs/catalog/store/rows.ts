import { Prisma } from "../../../prisma/catalog/client/client.js";
import type { Broadcast } from "../domain/broadcast.js";
import type { Channel } from "../domain/channel.js";
import type { Episode, Movie, Series } from "../domain/content.js";
import type { BroadcastDetails, GuideImage } from "../domain/guide.js";
import type { GuideImport, ImportProblem, ImportStatus } from "../domain/guide-import.js";

/** Rows of the database as the domain knows them. */
export function toChannel(row: Prisma.ChannelModel): Channel {
  const { startOver, catchUpSeconds, recordable, pauseLive, countries, ...more } = row;
  const { titleByOperator: _title, lateOf: _late, ...channel } = more;
  return {
    kind: "Channel",
    ...channel,
    rights: { startOver, catchUpSeconds, recordable, pauseLive, countries },
  };
}

/**
 * A broadcast as statements of our own read it, with its instants in epoch ms and its details as one text: a grid has
 * hundreds to thousands, and as numbers and texts they cost Prisma and the driver least.
 */
export type PlainBroadcast = Omit<Broadcast, "kind" | keyof BroadcastDetails> & { readonly details: string };

/** The columns of a PlainBroadcast. */
export function broadcastColumns(alias: "b" | "page" | "broadcast"): Prisma.Sql {
  return BROADCAST_COLUMNS[alias];
}

const BROADCAST_COLUMNS = { b: columnsOf("b"), page: columnsOf("page"), broadcast: columnsOf("broadcast") };

function columnsOf(alias: string): Prisma.Sql {
  return Prisma.raw(`${alias}.id, ${alias}.channel_id AS "channelId",
    round(date_part('epoch', ${alias}.start) * 1000) AS start, round(date_part('epoch', ${alias}.stop) * 1000) AS stop,
    ${alias}.stop_inferred AS "stopInferred", ${alias}.revision, ${alias}.title, ${alias}.series_key AS "seriesKey",
    ${alias}.details::text AS details`);
}

export function fromPlain(row: PlainBroadcast): Broadcast {
  const { id, channelId, start, stop, stopInferred, revision, title, seriesKey } = row;
  // The details behind the rest: spread first, they cost as much again as reading them.
  return {
    kind: "Broadcast",
    id,
    channelId,
    stopInferred,
    revision,
    title,
    seriesKey,
    ...(JSON.parse(row.details) as BroadcastDetails),
    start,
    stop,
  };
}

export function toBroadcast(row: Prisma.BroadcastModel): Broadcast {
  const { details, start, stop, workKeys: _, ...broadcast } = row;
  return {
    kind: "Broadcast",
    ...broadcast,
    ...(details as unknown as BroadcastDetails),
    start: start.getTime(),
    stop: stop.getTime(),
  };
}

export function toGuideImport(row: Prisma.GuideImportModel): GuideImport {
  return {
    ...row,
    startedAt: row.startedAt.getTime(),
    finishedAt: row.finishedAt?.getTime() ?? null,
    status: row.status as ImportStatus,
    problems: row.problems as unknown as ImportProblem[],
  };
}

export function toSeries({ images, externalId: _id, withdrawn: _out, ...row }: Prisma.SeriesModel): Series {
  return { kind: "Series", ...row, images: images as unknown as GuideImage[] };
}

export function toMovie({ externalId: _id, withdrawn: _out, ...row }: Prisma.MovieModel): Movie {
  return { kind: "Movie", ...row, ...listsOf(row) };
}

export function toEpisode({ externalId: _id, withdrawn: _out, ...row }: Prisma.EpisodeModel): Episode {
  return { kind: "Episode", ...row, ...listsOf(row) };
}

function listsOf({ credits, images }: Pick<Prisma.MovieModel, "credits" | "images">) {
  return {
    credits: credits as unknown as BroadcastDetails["credits"],
    images: images as unknown as GuideImage[],
  };
}
