/** Ages behind letters; where systems differ in what one means, the stricter. Numbers speak for themselves. */
const AGES: Readonly<Record<string, number>> = {
  G: 0,
  U: 0,
  "TV-Y": 0,
  "TV-G": 0,
  "TV-Y7": 7,
  PG: 8,
  "TV-PG": 10,
  PGR: 13,
  "PG-13": 13,
  "TV-14": 14,
  "MA15+": 15,
  M: 16,
  R: 17,
  MA: 17,
  "TV-MA": 17,
  "NC-17": 18,
  AO: 18,
};

/** Higher numbers are no ages. */
const HIGHEST_AGE = 21;

/** The age in years that a rating means; null where it is not known. */
export function ageOf(value: string): number | null {
  const known = AGES[value.trim().toUpperCase()];
  if (known !== undefined) return known;
  const digits = /^(?:FSK\s*)?(\d{1,2})\+?$/i.exec(value.trim())?.[1];
  return digits === undefined || Number(digits) > HIGHEST_AGE ? null : Number(digits);
}

/** `7/10` is 0.7; null for anything that is no fraction from 0 to 1. */
export function starsOf(value: string): number | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*\/\s*(\d+(?:\.\d+)?)\s*$/.exec(value);
  const share = match ? Number(match[1]) / Number(match[2]) : Number.NaN;
  return share >= 0 && share <= 1 ? share : null;
}
