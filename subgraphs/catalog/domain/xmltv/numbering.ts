import type { EpisodeNumber } from "../broadcast.js";

/** Season, episode and part, counting from 1; null where unknown. */
export interface Numbering {
  readonly season: number | null;
  readonly episode: number | null;
  readonly part: number | null;
}

const UNNUMBERED: Numbering = { season: null, episode: null, part: null };

/**
 * Seasons from here on are years. Broadcasters that number by the year write the year itself (`2020.0.0` beside an
 * onscreen `S2020E1`), not one less, so it is taken as it stands.
 */
const FIRST_YEAR_AS_SEASON = 1900;

/**
 * What a programme's episode numbers say. `xmltv_ns` is exact and goes first; `onscreen` only helps where it has
 * the plain form S2E3.
 */
export function numberingOf(numbers: readonly EpisodeNumber[]): Numbering {
  const inSystem = (system: string) => numbers.find((number) => number.system === system)?.value;
  const exact = inSystem("xmltv_ns");
  if (exact !== undefined) return parseXmltvNs(exact);
  const onscreen = /^\s*S(\d{1,4})\s*E(\d{1,5})\s*$/i.exec(inSystem("onscreen") ?? "");
  return onscreen ? { season: Number(onscreen[1]), episode: Number(onscreen[2]), part: null } : UNNUMBERED;
}

/** `season/of.episode/of.part/of`, each counting from zero and each optional: `1 . 1` is the second of season two. */
export function parseXmltvNs(text: string): Numbering {
  const [season, episode, part] = text.split(".").map(parsePlace);
  return {
    season: season ? (season.index >= FIRST_YEAR_AS_SEASON ? season.index : season.index + 1) : null,
    episode: episode ? episode.index + 1 : null,
    // Part one of one: the episode is not split.
    part: part && part.of !== 1 ? part.index + 1 : null,
  };
}

function parsePlace(text: string): { index: number; of: number | null } | null {
  const match = /^\s*(\d{1,5})\s*(?:\/\s*(\d{1,5})\s*)?$/.exec(text);
  return match ? { index: Number(match[1]), of: match[2] === undefined ? null : Number(match[2]) } : null;
}

/**
 * The work's own id, from the systems that give one. Generic ids of a series (`EP012345670000`, `SH01234567.0000`)
 * stand for every episode of which nothing is known, so they identify nothing; only a film's id (MV) always ends so.
 */
export function programIdOf(numbers: readonly EpisodeNumber[]): string | null {
  const named = numbers.find(({ system }) => /^(dd_progid|eidr)$|^(?!.*series).*crid/i.test(system));
  if (!named) return null;
  const isGeneric = /^(?!MV)[A-Z]{2}\d{8}\.?0000$|^(?!MV).*\.0000$/i.test(named.value);
  return isGeneric ? null : named.value;
}
