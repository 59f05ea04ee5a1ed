import type { Prisma } from "../../../prisma/catalog/client/client.js";
import type { Broadcast } from "../domain/broadcast.js";
import type { Channel } from "../domain/channel.js";
import type { BroadcastDetails } from "../domain/guide.js";
import type { GuideImport, ImportProblem, ImportStatus } from "../domain/guide-import.js";

/** Rows of the database as the domain knows them. */
export function toChannel(row: Prisma.ChannelModel): Channel {
  const { startOver, catchUpSeconds, recordable, pauseLive, countries, titleByOperator: _, ...channel } = row;
  return {
    kind: "Channel",
    ...channel,
    rights: { startOver, catchUpSeconds, recordable, pauseLive, countries },
  };
}

export function toBroadcast(row: Prisma.BroadcastModel): Broadcast {
  const { details, start, stop, ...broadcast } = row;
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
