import { correctionsOf } from "./typing.js";

/** Longer texts are no search. */
export const LONGEST_SEARCH = 200;

/** A part of what somebody searches for; what stands in quotes is meant as it stands. */
export interface SearchPart {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** What the database knows of a word that somebody searches for. All folded: letters and digits alone. */
export interface SearchedWord {
  readonly part: number;
  readonly isQuoted: boolean;
  readonly word: string;
  /** The word as it is also written in German. */
  readonly german: string;
  /** Null for a stop word of the language. */
  readonly englishStem: string | null;
  readonly germanStem: string | null;
  /** Words like it, where nothing is known of it. */
  readonly similar: readonly string[];
}

/** What to look for, as PostgreSQL's tsquery: each wider than the one before. */
export interface SearchPlan {
  readonly folded: string;
  readonly queries: readonly string[];
}

/** One letter alone stands for itself; more may be the beginning of a word. */
const SHORTEST_PREFIX = 2;

/** The parts in and between quotes; a quote that does not end is none. */
export function partsOf(text: string): SearchPart[] {
  const pieces = text.split(/["„“”«»]/);
  return pieces.flatMap((piece, index) => {
    const isQuoted = index % 2 === 1 && index < pieces.length - 1;
    return piece.trim() === "" ? [] : [{ text: piece, isQuoted }];
  });
}

/**
 * Every word must be found, in any order: as it is, begun, by its stem, or, where nothing is known of it, corrected. If
 * that finds nothing, stop words need not be.
 */
export function planSearch(words: readonly SearchedWord[]): SearchPlan {
  const folded = words.map(({ word }) => word).join(" ");
  const phrases = quotedPhrases(words);
  const free = words.filter(({ isQuoted }) => !isQuoted);
  const telling = free.filter(({ englishStem, germanStem }) => englishStem !== null && germanStem !== null);
  const all = [...phrases, ...free.map(alternatives)];
  const less = [...phrases, ...telling.map(alternatives)];
  const queries = [all, less].filter((terms) => terms.length > 0).map((terms) => terms.join(" & "));
  return { folded, queries: [...new Set(queries)] };
}

function quotedPhrases(words: readonly SearchedWord[]): string[] {
  const parts = new Map<number, SearchedWord[]>();
  for (const word of words) {
    if (word.isQuoted) parts.set(word.part, [...(parts.get(word.part) ?? []), word]);
  }
  return [...parts.values()].map((part) => {
    const phrase = (of: (word: SearchedWord) => string) => part.map((word) => lexeme(of(word))).join(" <-> ");
    return `((${phrase(({ word }) => word)}) | (${phrase(({ german }) => german)}))`;
  });
}

function alternatives({ word, german, englishStem, germanStem, similar }: SearchedWord): string {
  const begun = [...new Set([word, german])].map((form) =>
    form.length >= SHORTEST_PREFIX ? `${lexeme(form)}:*` : lexeme(form),
  );
  const stems = [englishStem, germanStem].flatMap((stem) => (stem === null ? [] : [lexeme(stem)]));
  const corrected = [...correctionsOf(word, similar), ...correctionsOf(german, similar)].map(lexeme);
  return `(${[...new Set([...begun, ...stems, ...corrected])].join(" | ")})`;
}

function lexeme(word: string): string {
  return `'${word.replace(/['\\]/g, "")}'`;
}
