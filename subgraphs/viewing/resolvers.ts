import { createHash } from "node:crypto";
import { dateTimeScalar } from "../../lib/date-time.js";
import { connectionOf, pageSize } from "../../lib/pagination.js";
import type { ViewingContext } from "./context.js";
import { isFinished, itemOf, keyOf, type Person, type Viewing } from "./domain/viewing.js";
import type { Resolvers } from "./generated/resolver-types.js";
import { continueWatching } from "./resolvers/continue-watching.js";
import { clearViewHistory, removeFromHistory, setBookmark } from "./resolvers/history-changes.js";
import { historyKeyOf, readHistoryKey, readWatchlistKey, watchlistKeyOf } from "./resolvers/page-keys.js";
import { personNamed, selfOrNamed } from "./resolvers/persons.js";
import { recordProgress, resumePositionSeconds } from "./resolvers/playback-only.js";
import { addToWatchlist, removeFromWatchlist } from "./resolvers/watchlist-changes.js";

const MOST_A_PAGE = 100;
const DEFAULT_PAGE = 20;

/** How far a person watched something; null where nobody did, or the person is not one of the household. */
async function bookmark(
  id: string,
  profileId: string | null | undefined,
  context: ViewingContext,
): Promise<Viewing | null> {
  const item = itemOf(id);
  const person = item && (await selfOrNamed(profileId, context));
  return item && person ? context.loaders.viewing.load({ ...item, profileId: person.id }) : null;
}

export const resolvers: Resolvers = {
  DateTime: dateTimeScalar,

  Query: {
    viewer: (_parent, _args, { viewer }) => (viewer ? { id: viewer.accountId } : null),
    resumePositionSeconds,
  },

  Mutation: {
    setBookmark,
    removeFromHistory,
    clearViewHistory,
    addToWatchlist,
    removeFromWatchlist,
    recordProgress,
  },

  Account: {
    __resolveReference: ({ id }, { viewer }) => (viewer?.accountId === id ? { id } : null),
    profile: ({ id: accountId }, { id }, context) =>
      context.viewer?.accountId === accountId ? personNamed(id, context) : null,
  },

  Profile: {
    __resolveReference: ({ id }, context) => personNamed(id, context),
    viewHistory: async (person, { first, after, includeArchived }, { store, upkeep, clock }) => {
      const size = pageSize("first", first ?? DEFAULT_PAGE, MOST_A_PAGE);
      const rows = await store.history(person, {
        after: after == null ? null : readHistoryKey(after),
        size: size + 1,
        archivedFrom: includeArchived ? upkeep.archivedFrom(clock.now()) : null,
      });
      return connectionOf(rows, { size, after }, historyKeyOf);
    },
    continueWatching: (person, { first }, context) =>
      continueWatching(person, pageSize("first", first ?? DEFAULT_PAGE, MOST_A_PAGE), context),
    watchlist: async (person: Person, { first, after }, { store }) => {
      const size = pageSize("first", first ?? DEFAULT_PAGE, MOST_A_PAGE);
      const rows = await store.watchlist(person, after == null ? null : readWatchlistKey(after), size + 1);
      const { edges, pageInfo } = connectionOf(rows, { size, after }, watchlistKeyOf);
      return {
        pageInfo,
        edges: edges.map(({ cursor, node: { addedAt, contentId } }) => ({
          cursor,
          addedAt,
          node: { __typename: "Content" as const, id: contentId },
        })),
      };
    },
  },

  ViewHistoryEntry: {
    // Stable, and nothing can be read from it.
    id: (viewing) => {
      const digest = createHash("sha256")
        .update(`${viewing.accountId} ${keyOf(viewing)}`)
        .digest("base64url");
      return `vh_${digest.slice(0, 22)}`;
    },
    content: ({ kind, itemId }) => (kind === "CONTENT" ? { id: itemId } : null),
    recording: ({ kind, itemId }) => (kind === "RECORDING" ? { id: itemId } : null),
    finished: (viewing) => isFinished(viewing),
  },

  Content: {
    __resolveReference: ({ id }) => ({ id }),
    bookmark: ({ id }, { profileId }, context) => bookmark(id, profileId, context),
    inWatchlist: async ({ id }, { profileId }, context) => {
      const person = await selfOrNamed(profileId, context);
      return person && context.loaders.watchlisted.load({ profileId: person.id, contentId: id });
    },
  },

  Recording: {
    // Whose recording it is only its owner knows; what was watched of it is looked for in the viewer's own household.
    __resolveReference: ({ id }) => ({ id }),
    bookmark: ({ id }, { profileId }, context) => bookmark(id, profileId, context),
  },
};
