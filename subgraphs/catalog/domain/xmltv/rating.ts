/**
 * Ratings that say their age in words, by their letters alone. Where systems differ in what one means the stricter
 * meaning counts: nobody is shown too much. Those that rate nothing (NR, NC) are absent, which leaves the age unknown.
 */
const AGES: Readonly<Record<string, number>> = {
  U: 0,
  G: 0,
  TVG: 0,
  TVY: 0,
  E: 0,
  C: 0,
  P: 0,
  FSK0: 0,
  PG: 8,
  PGR: 8,
  TVPG: 8,
  M: 16,
  MA: 16,
  R: 17,
  TVMA: 17,
  NC17: 18,
  AO: 18,
  X: 18,
  XXX: 18,
};

/** Higher numbers in a rating are no ages. */
const HIGHEST_AGE = 21;

/** The age in years that a rating such as `FSK 16`, `TV-14`, `12A` or `PG-13` means; null where it is not known. */
export function ageOfRating(value: string): number | null {
  const inWords = AGES[value.toUpperCase().replace(/[^A-Z0-9]/g, "")];
  if (inWords !== undefined) return inWords;
  const age = Number(/(?<!\d)(\d{1,2})(?!\d)/.exec(value)?.[1]);
  return age <= HIGHEST_AGE ? age : null;
}

/** `7/10` -> 0.7; null where it has no scale or exceeds it. */
export function parseStars(value: string): number | null {
  const match = /^\s*(\d+(?:[.,]\d+)?)\s*\/\s*(\d+(?:[.,]\d+)?)\s*$/.exec(value);
  if (!match) return null;
  const [stars, scale] = [match[1], match[2]].map((text) => Number(text?.replace(",", ".")));
  if (stars === undefined || !scale || stars > scale) return null;
  return stars / scale;
}
