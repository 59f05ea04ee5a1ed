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
  /** Longer words that end with it, as compounds do. */
  readonly compounds: readonly string[];
  /** Two known words that it may have been meant to be, a blank between them, where nothing is known of it. */
  readonly splits: readonly string[];
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

/** Words that are also looked for written together, and of which one may be missing; longer texts are exact enough. */
const MOST_LOOSE_WORDS = 6;
/** Of fewer words none may be missing: one alone is hardly what was meant. */
const LEAST_LOOSE_WORDS = 3;

/** Numbers that names have in letters or in digits, English and German. */
const NUMBERS = [
  ["1", "one", "eins"],
  ["2", "two", "zwei"],
  ["3", "three", "drei"],
  ["4", "four", "vier"],
  ["5", "five", "funf"],
  ["6", "six", "sechs"],
  ["7", "seven", "sieben"],
  ["8", "eight", "acht"],
  ["9", "nine", "neun"],
  ["10", "ten", "zehn"],
];

/**
 * Every word must be found, in any order: as it is, begun, as the end of a compound, by its stem, as a number in letters
 * or digits, or, where nothing is known of it, corrected or taken apart; two words that follow each other also as one.
 * If that finds nothing, stop words need not be; then, of three words or more, any one of them.
 */
export function planSearch(words: readonly SearchedWord[]): SearchPlan {
  const folded = words.map(({ word }) => word).join(" ");
  const phrases = quotedPhrases(words);
  const free = words.filter(({ isQuoted }) => !isQuoted);
  const telling = free.filter(({ englishStem, germanStem }) => englishStem !== null && germanStem !== null);
  const queries = [
    anyOf([all(phrases, free), ...together(phrases, free)]),
    anyOf([all(phrases, telling), ...together(phrases, telling)]),
    anyOf(allButOne(phrases, telling)),
  ].filter((query) => query !== "");
  return { folded, queries: [...new Set(queries)] };
}

function all(phrases: readonly string[], words: readonly SearchedWord[]): string {
  return [...phrases, ...words.map(alternatives)].join(" & ");
}

function anyOf(queries: readonly string[]): string {
  const some = queries.filter((query) => query !== "");
  return some.length > 1 ? some.map((query) => `(${query})`).join(" | ") : (some[0] ?? "");
}

/** With two neighbours as one word: `master chef` as `masterchef`. */
function together(phrases: readonly string[], words: readonly SearchedWord[]): string[] {
  if (words.length > MOST_LOOSE_WORDS) return [];
  return words.slice(1).map((second, at) => {
    const first = words[at] ?? second;
    const forms = [...new Set([first.word + second.word, first.german + second.german])];
    const joined = `(${forms.map((form) => `${lexeme(form)}:*`).join(" | ")})`;
    return all([...phrases, joined], [...words.slice(0, at), ...words.slice(at + 2)]);
  });
}

function allButOne(phrases: readonly string[], words: readonly SearchedWord[]): string[] {
  if (words.length < LEAST_LOOSE_WORDS || words.length > MOST_LOOSE_WORDS) return [];
  return words.map((_, at) => all(phrases, words.toSpliced(at, 1)));
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

function alternatives(searched: SearchedWord): string {
  const { word, german, englishStem, germanStem, similar, compounds, splits } = searched;
  const begun = [...new Set([word, german])].map((form) =>
    form.length >= SHORTEST_PREFIX ? `${lexeme(form)}:*` : lexeme(form),
  );
  const stems = [englishStem, germanStem].flatMap((stem) => (stem === null ? [] : [lexeme(stem)]));
  const corrected = [...correctionsOf(word, similar), ...correctionsOf(german, similar)];
  const numbers = NUMBERS.find((names) => names.includes(word) || names.includes(german)) ?? [];
  const others = [...corrected, ...compounds, ...numbers].map(lexeme);
  const apart = splits.map((split) => `(${split.split(" ").map(lexeme).join(" <-> ")})`);
  return `(${[...new Set([...begun, ...stems, ...others, ...apart])].join(" | ")})`;
}

function lexeme(word: string): string {
  return `'${word.replace(/['\\]/g, "")}'`;
}
