import type { GuideProgramme } from "./guide.js";

/** Titles before a colon that are looked up; a guide of hundreds of channels has some thousand. */
const MOST_PREFIXES = 20_000;
const FILM = /^(movie|film|spielfilm|feature film)$/i;

/**
 * What can be said of a programme only by the whole guide: whether its id is its own, and whether the words before a
 * colon in its title are a series.
 */
export class WorkCensus {
  /** Ids and names by their hashes: a guide of 100 MB has a hundred thousand. */
  readonly #firstNames = new Map<number, number>();
  readonly #secondNames = new Map<number, number>();
  readonly #generic = new Set<number>();
  readonly #series = new Set<string>();
  readonly #prefixes = new Set<string>();

  note(programme: GuideProgramme): void {
    const { title, programId } = programme;
    if (programId !== null) this.#noteId(hashOf(programId), hashOf(nameOf(programme)));
    if (isEpisode(programme)) this.#series.add(copied(title));
    for (const { series } of splits(title)) {
      if (this.#prefixes.size < MOST_PREFIXES) this.#prefixes.add(copied(series));
    }
  }

  /** Titles before a colon that this guide itself does not show to be series. */
  get unknownSeries(): string[] {
    return [...this.#prefixes].filter((title) => !this.#series.has(title));
  }

  /** All that `refined` goes by, as one text; null where there is too much of it to tell. */
  ground(knownSeries: ReadonlySet<string>): string | null {
    if (this.#prefixes.size >= MOST_PREFIXES) return null;
    const series = [...this.#prefixes].filter((title) => this.#series.has(title) || knownSeries.has(title));
    return JSON.stringify([...[...this.#generic].sort((a, b) => a - b), ...series.sort()]);
  }

  /** The programme without an id that is not its own, and by series and episode where its title holds both. */
  refined(programme: GuideProgramme, knownSeries: ReadonlySet<string>): GuideProgramme {
    const isGeneric = programme.programId !== null && this.#generic.has(hashOf(programme.programId));
    const own = isGeneric ? { ...programme, programId: null } : programme;
    if (own.subtitle !== null || own.categories.some((one) => FILM.test(one))) return own;
    const isSeries = (title: string) => this.#series.has(title) || knownSeries.has(title);
    // A title that is a series as it stands, such as a spin-off's, is nobody's episode.
    const found = isSeries(own.title) ? undefined : splits(own.title).find(({ series }) => isSeries(series));
    return found ? { ...own, title: found.series, subtitle: found.episode } : own;
  }

  /** An id on three differently named programmes is no work's own; two ways to write one name are common. */
  #noteId(id: number, name: number): void {
    const first = this.#firstNames.get(id);
    if (first === undefined) this.#firstNames.set(id, name);
    else if (first !== name) {
      const second = this.#secondNames.get(id);
      if (second === undefined) this.#secondNames.set(id, name);
      else if (second !== name) this.#generic.add(id);
    }
  }
}

function nameOf({ title, subtitle, season, episode }: GuideProgramme): string {
  return [title, subtitle, season, episode].join("\u0000");
}

function isEpisode({ subtitle, episode, title }: GuideProgramme): boolean {
  return episode !== null || (subtitle !== null && subtitle !== title);
}

/** Ways to take a title for a series and an episode, the longest series first. */
function splits(title: string): { series: string; episode: string }[] {
  const found: { series: string; episode: string }[] = [];
  for (let at = title.lastIndexOf(": "); at > 0; at = title.lastIndexOf(": ", at - 1)) {
    const episode = title.slice(at + 2).trim();
    if (episode !== "") found.push({ series: title.slice(0, at).trim(), episode });
  }
  return found;
}

/** 52 bits, by FNV-1a twice over: two of a million texts share one once in thousands of guides. */
function hashOf(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x01234567;
  for (let at = 0; at < text.length; at += 1) {
    low = Math.imul(low ^ text.charCodeAt(at), 0x01000193);
    high = Math.imul(high ^ text.charCodeAt(at), 0x01000197);
  }
  return (high >>> 12) * 2 ** 32 + (low >>> 0);
}

/** The text by itself: a part of a longer one would keep all of that in memory. */
function copied(text: string): string {
  return Buffer.from(text).toString();
}
