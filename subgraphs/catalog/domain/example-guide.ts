import type { GuideProgramme } from "./guide.js";
import { digestOf, type ExistingBroadcast } from "./guide-merge.js";
import type { SettledProgramme } from "./settle.js";

/** Programmes and what is stored of them, for tests. */
export const HOUR = 3_600_000;

/** An hour of nothing but a title. */
export function programme(start: number, title: string, more: Partial<GuideProgramme> = {}): GuideProgramme {
  return {
    xmltvId: "a",
    start,
    stop: start + HOUR,
    title,
    line: 1,
    subtitle: null,
    description: null,
    season: null,
    episode: null,
    part: null,
    episodeNumbers: [],
    categories: [],
    year: null,
    country: null,
    credits: [],
    ratings: [],
    starRating: null,
    previouslyShown: false,
    isPremiere: false,
    isNew: false,
    programId: null,
    images: [],
    ...more,
  };
}

/** The programmes as they would be stored. */
export function stored(programmes: readonly SettledProgramme[], prefix = "br"): ExistingBroadcast[] {
  return programmes.map((one, index) => ({
    id: `${prefix}_${index}`,
    revision: 1,
    digest: digestOf(one),
    title: one.title,
    subtitle: one.subtitle,
    season: one.season,
    episode: one.episode,
    programId: one.programId,
    start: one.start,
    stop: one.stop,
    stopInferred: one.stopInferred,
  }));
}
