import type { Clock } from "../../lib/clock.js";
import { LastKnown } from "../../lib/last-known.js";
import type { Logger } from "../../lib/logger.js";
import { createPeerQuestions, questionTo } from "../../lib/peer-questions.js";
import type { CallerHeaders, ServiceTransport } from "../../lib/service.js";
import {
  ContentsToWatchDocument,
  type ContentsToWatchQuery,
  EpisodesAroundDocument,
  type EpisodesAroundQuery,
} from "./generated/catalog-client.js";

/** What the catalog knows of something that can be watched. */
export interface ContentLength {
  /** Null for what has none, such as a channel. */
  readonly durationSeconds: number | null;
}

/** The episode after another one, and how long it lasts. */
export interface NextEpisode {
  readonly id: string;
  readonly durationSeconds: number;
}

/** What viewing asks the catalog. Nothing rejects: without the catalog it goes on with what it knows. */
export interface Contents {
  /** Null where the catalog has no such thing; undefined when it cannot be asked. */
  length(contentId: string, caller: CallerHeaders): Promise<ContentLength | null | undefined>;
  /** How long these last, in seconds, as far as it is known; asked in one batch, and remembered for an hour. */
  lengths(contentIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** What follows each of these episodes, where something does: asked in one batch. */
  nextEpisodes(
    episodeIds: readonly string[],
    caller: CallerHeaders,
  ): Promise<ReadonlyMap<string, NextEpisode>>;
}

/** Guides correct the ends of airings now and then. */
const REMEMBERED_MS = 60 * 60_000;
/** Contents that are watched within an hour; some 10 MB. */
const MOST_REMEMBERED = 100_000;

const CONTENTS = questionTo("catalog", ContentsToWatchDocument);
const EPISODES = questionTo("catalog", EpisodesAroundDocument);
type Found = ContentsToWatchQuery["_entities"][number];

export function createContents(options: { peers: ServiceTransport; clock: Clock; log: Logger }): Contents {
  const { clock } = options;
  const questions = createPeerQuestions(options);
  const known = new LastKnown<ContentLength | null>(MOST_REMEMBERED);
  const ask = (ids: readonly string[], caller: CallerHeaders) =>
    questions.ask(CONTENTS, { representations: referencesTo("Content", ids) }, caller, ({ _entities }) =>
      _entities.map(lengthOf),
    );

  return {
    async length(contentId, caller) {
      return (await ask([contentId], caller))?.learned[0];
    },

    async lengths(contentIds) {
      const asOf = clock.now();
      const isOld = (id: string) => asOf - (known.get(id)?.asOf ?? Number.NEGATIVE_INFINITY) >= REMEMBERED_MS;
      const missing = contentIds.filter(isOld);
      if (missing.length > 0) {
        const answered = await ask(missing, { traceId: "lengths" });
        // What the catalog does not know is remembered, too: it would be asked of every position.
        missing.forEach((id, index) => {
          if (answered) known.learn(id, answered.learned[index] ?? null, asOf);
        });
      }
      return new Map(
        contentIds.flatMap((id) => {
          const seconds = known.get(id)?.value?.durationSeconds;
          return seconds == null ? [] : [[id, seconds] as const];
        }),
      );
    },

    async nextEpisodes(episodeIds, caller) {
      if (episodeIds.length === 0) return new Map();
      const representations = referencesTo("Episode", episodeIds);
      const answered = await questions.ask(EPISODES, { representations }, caller, ({ _entities }) =>
        _entities.map(episodesOf),
      );
      return new Map(
        episodeIds.flatMap((id, index) => {
          const episodes = answered?.learned[index] ?? [];
          const place = episodes.findIndex((episode) => episode.id === id);
          const next = place < 0 ? undefined : episodes[place + 1];
          return next ? [[id, next] as const] : [];
        }),
      );
    },
  };
}

function referencesTo(__typename: string, ids: readonly string[]) {
  return ids.map((id) => ({ __typename, id }));
}

function lengthOf(content: Found): ContentLength | null {
  switch (content?.__typename) {
    case undefined:
      return null;
    case "Broadcast":
      return { durationSeconds: Math.round((Date.parse(content.stop) - Date.parse(content.start)) / 1_000) };
    case "Movie":
    case "Episode":
      return { durationSeconds: content.durationSeconds };
    default:
      return { durationSeconds: null };
  }
}

function episodesOf(found: EpisodesAroundQuery["_entities"][number]): NextEpisode[] {
  return found && "series" in found ? found.series.episodes.edges.map(({ node }) => node) : [];
}
