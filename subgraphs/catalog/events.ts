import type { Announcement } from "../../lib/events/event.js";
import type { Channel } from "./domain/channel.js";

/**
 * Start and stop of a broadcast that others may know, epoch ms: as they were, and as they are now; null where it was or is
 * not there.
 */
export interface BroadcastTimes {
  readonly id: string;
  readonly before: readonly [number, number] | null;
  readonly after: readonly [number, number] | null;
}

/** What an import did to one channel's timetable. Instants are epoch ms. */
export interface TimetableChange {
  readonly channelId: string;
  /** What was and what is there now lies in [from, to). */
  readonly from: number;
  readonly to: number;
  /** Broadcasts that others may know and that changed, are gone or are back; new ones nobody knows yet. */
  readonly broadcasts: readonly BroadcastTimes[];
}

/** Broadcasts an event: some 12 KB. A channel with more has several events. */
const MOST_BROADCASTS = 100;

/** One event for a channel, and further ones for the broadcasts that the first has no room for. */
export function guideChanged({ channelId, from, to, broadcasts }: TimetableChange): Announcement[] {
  const announcements: Announcement[] = [];
  for (let at = 0; at === 0 || at < broadcasts.length; at += MOST_BROADCASTS) {
    const told = broadcasts.slice(at, at + MOST_BROADCASTS);
    const payload = {
      from,
      to,
      broadcastIds: told.map(({ id }) => id),
      times: told.map(({ before, after }) => ({ before, after })),
    };
    announcements.push({ type: "guide.changed", key: channelId, payload });
  }
  return announcements;
}

/** What others keep of a channel is not what it was; null when an operator changed nothing that they know. */
export function channelChanged(before: Channel | null, after: Channel): Announcement | null {
  if (before && JSON.stringify(knownOf(before)) === JSON.stringify(knownOf(after))) return null;
  return { type: "channel.changed", key: after.id, payload: {} };
}

/** A guide gave the channel another title, or shows that it is another one's +1. */
export function channelRestated(channelId: string): Announcement {
  return { type: "channel.changed", key: channelId, payload: {} };
}

/** Something on demand, or a series, is not what it was; `withdrawn` is offered no more. */
export function contentChanged(change: {
  readonly id: string;
  readonly entitlementTags: readonly string[];
  readonly withdrawn: boolean;
}): Announcement {
  const { id, entitlementTags, withdrawn } = change;
  return { type: "content.changed", key: id, payload: { entitlementTags, withdrawn } };
}

/** What is on demand, new titles and sections too: for whoever keeps answers of it; others look when they need to. */
export function offerChanged(): Announcement {
  return { type: "offer.changed", key: "offer", payload: {} };
}

function knownOf({ title, timezone, entitlementTags, rights }: Channel) {
  const { startOver, catchUpSeconds, recordable, pauseLive, countries } = rights;
  return { title, timezone, entitlementTags, startOver, catchUpSeconds, recordable, pauseLive, countries };
}
