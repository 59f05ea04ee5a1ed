import { z } from "zod";
import type { Clock } from "../../lib/clock.js";
import type { DurableEvent } from "../../lib/events/event.js";
import type { EventBus } from "../../lib/events/event-bus.js";
import type { LiveBus, LiveMessage } from "../../lib/events/live-bus.js";
import type { Loop } from "../../lib/events/loop.js";
import type { SqlDatabase, SqlSession } from "../../lib/events/sql.js";

/*
 * What the catalog publishes for subscribers, in the shape of messages.graphql, instants as epoch ms:
 *
 *     nowNext.<channelId>      Channel: what is on there, or comes next, may be another
 *     guide                    nothing: what was kept of the guide is not good any more
 *     broadcast.<id>           BroadcastUpdate, one for each change by an import, in order
 */

const span = z.tuple([z.number(), z.number()]).nullable();

/** What of the event `guide.changed` is told: broadcasts, and beside them start and stop as they were and are. */
const guideChangedSchema = z.object({
  to: z.number(),
  broadcastIds: z.array(z.string()),
  times: z.array(z.object({ before: span, after: span })),
});

/** Says that what is on now, or next, may be another on these channels. */
export function tellNowNext(live: LiveBus, channelIds: readonly string[]): void {
  for (const id of channelIds) live.publish(`nowNext.${id}`, { id });
}

/**
 * Tells subscribers of what imports change, whichever process imports: one replica for each event, and again only
 * where that replica fails half way.
 */
export function tellOfImports<Tx extends SqlSession>(
  events: EventBus,
  database: SqlDatabase<Tx>,
  { live, clock }: { readonly live: LiveBus; readonly clock: Clock },
): AsyncDisposable {
  return events.consume({
    group: "catalog-live",
    publishers: ["catalog"],
    types: ["guide.changed"],
    database,
    async handle(event) {
      const { to, messages } = messagesOf(event);
      for (const [id, message] of messages) live.publish(`broadcast.${id}`, message);
      // What was over before now does not change what is on.
      if (to > clock.now()) tellNowNext(live, [event.key]);
    },
  });
}

/** In every replica the boundaries are others after an import. */
export function planAfterImports(events: EventBus, boundaries: Loop): AsyncDisposable {
  return events.listen({
    publishers: ["catalog"],
    types: ["guide.changed"],
    handle: () => boundaries.wake(),
    onGap: () => boundaries.wake(),
  });
}

/**
 * Whoever keeps answers about the guide hears that it, a channel or what is on demand has changed: from every replica, for
 * forgetting twice costs nothing.
 */
export function tellKeepers(events: EventBus, live: LiveBus): AsyncDisposable {
  const tell = () => live.publish("guide", {});
  return events.listen({
    publishers: ["catalog"],
    types: ["guide.changed", "channel.changed", "content.changed", "offer.changed"],
    handle: tell,
    onGap: tell,
  });
}

function messagesOf({ payload }: DurableEvent): { to: number; messages: [string, LiveMessage][] } {
  const { to, broadcastIds, times } = guideChangedSchema.parse(payload);
  const messages = broadcastIds.map((broadcastId, index): [string, LiveMessage] => {
    const { before = null, after = null } = times[index] ?? {};
    const hasMoved = before !== null && before[0] !== after?.[0];
    return [
      broadcastId,
      {
        broadcastId,
        broadcast: after && { id: broadcastId },
        previousStart: hasMoved ? before[0] : null,
      },
    ];
  });
  return { to, messages };
}
