import { badInput } from "./errors.js";

/** A page of something ordered, as GraphQL's cursor connections show it. */
export interface Connection<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** The page size asked for, or a typed error that names the rule and the value. */
export function pageSize(argument: string, first: number, most: number): number {
  if (!Number.isInteger(first) || first < 1 || first > most) {
    throw badInput(argument, `must be 1..${most}`, first);
  }
  return first;
}

/** A cursor is the sort key of its row: it stays right when rows are added or removed around it. */
export function encodeCursor(key: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** Longer than any cursor we write; more is not read at all. */
const LONGEST_CURSOR = 1_000;

/** The sort key inside a cursor of `length` parts; a typed error for anything that is not one of ours. */
export function decodeCursor(argument: string, cursor: string, length: number): (string | number | null)[] {
  const refused = badInput(argument, "must be a cursor that this field returned", cursor);
  if (cursor.length > LONGEST_CURSOR) throw refused;
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    throw refused;
  }
  const isKey =
    Array.isArray(key) &&
    key.length === length &&
    key.every((part) => part === null || typeof part === "string" || typeof part === "number");
  if (!isKey) throw refused;
  return key as (string | number | null)[];
}

/**
 * A connection from rows read with one more than the page asked for: the extra row only tells that there is a next
 * page.
 */
export function connectionOf<T>(
  rows: readonly T[],
  page: { readonly size: number; readonly after: string | null | undefined },
  keyOf: (row: T) => readonly (string | number | null)[],
): Connection<T> {
  const edges = rows.slice(0, page.size).map((node) => ({ cursor: encodeCursor(keyOf(node)), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > page.size,
      hasPreviousPage: page.after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
