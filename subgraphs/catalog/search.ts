import { badInput } from "../../lib/errors.js";
import { connectionOf, decodeCursor, pageSize } from "../../lib/pagination.js";
import { contentOf, isInstant, MOST_A_PAGE } from "./content-resolvers.js";
import type { CatalogContext } from "./context.js";
import type { Content } from "./domain/content.js";
import { type ContentFilter, checkFilter } from "./domain/content-filter.js";
import { LONGEST_SEARCH, partsOf, planSearch, type SearchPlan } from "./domain/search.js";
import type { SearchHit, SearchQuery } from "./store.js";

/** A page of what was found, with what it takes to count all pages; `search` is null where nothing can be found. */
export interface SearchPage {
  readonly search: SearchQuery | null;
  readonly edges: readonly { readonly cursor: string; readonly score: number; readonly node: Content }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

interface SearchArguments {
  readonly text: string;
  readonly filter?: ContentFilter | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

/** Where a page goes on: the same instant and the same width of search as the first page, behind a hit. */
interface SearchCursor {
  readonly now: number;
  readonly width: number;
  readonly hit: SearchHit;
}

/** Nothing is further from the instant of a search. */
const FURTHEST_MS = 8_640_000_000_000_000;
const LARGEST_INT = 2_147_483_647;

function readCursor(after: string): SearchCursor {
  const [now, width, bucket, score, distance, id] = decodeCursor("after", after, 6);
  const isNumber = (value: unknown, most: number): value is number =>
    typeof value === "number" && Math.abs(value) <= most;
  const isWhole = (value: unknown, most: number): value is number =>
    Number.isInteger(value) && isNumber(value, most);
  const isRead =
    isInstant(now) && isWhole(width, 2) && width >= 0 && isWhole(bucket, 2) && isWhole(score, LARGEST_INT);
  if (!isRead || !isNumber(distance, FURTHEST_MS) || typeof id !== "string" || !/^\w+$/.test(id)) {
    throw badInput("after", "must be a cursor that this field returned", after);
  }
  return { now, width, hit: { bucket, score, distance, id } };
}

/** Widens the search until something is found; the pages that follow stay with the width of the first. */
async function findHits(
  { store, clock }: CatalogContext,
  plan: SearchPlan,
  filter: ContentFilter,
  after: SearchCursor | null,
  limit: number,
) {
  const now = after?.now ?? clock.now();
  const widths = after ? [after.width] : plan.queries.map((_, width) => width);
  let found: { search: SearchQuery | null; width: number; hits: SearchHit[] } = {
    search: null,
    width: 0,
    hits: [],
  };
  for (const width of widths) {
    const query = plan.queries[width];
    if (query === undefined) break;
    const search = { folded: plan.folded, query, filter, now };
    found = { search, width, hits: await store.searchHits(search, after?.hit ?? null, limit) };
    if (found.hits.length > 0) break;
  }
  return found;
}

/** @throws BAD_USER_INPUT for a text, filter, size or cursor that breaks its rule. */
export async function searchContent(
  { text, filter, first, after }: SearchArguments,
  context: CatalogContext,
): Promise<SearchPage> {
  const size = pageSize("first", first ?? 20, MOST_A_PAGE);
  if (text.trim() === "" || text.length > LONGEST_SEARCH || /[\0\p{Cs}]/u.test(text)) {
    throw badInput("text", `must be 1..${LONGEST_SEARCH} characters of text`, text);
  }
  const broken = filter ? checkFilter(filter) : null;
  if (broken) throw badInput("filter", broken.rule, broken.got);
  const cursor = after == null ? null : readCursor(after);
  const plan = planSearch(await context.store.searchedWords(partsOf(text)));
  const { search, width, hits } = await findHits(context, plan, filter ?? {}, cursor, size + 1);
  const page = connectionOf(hits, { size, after }, ({ bucket, score, distance, id }) => [
    ...[search?.now ?? 0, width, bucket, score, distance, id],
  ]);
  const contents = await Promise.all(page.edges.map(({ node }) => contentOf(node.id, context)));
  const edges = page.edges.flatMap(({ cursor: place, node: hit }, index) => {
    const node = contents[index];
    // What went since it was found is left out.
    return node ? [{ cursor: place, score: hit.score / 1_000_000, node }] : [];
  });
  return { search, edges, pageInfo: page.pageInfo };
}
