import { dateTimeScalar } from "../../lib/date-time.js";
import { badInput } from "../../lib/errors.js";
import { playedLength, type Recording, windowOf } from "./domain/recording.js";
import type { Resolvers } from "./generated/inner-resolver-types.js";
import { playlistName, runningName } from "./recorder.js";
import { recordingsById, shownById } from "./store/recordings.js";
import { channelsById } from "./store/rules.js";
import type { RecordingsStore } from "./store.js";

/** Recordings of one question, and of one statement. */
const MOST_LENGTHS = 1_000;

/** What other services may ask of recordings. */
export function createInnerResolvers(client: RecordingsStore): Resolvers {
  return {
    DateTime: dateTimeScalar,

    Query: {
      async recordingForPlayout(_parent, { accountId, id }) {
        // PostgreSQL has no place for NUL: there is nothing behind such an id.
        if (id.includes("\0")) return null;
        const [recording] = await shownById(client, accountId, [id]);
        if (!recording) return null;
        const { status } = recording;
        const { title, channelId, start, stop, minimumAge } = recording.airing;
        const channel = (await channelsById(client, [channelId])).get(channelId);
        return {
          title,
          channelId,
          start,
          stop,
          minimumAge,
          status,
          entitlementTags: channel?.entitlementTags ?? [],
          countries: channel?.countries ?? [],
          ...placeOf(recording),
        };
      },

      async recordingLengths(_parent, { recordings }) {
        if (recordings.length > MOST_LENGTHS) {
          throw badInput("recordings", `must be at most ${MOST_LENGTHS}`, recordings.length);
        }
        const found = await recordingsById(
          client,
          recordings.flatMap(({ id }) => (id.includes("\0") ? [] : [id])),
        );
        const known = new Map(found.map((recording) => [recording.id, recording]));
        return recordings.map(({ accountId, id }) => {
          const recording = known.get(id);
          return recording?.accountId === accountId ? playedLength(recording) : null;
        });
      },
    },
  };
}

/** Where its media lie; nowhere, where nothing of it is there. */
function placeOf(recording: Recording): { folder: string | null; playlist: string | null } {
  const { status, captureId } = recording;
  const isMade = status === "RECORDED" || status === "PARTIAL";
  if (!isMade && status !== "RECORDING") return { folder: null, playlist: null };
  const stretch = windowOf(recording);
  return { folder: captureId, playlist: isMade ? playlistName(stretch) : runningName(stretch.startsAt) };
}
