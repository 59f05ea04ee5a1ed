import { print } from "graphql";
import type { Clock } from "../../../lib/clock.js";
import type { Ids } from "../../../lib/ids.js";
import type { ServiceTransport } from "../../../lib/service.js";
import type { Bookmark } from "../domain/bookmark.js";
import { RecordProgressDocument, type RecordProgressMutation } from "../generated/viewing-client.js";
import type { Batch, RedisBookmarks } from "./redis-bookmarks.js";
import type { WaitingBookmarks } from "./waiting-bookmarks.js";

/** As many rows as one statement of viewing takes well. */
const MOST_A_CALL = 1_000;

/** Longer than a statement of viewing may take: then nobody knows, and it is sent again. */
const SEND_MS = 12_000;

const RECORD = print(RecordProgressDocument);

interface Way {
  readonly peers: ServiceTransport;
  readonly ids: Ids;
  readonly clock: Clock;
}

/** Resolves when viewing has committed them. */
async function send(bookmarks: readonly Bookmark[], { peers, ids, clock }: Way): Promise<void> {
  const request = { query: RECORD, variables: { progress: bookmarks } };
  const { data, errors } = await bounded(
    peers.call("viewing", request, { traceId: ids.next("flush") }),
    clock,
  );
  if ((data as RecordProgressMutation | undefined)?.recordProgress === true) return;
  throw new Error(`viewing answered: ${errors?.[0]?.message ?? "nothing"}`);
}

/** Hands over what waits in memory; what could not be handed over goes on waiting. */
export async function deliverWaiting(waiting: WaitingBookmarks, way: Way): Promise<void> {
  const taken = waiting.take();
  for (let sent = 0; sent < taken.length; sent += MOST_A_CALL) {
    try {
      await send(taken.slice(sent, sent + MOST_A_CALL), way);
    } catch (error) {
      for (const bookmark of taken.slice(sent)) waiting.add(bookmark);
      throw error;
    }
  }
}

/**
 * Hands over what waits on Redis: forgotten there after it has been committed here. Whoever dies in between is followed. A
 * node that is away keeps its own waiting; rejects with why once the others' have been handed over.
 */
export async function deliverFrom(store: RedisBookmarks, way: Way): Promise<void> {
  const turn = way.ids.next("turn");
  const taken = await store.take(turn);
  const failures = [...taken.failures];
  try {
    const { whole, torn } = await sendAll(store, taken.batches, way);
    const dropped = await Promise.allSettled(whole.map((batch) => store.drop(batch, turn)));
    const left = taken.batches.filter((batch) => !whole.includes(batch));
    store.release(left, turn).catch(() => undefined);
    failures.push(...torn, ...dropped.flatMap((one) => (one.status === "rejected" ? [one.reason] : [])));
  } catch (error) {
    await store.release(taken.batches, turn).catch(() => undefined);
    throw error;
  }
  if (failures.length > 0) throw failures[0];
}

/** Batches are small where few watch: those of all shards share calls. Gives those read whole, and what tore others. */
async function sendAll(store: RedisBookmarks, batches: readonly Batch[], way: Way) {
  const whole: Batch[] = [];
  const torn: unknown[] = [];
  let pending: Bookmark[] = [];
  for (const batch of batches) {
    const pieces = store.read(batch)[Symbol.asyncIterator]();
    for (;;) {
      const piece = await pieces.next().catch((error: unknown) => void torn.push(error));
      if (piece?.done) whole.push(batch);
      if (!piece || piece.done) break;
      pending.push(...piece.value);
      while (pending.length >= MOST_A_CALL) {
        await send(pending.slice(0, MOST_A_CALL), way);
        pending = pending.slice(MOST_A_CALL);
      }
    }
  }
  if (pending.length > 0) await send(pending, way);
  return { whole, torn };
}

async function bounded<Answer>(answer: Promise<Answer>, clock: Clock): Promise<Answer> {
  let timer: Disposable | undefined;
  const bound = new Promise<never>((_, reject) => {
    timer = clock.after(SEND_MS, () => reject(new Error(`viewing did not answer within ${SEND_MS} ms`)));
  });
  try {
    return await Promise.race([answer, bound]);
  } finally {
    timer?.[Symbol.dispose]();
  }
}
