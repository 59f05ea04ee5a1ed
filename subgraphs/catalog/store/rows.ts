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

/** What a statement of our own reads of broadcasts, as Prisma would. */
export function broadcastColumns(alias: "b" | "page"): Prisma.Sql {
  return BROADCAST_COLUMNS[alias];
}

const BROADCAST_COLUMNS = { b: columnsOf("b"), page: columnsOf("page") };

function columnsOf(alias: string): Prisma.Sql {
  return Prisma.raw(`${alias}.id, ${alias}.channel_id AS "channelId", ${alias}.start, ${alias}.stop,
    ${alias}.stop_inferred AS "stopInferred", ${alias}.revision, ${alias}.title, ${alias}.details,
    ${alias}.series_key AS "seriesKey", ${alias}.work_keys AS "workKeys"`);
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
