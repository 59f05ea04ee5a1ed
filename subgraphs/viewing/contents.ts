import type { Clock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import { createPeerQuestions, questionTo } from "../../lib/peer-questions.js";
import type { CallerHeaders, ServiceTransport } from "../../lib/service.js";
import {
  ContentsToWatchDocument,
  type ContentsToWatchQuery,
  EpisodesAroundDocument,
  type EpisodesAroundQuery,
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
  /**
   * What follows each of these episodes, where something does, the first of them surely: asked in one batch where they are
   * of few series, and in no more than MOST_BATCHES.
   */
  nextEpisodes(
    episodeIds: readonly string[],
    caller: CallerHeaders,
  ): Promise<ReadonlyMap<string, NextEpisode>>;
}

/** Episodes asked for at once; each brings those of its series. */
const EPISODES_A_BATCH = 20;
/** More series at once nobody follows. */
const MOST_BATCHES = 3;
const CONTENTS = questionTo("catalog", ContentsToWatchDocument);
const EPISODES = questionTo("catalog", EpisodesAroundDocument);
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
      const next = new Map<string, NextEpisode>();
      let left = episodeIds;
      for (let batch = 0; batch < MOST_BATCHES && left.length > 0; batch += 1) {
        const asked = left.slice(0, EPISODES_A_BATCH);
        const representations = referencesTo("Episode", asked);
        const answered = await questions.ask(EPISODES, { representations }, caller, ({ _entities }) =>
          _entities.map(episodesOf),
        );
        if (!answered) break;
        const settled = new Set(asked);
        for (const episodes of answered.learned) {
          for (const [place, { id }] of episodes.entries()) {
            settled.add(id);
            const following = episodes[place + 1];
            if (following) next.set(id, following);
          }
        }
        // Of a series that is known by now nothing else is asked: whoever has seen it all follows others, too.
        left = left.filter((id) => !settled.has(id));
      }
      return next;
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

function episodesOf(found: EpisodesAroundQuery["_entities"][number]): NextEpisode[] {
  if (!found || !("series" in found)) return [];
  return found.series.episodes.edges.map(({ node }) => ({
    ...node,
    creditsFromSeconds: node.creditsFromSeconds ?? null,
  }));
}
