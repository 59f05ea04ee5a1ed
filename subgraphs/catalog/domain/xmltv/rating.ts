/** Ages behind letters; where systems differ in what one means, the stricter. Numbers speak for themselves. */
const AGES: Readonly<Record<string, number>> = {
  G: 0,
  U: 0,
  "TV-Y": 0,
  "TV-G": 0,
  "TV-Y7": 7,
  "TV-Y7-FV": 7,
  PG: 8,
  "TV-PG": 10,
  PGR: 13,
  "PG-13": 13,
  "TV-14": 14,
  M15: 15,
  MA15: 15,
  M: 16,
  R: 17,
  MA: 17,
  "TV-MA": 17,
  "NC-17": 18,
  R18: 18,
  X18: 18,
  AO: 18,
};

/** Higher numbers are no ages. */
const HIGHEST_AGE = 21;

/** An age by itself, or as authorities write it: `16`, `14+`, `-12`, `12A`, `FSK 16`, `FSK-16`, `ab 12`, `12 Jahre`. */
const WRITTEN_AGE = /^(?:FSK|USK|BBFC|CSA|AB)?[\s:-]*(\d{1,2})(?:\+|A|\s*JAHREN?)?$/;

/** The age in years that a rating means; null where it is not known. */
export function ageOf(value: string): number | null {
  const written = value.trim().toUpperCase();
  // `TV14` and `MA 15+` are `TV-14` and `MA15`.
  const known = AGES[written.replace(/^TV-?(?=.)/, "TV-").replace(/[\s+]+/g, "")];
  if (known !== undefined) return known;
  const digits = WRITTEN_AGE.exec(written)?.[1];
  return digits === undefined || Number(digits) > HIGHEST_AGE ? null : Number(digits);
}

/** `7/10` is 0.7; null for anything that is no fraction from 0 to 1. */
export function starsOf(value: string): number | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*\/\s*(\d+(?:\.\d+)?)\s*$/.exec(value);
  const share = match ? Number(match[1]) / Number(match[2]) : Number.NaN;
  return share >= 0 && share <= 1 ? share : null;
}
