import type { Airing } from "./airing.js";

type Named = Pick<Airing, "title" | "subtitle" | "season" | "episode" | "seriesId" | "programId">;

/** Ids that end so name a series or a newscast and not an episode: all of its airings have the same. */
const GENERIC_PROGRAM_ID = /(^SH.*|[.\d]0000)$/;
/** What a guide writes where it knows nothing. */
const EMPTY_SUBTITLE = /^(episode|folge|aflevering)?$/;

/**
 * What an airing's episode is recognised by, each text with the kind of its evidence before it: `p:` the work's id,
 * `e:` series, season and episode, `t:` title and subtitle. Empty where nothing tells it from others of its title.
 */
export function identitiesOf({ title, subtitle, season, episode, seriesId, programId }: Named): string[] {
  const name = normalised(title);
  const part = normalised(subtitle ?? "");
  return [
    ...(programId !== null && !GENERIC_PROGRAM_ID.test(programId) ? [`p:${programId}`] : []),
    ...(season !== null && episode !== null ? [`e:${seriesId ?? name}:${season}:${episode}`] : []),
    ...(EMPTY_SUBTITLE.test(part) ? [] : [`t:${name}:${part}`]),
  ];
}

/**
 * Whether two airings, given by their identities, are of the same episode: the same work; else, where both have one, the
 * same number of the series, for guides give one episode several works' ids; else, unless they are known as different
 * works, the same title and subtitle: a newscast has the same every day.
 */
export function isSameEpisode(left: readonly string[], right: readonly string[]): boolean {
  const pair = (kind: string) =>
    [left, right].map((identities) => identities.find((text) => text.startsWith(kind)));
  const [program, otherProgram] = pair("p:");
  if (program !== undefined && program === otherProgram) return true;
  const [number, otherNumber] = pair("e:");
  if (number !== undefined && otherNumber !== undefined) return number === otherNumber;
  if (program !== undefined && otherProgram !== undefined) return false;
  const [name, otherName] = pair("t:");
  return name !== undefined && name === otherName;
}

/** What an episode is recognised by, and whose airing it is. */
interface OfEpisode {
  readonly id: string;
  readonly identities: readonly string[];
}

/** Airings by their episodes: each is compared with those alone that share an identity with it. */
export class Episodes<One extends OfEpisode> {
  readonly #sharing = new Map<string, { readonly place: number; readonly one: One }[]>();
  #places = 0;

  constructor(airings: Iterable<One>) {
    for (const one of airings) this.add(one);
  }

  add(one: One): void {
    this.#places += 1;
    for (const text of one.identities) {
      const entry = { place: this.#places, one };
      const sharing = this.#sharing.get(text);
      if (sharing) sharing.push(entry);
      else this.#sharing.set(text, [entry]);
    }
  }

  /** Of the other airings of its episode the one that was added first. */
  firstTwin({ id, identities }: OfEpisode): One | null {
    const twins = identities.flatMap(
      (text) =>
        this.#sharing
          .get(text)
          ?.find(({ one }) => one.id !== id && isSameEpisode(one.identities, identities)) ?? [],
    );
    return twins.sort((a, b) => a.place - b.place)[0]?.one ?? null;
  }
}

/** Lower case, without accents, punctuation and case: what two guides write of the same thing is the same. */
export function normalised(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
