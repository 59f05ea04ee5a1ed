import { callerOf, type ViewingContext } from "../context.js";
import { continuations, followedEpisodes } from "../domain/continuation.js";
import type { Person, Viewing } from "../domain/viewing.js";
import { MOST_VIEWINGS } from "../store/history.js";

/** Begun and not finished, newest first; for a finished episode the next one. Without the catalog: what was begun. */
export async function continueWatching(
  person: Person,
  most: number,
  context: ViewingContext,
): Promise<Viewing[]> {
  const newest = await context.store.unfinished(person, MOST_VIEWINGS);
  const nextOf = await context.contents.nextEpisodes(followedEpisodes(newest), callerOf(context));
  return continuations(newest, nextOf, most);
}
