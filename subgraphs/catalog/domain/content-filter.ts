export type ContentKind = "CHANNEL" | "BROADCAST" | "SERIES" | "MOVIE" | "EPISODE";

/** What a search is narrowed to: all that is said must hold. Instants are epoch ms. */
export interface ContentFilter {
  readonly and?: readonly ContentFilter[] | null;
  readonly or?: readonly ContentFilter[] | null;
  readonly not?: ContentFilter | null;
  readonly kind?: ContentKind | null;
  readonly tag?: string | null;
  readonly category?: string | null;
  readonly channelId?: string | null;
  readonly seriesId?: string | null;
  readonly startsAfter?: number | null;
  readonly startsBefore?: number | null;
  readonly minimumAgeAtMost?: number | null;
}

/** How far filters may be within each other. */
export const DEEPEST_FILTER = 5;
/** Conditions in all: each is a comparison for every candidate. */
export const MOST_CONDITIONS = 50;
const LONGEST_VALUE = 200;

/** The first rule that a filter breaks and what it got, or null. */
export function checkFilter(filter: ContentFilter): { readonly rule: string; readonly got: unknown } | null {
  let conditions = 0;
  const check = (one: ContentFilter, depth: number): { rule: string; got: unknown } | null => {
    if (depth > DEEPEST_FILTER) return { rule: `must be at most ${DEEPEST_FILTER} deep`, got: depth };
    const { and, or, not, ...said } = one;
    conditions += 1 + Object.values(said).filter((value) => value != null).length;
    if (conditions > MOST_CONDITIONS) {
      return { rule: `must have at most ${MOST_CONDITIONS} conditions`, got: conditions };
    }
    for (const value of Object.values(said)) {
      if (typeof value !== "string") continue;
      if (value.length > LONGEST_VALUE || /[\0\p{Cs}]/u.test(value)) {
        return { rule: `must have values of at most ${LONGEST_VALUE} characters of text`, got: value };
      }
    }
    for (const inner of [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])]) {
      const broken = check(inner, depth + 1);
      if (broken) return broken;
    }
    return null;
  };
  return check(filter, 1);
}
