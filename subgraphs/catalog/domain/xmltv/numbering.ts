/** Where an episode stands; everything counts from 1. */
export interface Numbering {
  readonly season: number | null;
  readonly episode: number | null;
  readonly part: number | null;
}

interface EpisodeNumber {
  readonly system: string;
  readonly value: string;
}

const NOTHING: Numbering = { season: null, episode: null, part: null };
/** No series has this many seasons: such a "season" is a year (`2020.0.0`), and says nothing of the episode. */
const FIRST_YEAR = 1_900;

/** Systems that write a number as it stands on the screen. */
const ONSCREEN_SYSTEMS = ["onscreen", "sxxexx", "common"];

/** The first number that can be read, xmltv_ns before onscreen. */
export function numberingOf(numbers: readonly EpisodeNumber[]): Numbering {
  const read = (systems: readonly string[], parse: (value: string) => Numbering | null) =>
    numbers
      .filter(({ system }) => systems.includes(system.trim().toLowerCase()))
      .map(({ value }) => parse(value))
      .find((found) => found !== null);
  return read(["xmltv_ns"], parseXmltvNs) ?? read(ONSCREEN_SYSTEMS, parseOnscreen) ?? NOTHING;
}

/**
 * `season.episode.part`, each counting from zero and optionally `/ total`: `1 . 1` is season 2, episode 2; `. 36`
 * has no season. A part is told only of what is split: `0/1` is a whole.
 */
export function parseXmltvNs(value: string): Numbering | null {
  const fields = value.split(".");
  const [season = null, episode = null, part = null] = fields.map((field) => {
    const digits = /^\s*(\d{1,6})\s*(?:\/\s*\d+\s*)?$/.exec(field)?.[1];
    return digits === undefined ? null : Number(digits) + 1;
  });
  if (season === null && episode === null && part === null) return null;
  if (season !== null && season > FIRST_YEAR) return null;
  const total = Number(/\/\s*(\d+)/.exec(fields[2] ?? "")?.[1] ?? 1);
  return { season, episode, part: part !== null && (part > 1 || total > 1) ? part : null };
}

const SEASON = String.raw`(?:S(?:eason|eries|taffel|t)?)\.?\s*(\d{1,4})[a-z]?(?:/\d{2})?`;
const EPISODE = String.raw`(?:E(?:p(?:isode)?)?|F(?:olge)?)\.?\s*#?(\d{1,5})`;
/** Each with the season first, then the episode. */
const ONSCREEN = [
  new RegExp(String.raw`\b${SEASON}[\s.,:/-]*${EPISODE}`, "i"),
  /\b(\d{1,3})\s*x\s*(\d{1,5})\b/i,
  new RegExp(String.raw`\b()${EPISODE}\b`, "i"),
  new RegExp(String.raw`\b${SEASON}()\b`, "i"),
  /^()\s*\(?(\d{1,4})\s*(?:\/|of|von)\s*\d{1,4}\)?\s*$/i,
  /^()\s*#\s*(\d{1,5})\s*$/,
  // A longer number alone may hold a season, or be the producer's own.
  /^()\s*(\d{1,2})\s*$/,
];

/**
 * `S01E02`, `S1 Ep2`, `1x02`, `E36`, `Episode 5`, `Staffel 2, Folge 5`, `Season 3`, `4/6`, `(4 of 6)`, `#36`, `7`; a year
 * is no season.
 */
export function parseOnscreen(value: string): Numbering | null {
  const match = ONSCREEN.map((form) => form.exec(value)).find((found) => found !== null);
  if (!match) return null;
  const [season = null, episode = null] = match.slice(1, 3).map((digits) => (digits ? Number(digits) : null));
  return { season: season !== null && season >= FIRST_YEAR ? null : season, episode, part: null };
}

/** Ids of works: Schedules Direct's, content reference ids, and those of the film and television industry. */
const WORK_SYSTEMS = ["dd_progid", "crid", "eidr"];
/** As long as it may be on demand; the database cannot look up much longer ones, and no work has one. */
const LONGEST_PROGRAM_ID = 200;

/**
 * The work's own id; null where there is none of at most 200 characters, or where it is generic: `EP01234567.0000`, also
 * written without the point, stands for a whole series. A film's id (MV) always ends so and is its own.
 */
export function programIdOf(numbers: readonly EpisodeNumber[]): string | null {
  const found = numbers.find(
    ({ system, value }) =>
      WORK_SYSTEMS.includes(system.trim().toLowerCase()) &&
      value !== "" &&
      value.length <= LONGEST_PROGRAM_ID,
  );
  return !found || /^(?!MV)(.*[.\s]|[A-Z]{2}\d{8})0000$/i.test(found.value) ? null : found.value;
}
