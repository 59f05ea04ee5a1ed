import { dateTimeScalar } from "../../lib/date-time.js";
import type { Recording } from "./domain/recording.js";
import type { Resolvers } from "./generated/inner-resolver-types.js";
import { RUNNING } from "./recorder.js";
import { shownById } from "./store/recordings.js";
import { channelsById } from "./store/rules.js";
import type { RecordingsStore } from "./store.js";

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
          ...{ title, channelId, start, stop, minimumAge, status },
          entitlementTags: channel?.entitlementTags ?? [],
          countries: channel?.countries ?? [],
          ...placeOf(recording),
        };
      },
    },
  };
}

/** Where its media lie; nowhere, where nothing of it is there. */
function placeOf({ id, status, captureId }: Recording): { folder: string | null; playlist: string | null } {
  const isMade = status === "RECORDED" || status === "PARTIAL";
  if (!isMade && status !== "RECORDING") return { folder: null, playlist: null };
  return { folder: captureId, playlist: isMade ? id : RUNNING };
}
