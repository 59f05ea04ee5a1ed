import type { Clock } from "../../lib/clock.js";
import type { Logger } from "../../lib/logger.js";
import { createPeerQuestions, questionTo } from "../../lib/peer-questions.js";
import type { CallerHeaders, ServiceTransport } from "../../lib/service.js";
import { ContentToWatchDocument, type ContentToWatchQuery } from "./generated/catalog-client.js";

/** What the catalog knows of something that a person watches. */
export interface ContentLength {
  /** Null where it has none, or the catalog does not say. */
  readonly durationSeconds: number | null;
}

/** What viewing asks the catalog. */
export interface Contents {
  /** Null where the catalog has no such thing; undefined when it cannot be asked. */
  length(contentId: string, caller: CallerHeaders): Promise<ContentLength | null | undefined>;
}

const CONTENT = questionTo("catalog", ContentToWatchDocument);

export function createContents(options: { peers: ServiceTransport; clock: Clock; log: Logger }): Contents {
  const questions = createPeerQuestions(options);
  return {
    async length(contentId, caller) {
      const answered = await questions.ask(CONTENT, { id: contentId }, caller, lengthOf);
      return answered?.learned;
    },
  };
}

function lengthOf({ content }: ContentToWatchQuery): ContentLength | null {
  if (!content) return null;
  if (content.__typename !== "Broadcast") return { durationSeconds: null };
  const [start, stop] = [content.start, content.stop].map((instant) => new Date(instant).getTime());
  return { durationSeconds: Math.round(((stop ?? 0) - (start ?? 0)) / 1_000) };
}
