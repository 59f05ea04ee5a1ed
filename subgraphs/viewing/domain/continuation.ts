import { finishedFrom, isFinished, type Viewing } from "./viewing.js";

/** The episode after another one, and how long it lasts. */
interface Following {
  readonly id: string;
  readonly durationSeconds: number | null;
  /** Where its credits begin, in seconds; null where nobody said. */
  readonly creditsFromSeconds: number | null;
}

/** The finished episodes, newest first, whose next one may be waiting. */
export function followedEpisodes(newest: readonly Viewing[]): string[] {
  return newest
    .filter((viewing) => viewing.itemId.startsWith("ep_") && isFinished(viewing))
    .map(({ itemId }) => itemId);
}

/**
 * What a person goes on with, newest first: what was begun and not finished, and in the place of a finished episode the
 * next one, unless that has been watched, too. `newest` has all episodes of the history, finished or not.
 */
export function continuations(
  newest: readonly Viewing[],
  nextOf: ReadonlyMap<string, Following>,
  most: number,
): Viewing[] {
  const seen = new Set(newest.map(({ itemId }) => itemId));
  const found: Viewing[] = [];
  for (const viewing of newest) {
    if (!isFinished(viewing)) {
      if (viewing.positionSeconds > 0) found.push(viewing);
      continue;
    }
    const next = nextOf.get(viewing.itemId);
    if (!next || seen.has(next.id)) continue;
    seen.add(next.id);
    found.push({
      ...viewing,
      itemId: next.id,
      positionSeconds: 0,
      durationSeconds: next.durationSeconds,
      finishedFromSeconds: finishedFrom(next.durationSeconds, next.creditsFromSeconds),
      playCount: 0,
    });
  }
  return found.slice(0, most);
}
