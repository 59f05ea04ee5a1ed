import type { ViewingContext } from "../context.js";
import { isFinished, type Person, type Viewing } from "../domain/viewing.js";

/** Rows looked at: all that a history holds. */
const MOST_LOOKED_AT = 500;

/** Begun and not finished, newest first. */
export async function continueWatching(
  person: Person,
  most: number,
  { store }: ViewingContext,
): Promise<Viewing[]> {
  const newest = await store.unfinished(person, MOST_LOOKED_AT);
  return newest.filter((viewing) => !isFinished(viewing)).slice(0, most);
}
