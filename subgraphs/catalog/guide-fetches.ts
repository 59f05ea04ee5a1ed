import { type Clock, passed } from "../../lib/clock.js";
import { badInput, PlayheadError } from "../../lib/errors.js";
import type { GuideImport } from "./domain/guide-import.js";
import { fetchGuide, type GuideReach, urlProblem } from "./guide-fetching.js";
import type { GuideSource } from "./guide-importer.js";

/** Imports that operators ask for by URL. */
export interface GuideFetches extends AsyncDisposable {
  /**
   * Fetches a guide and imports it; one that takes its time is given as RUNNING and goes on. BAD_USER_INPUT where the name
   * or the URL breaks a rule; whatever else goes wrong is told by the import, which is FAILED then.
   */
  fetch(source: string, url: string): Promise<GuideImport>;
}

/** Guides that are fetched at once: each may hold some 100 MB until it is merged. */
const MOST_AT_ONCE = 2;
/** How long the answer waits for the end of an import: callers in between give up after some ten seconds. */
const ANSWER_WITHIN_MS = 5_000;
const LONGEST_SOURCE = 100;
const LONGEST_URL = 2_000;

/** An import goes on when whoever asked has gone; one that still runs at the end is given up. */
export function createGuideFetches(
  reach: GuideReach,
  importing: (guide: GuideSource, onStarted: (started: GuideImport) => void) => Promise<GuideImport>,
  clock: Clock,
): GuideFetches {
  const ending = new AbortController();
  const running = new Set<Promise<GuideImport>>();
  return {
    async fetch(source, url) {
      if (source.trim() === "" || source.length > LONGEST_SOURCE || source.includes("\0")) {
        throw badInput("source", `must have 1..${LONGEST_SOURCE} characters`, source);
      }
      const problem =
        url.length > LONGEST_URL ? `must have 1..${LONGEST_URL} characters` : urlProblem(url, reach);
      if (problem) throw badInput("url", problem, url);
      if (running.size >= MOST_AT_ONCE) {
        throw new PlayheadError(
          "SERVICE_UNAVAILABLE",
          `${MOST_AT_ONCE} guides are being fetched: try again later`,
        );
      }
      return new Promise((resolve, reject) => {
        const bytes = fetchGuide(url, reach, ending.signal);
        const work = importing({ source, bytes }, (started) => {
          void passed(clock, ANSWER_WITHIN_MS).then(() => resolve(started));
        });
        running.add(work);
        work.then(resolve, reject).finally(() => running.delete(work));
      });
    },
    async [Symbol.asyncDispose]() {
      ending.abort(new Error("Playhead is ending: import the guide again"));
      await Promise.allSettled(running);
    },
  };
}
