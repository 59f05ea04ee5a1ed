import type { Announcement } from "../../../lib/events/event.js";
import type { Outbox } from "../../../lib/events/outbox.js";
import type { Ids } from "../../../lib/ids.js";
import { Prisma, type PrismaClient } from "../../../prisma/catalog/client/client.js";
import type { VodProblem } from "../domain/vod-import.js";
import { isWithdrawal, type PublishedLine } from "../domain/vod-line.js";
import { contentChanged, guideChanged, offerChanged, type TimetableChange } from "../events.js";
import type { BatchResult, NumberedLine } from "../vod-importer.js";
import { TRANSACTION_MS, waitForGuide } from "./import-store.js";
import { airingsOfSeries, ofExternalIds } from "./series-airings.js";
import { createSourceRecords } from "./source-records.js";
import { saveCollections } from "./vod-collections.js";
import { NOTHING_SAVED, type Saved, saveEpisodes, saveMovies, saveSeries, withdraw } from "./vod-titles.js";

export interface VodImportStore {
  /** Writes what the lines say in one transaction, and says so. No two lines are of one thing. */
  saveBatch(lines: readonly NumberedLine[], ids: Ids): Promise<BatchResult>;
}

/** An operator's change of a channel may add a series of the same title meanwhile; the next try finds it. */
const TRIES = 3;
/** A batch is a few statements, after it had its turn. */
const BATCH_MS = 30_000;

export function createVodImportStore(client: PrismaClient, outbox: Outbox): VodImportStore {
  const save = (lines: readonly NumberedLine[], ids: Ids) => {
    const hasSeries = lines.some(({ said }) => said.kind === "series");
    return outbox.transaction(
      client,
      async (tx: Prisma.TransactionClient, announce) => {
        // A guide adds series, too, in its own order: the one that comes second waits before it has any of them.
        if (hasSeries) await waitForGuide(tx);
        // One batch at a time: two that meet the same rows in another order would wait for each other.
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('vod import'))`;
        return saveInOrder(tx, announce, lines, ids);
      },
      { timeout: hasSeries ? TRANSACTION_MS : BATCH_MS, maxWait: BATCH_MS },
    );
  };
  return {
    async saveBatch(lines, ids) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await save(lines, ids);
        } catch (error) {
          if (tries === TRIES || !isTaken(error)) throw error;
        }
      }
    },
  };
}

/** A unique value, here a series' title, is another one's since it was looked for. */
function isTaken(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return error.code === "P2002" || /23505/.test(`${JSON.stringify(error.meta)} ${error.message}`);
}

/** Where these series air: what others know of those broadcasts is of no series yet, or of another one. */
async function airingsOf(
  tx: Prisma.TransactionClient,
  externalIds: readonly string[],
): Promise<TimetableChange[]> {
  return externalIds.length === 0 ? [] : airingsOfSeries(tx, ofExternalIds(externalIds));
}

/** Series before their episodes, contents before what shows them: within a batch their order does not matter. */
async function saveInOrder(
  tx: Prisma.TransactionClient,
  announce: (announcement: Announcement) => void,
  lines: readonly NumberedLine[],
  ids: Ids,
): Promise<BatchResult> {
  const published = <Kind extends PublishedLine["kind"]>(kind: Kind) =>
    lines.flatMap(({ line, said }) =>
      !isWithdrawal(said) && said.kind === kind
        ? [{ line, said: said as Extract<PublishedLine, { kind: Kind }> }]
        : [],
    );
  const externalIds = published("series").map(({ said }) => said.id);
  const airedBefore = await airingsOf(tx, externalIds);
  const done: Saved[] = [
    await saveSeries(tx, published("series"), ids),
    await saveMovies(tx, published("movie"), ids),
    await saveEpisodes(tx, published("episode"), ids),
    await saveCollections(tx, published("collection"), ids),
  ];
  const [series = NOTHING_SAVED] = done;
  // "Title: Episode" in a guide is read by the series there are.
  if (series.created + series.updated > 0) {
    await createSourceRecords(tx).forgetResults();
    // A series with another title leaves what aired by the old one.
    const aired = [...airedBefore, ...(await airingsOf(tx, externalIds))];
    for (const announcement of aired.flatMap(guideChanged)) announce(announcement);
  }
  let withdrawn = 0;
  const problems: VodProblem[] = done.flatMap((saved) => saved.problems);
  for (const { line, said } of lines) {
    if (!isWithdrawal(said)) continue;
    const gone = await withdraw(tx, said);
    if (gone === null) problems.push({ line, reason: `there is no ${said.kind} "${said.id}"` });
    for (const content of gone ?? []) {
      withdrawn += 1;
      if (said.kind !== "collection") announce(contentChanged({ ...content, withdrawn: true }));
    }
  }
  // Others know a collection by its id alone, and read the rest when they need it.
  for (const content of done.flatMap((saved) => saved.changed)) {
    announce(contentChanged({ ...content, withdrawn: false }));
  }
  const sum = (of: (saved: Saved) => number) => done.reduce((total, saved) => total + of(saved), 0);
  const [created, updated] = [sum((saved) => saved.created), sum((saved) => saved.updated)];
  if (created + updated + withdrawn > 0) announce(offerChanged());
  return {
    created,
    updated,
    unchanged: sum(({ unchanged }) => unchanged),
    withdrawn,
    problems,
  };
}
