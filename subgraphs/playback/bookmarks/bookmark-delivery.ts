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

/** Hands over what waits on Redis: forgotten there after it has been committed here. Whoever dies in between is followed. */
export async function deliverFrom(store: RedisBookmarks, way: Way): Promise<void> {
  const turn = way.ids.next("turn");
  const batches = await store.take(turn);
  try {
    await sendAll(store, batches, way);
    await Promise.all(batches.map((batch) => store.drop(batch, turn)));
  } catch (error) {
    await store.release(batches, turn).catch(() => undefined);
    throw error;
  }
}

/** Batches are small where few watch: those of all shards share calls. */
async function sendAll(store: RedisBookmarks, batches: readonly Batch[], way: Way): Promise<void> {
  let pending: Bookmark[] = [];
  for (const batch of batches) {
    for await (const piece of store.read(batch)) {
      pending.push(...piece);
      while (pending.length >= MOST_A_CALL) {
        await send(pending.slice(0, MOST_A_CALL), way);
        pending = pending.slice(MOST_A_CALL);
      }
    }
  }
  if (pending.length > 0) await send(pending, way);
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
