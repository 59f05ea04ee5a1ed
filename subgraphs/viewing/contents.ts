import type { Clock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import { createPeerQuestions, questionTo } from "../../lib/peer-questions.js";
import type { CallerHeaders, ServiceTransport } from "../../lib/service.js";
import {
  ContentsToWatchDocument,
  type ContentsToWatchQuery,
  EpisodesAfterDocument,
} from "./generated/catalog-client.js";
import { type Length, rememberLengths } from "./lengths.js";

/** The episode after another one, and how long it lasts. */
export interface NextEpisode extends Length {
  readonly id: string;
}

/** What viewing asks the catalog. Nothing rejects: without the catalog it goes on with what it knows. */
export interface Contents {
  /** Null where the catalog has no such thing; undefined when it cannot be asked. */
  length(contentId: string, caller: CallerHeaders): Promise<Length | null | undefined>;
  /** How long these last, as far as it is known; asked in one batch, and remembered. */
  lengths(contents: readonly { readonly id: string }[]): Promise<ReadonlyMap<string, Length>>;
  /** What follows each of these episodes, where something does: asked in one batch. */
  nextEpisodes(
    episodeIds: readonly string[],
    caller: CallerHeaders,
  ): Promise<ReadonlyMap<string, NextEpisode>>;
}

const CONTENTS = questionTo("catalog", ContentsToWatchDocument);
const EPISODES = questionTo("catalog", EpisodesAfterDocument);
type Found = ContentsToWatchQuery["_entities"][number];

export function createContents(options: { peers: ServiceTransport; clock: Clock; log: Logger }): Contents {
  const questions = createPeerQuestions(options);
  const ask = (ids: readonly string[], caller: CallerHeaders) =>
    questions.ask(CONTENTS, { representations: referencesTo("Content", ids) }, caller, ({ _entities }) =>
      _entities.map(lengthOf),
    );

  return {
    async length(contentId, caller) {
      return (await ask([contentId], caller))?.learned[0];
    },

    lengths: rememberLengths(
      async (missing) =>
        (
          await ask(
            missing.map(({ id }) => id),
            { traceId: "lengths" },
          )
        )?.learned,
      options.clock,
    ),

    async nextEpisodes(episodeIds, caller) {
      if (episodeIds.length === 0) return new Map();
      const representations = referencesTo("Episode", episodeIds);
      const answered = await questions.ask(EPISODES, { representations }, caller, ({ _entities }) =>
        _entities.flatMap((episode): [string, NextEpisode][] => {
          if (!episode || !("next" in episode) || !episode.next) return [];
          const { creditsFromSeconds = null, ...next } = episode.next;
          return [[episode.id, { ...next, creditsFromSeconds }]];
        }),
      );
      return new Map(answered?.learned);
    },
  };
}

function referencesTo(__typename: string, ids: readonly string[]) {
  return ids.map((id) => ({ __typename, id }));
}

function lengthOf(content: Found): Length | null {
  switch (content?.__typename) {
    case undefined:
      return null;
    case "Broadcast":
      return {
        durationSeconds: Math.round((Date.parse(content.stop) - Date.parse(content.start)) / 1_000),
        creditsFromSeconds: null,
      };
    case "Movie":
    case "Episode":
      return {
        durationSeconds: content.durationSeconds,
        creditsFromSeconds: content.creditsFromSeconds ?? null,
      };
    default:
      return { durationSeconds: null, creditsFromSeconds: null };
  }
}
