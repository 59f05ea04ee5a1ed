import type { Airing } from "./airing.js";
import { identitiesOf, isSameEpisode, normalised } from "./episode-identity.js";
import type { RecordingStatus } from "./life-cycle.js";

/** What of a recording follows the guide. Instants are epoch ms. */
export interface Followed {
  readonly airing: Airing;
  readonly status: RecordingStatus;
  /** When the guide was first found without its broadcast; null while it has it. */
  readonly vanishedAt: number | null;
}

const HOUR_MS = 3_600_000;
/** Guides lose a broadcast and have it again with the next import: what is gone for less is not gone. */
export const VANISHED_FOR_MS = 24 * HOUR_MS;
/** A broadcast that comes back further away is another one. */
export const FURTHEST_RETURN_MS = 3 * HOUR_MS;

/**
 * The recording as the guide has its broadcast now; null where the guide has none. What is scheduled moves with it; what
 * is being recorded ends when it ends, but never before `now`; what is over stays as it was.
 */
export function followGuide<Recording extends Followed>(
  recording: Recording,
  stated: Airing | null,
  now: number,
): Recording {
  if (!isOpen(recording.status)) return recording;
  if (stated === null) return { ...recording, vanishedAt: recording.vanishedAt ?? now };
  const isRunning = recording.status === "RECORDING";
  const airing = isRunning
    ? {
        ...stated,
        start: recording.airing.start,
        stop: Math.max(stated.stop, Math.min(recording.airing.stop, now)),
      }
    : stated;
  return { ...recording, airing, vanishedAt: null };
}

/** Whether what the guide says of it still matters. */
export function isOpen(status: RecordingStatus): boolean {
  return status === "SCHEDULED" || status === "SKIPPED" || status === "RECORDING";
}

/** Whether the guide has had a broadcast within the day. */
export function isListed({ vanishedAt }: Pick<Followed, "vanishedAt">, now: number): boolean {
  return vanishedAt === null || now - vanishedAt < VANISHED_FOR_MS;
}

/**
 * Whether the broadcast of a recording may have become an airing at all, at `now`: what began to be recorded aired when it
 * did, and what did not is yet to end.
 */
export function mayBecome({ status, airing }: Followed, one: Airing, now: number): boolean {
  if (status === "SCHEDULED" || status === "SKIPPED" || status === "CANCELLED") return one.stop > now;
  return one.start < airing.stop && airing.start < one.stop;
}

/**
 * Whether a broadcast is still of the programme that it was of: guides put titles right, and something else in a place. What
 * is of the same series or episode is the same, and what has the words of the other's title in its own.
 */
export function isSameProgramme(before: Airing, after: Airing): boolean {
  if (before.seriesId !== null && before.seriesId === after.seriesId) return true;
  if (isSameEpisode(identitiesOf(before), identitiesOf(after))) return true;
  const [one, other] = [` ${normalised(before.title)} `, ` ${normalised(after.title)} `];
  return one.includes(other) || other.includes(one);
}

/**
 * The airing that a vanished broadcast has become: guides take one away and put it back under another id. It is on the
 * same channel, of the same episode and title, within three hours; of several the nearest.
 */
export function heirOf(lost: Airing, airings: readonly Airing[]): Airing | null {
  const identities = identitiesOf(lost);
  const isHeir = (one: Airing) => {
    if (one.broadcastId === lost.broadcastId || one.channelId !== lost.channelId) return false;
    if (Math.abs(one.start - lost.start) > FURTHEST_RETURN_MS) return false;
    const others = identitiesOf(one);
    if (identities.length === 0 || others.length === 0) return one.title === lost.title;
    return isSameEpisode(identities, others);
  };
  const distance = (one: Airing) => Math.abs(one.start - lost.start);
  return airings.filter(isHeir).sort((a, b) => distance(a) - distance(b) || a.start - b.start)[0] ?? null;
}
