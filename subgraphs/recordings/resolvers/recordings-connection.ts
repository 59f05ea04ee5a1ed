import { badInput } from "../../../lib/errors.js";
import { connectionOf, decodeCursor, pageSize } from "../../../lib/pagination.js";
import type { RecordingStatus } from "../domain/life-cycle.js";
import type { RecordingPage } from "../domain/recording.js";
import type { AccountRecordingsArgs } from "../generated/resolver-types.js";
import { type RecordingKey, recordingsPage } from "../store/recordings.js";
import type { RecordingsStore } from "../store.js";

const MOST_A_PAGE = 100;
/** The widest times that a cursor of ours can have, epoch ms. */
const WIDEST_MS = 8.64e15;

/** A page of the household's recordings; BAD_USER_INPUT for a page or a cursor that there cannot be. */
export async function recordingsConnection(
  client: RecordingsStore,
  accountId: string,
  { first, after, status, seriesId }: Partial<AccountRecordingsArgs>,
): Promise<RecordingPage> {
  const size = pageSize("first", first ?? 20, MOST_A_PAGE);
  const statuses: readonly RecordingStatus[] | null = status ?? null;
  if (seriesId?.includes("\0")) throw badInput("seriesId", "must not contain the character NUL", seriesId);
  const query = { accountId, statuses, seriesId: seriesId ?? null };
  const rows = await recordingsPage(client, query, after == null ? null : readKey(after), size + 1);
  return { ...connectionOf(rows, { size, after }, ({ airing, id }) => [airing.start, id]), query };
}

function readKey(after: string): RecordingKey {
  const [start, id] = decodeCursor("after", after, 2);
  const isSound =
    Number.isInteger(start) &&
    Math.abs(Number(start)) <= WIDEST_MS &&
    typeof id === "string" &&
    !id.includes("\0");
  if (!isSound) throw badInput("after", "must be a cursor that this field returned", after);
  return { start: Number(start), id: String(id) };
}
