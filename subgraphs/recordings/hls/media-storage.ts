/** What a file holds: all of it, or piece by piece as it comes. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/** Where media are kept: folders of files, by names of ours. What is asked of it any object store can do. */
export interface MediaStorage {
  /**
   * Writes a file whole: nobody ever sees a part of it, also where `content` breaks off. Writing it again changes nothing.
   * Content that comes piece by piece is asked for no faster than it is written, and never held as a whole.
   */
  put(folder: string, name: string, content: Content): Promise<void>;
  /** Names of a folder's files, sorted; none where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /**
   * Removes a folder with all that is in it; what is not there is removed. Aborting `signal` leaves what is still there, and
   * fails: nothing more is removed then.
   */
  remove(folder: string, signal?: AbortSignal): Promise<void>;
}

/** Ids and names that we made: nothing that leads elsewhere. */
const SOUND = /^[\w][\w.-]{0,200}$/;

/**
 * The names, where each is one of ours.
 *
 * @throws Error for anything else.
 */
export function soundNames(...names: readonly string[]): readonly string[] {
  const wrong = names.find((name) => !SOUND.test(name));
  if (wrong !== undefined) throw new Error(`no name of ours: ${JSON.stringify(wrong)}`);
  return names;
}
