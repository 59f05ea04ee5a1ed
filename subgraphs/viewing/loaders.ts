import DataLoader from "dataloader";
import type { RequestContext } from "../../lib/subgraph.js";
import { type Item, keyOf, type Viewing } from "./domain/viewing.js";
import type { ViewingStore } from "./store.js";

/** An item, and whose: a person of the viewer's household. */
export type PersonalItem = Item & { readonly profileId: string };

/** Something that may be on a person's watchlist. */
export interface PersonalContent {
  readonly profileId: string;
  readonly contentId: string;
}

/** Loaders of one request. They gather, but do not cache: one mutation may change what the next one reads. */
export interface ViewingLoaders {
  readonly viewing: DataLoader<PersonalItem, Viewing | null>;
  readonly watchlisted: DataLoader<PersonalContent, boolean>;
}

/** All of them read what is the viewer's household's alone, by the token. */
export function createLoaders(store: ViewingStore, { viewer }: RequestContext): ViewingLoaders {
  const accountId = viewer?.accountId ?? null;
  return {
    viewing: new DataLoader<PersonalItem, Viewing | null>(
      async (wanted) => {
        const found = accountId === null ? [] : await store.viewingsOf(accountId, wanted);
        const byKey = new Map(found.map((viewing) => [keyOf(viewing), viewing]));
        return wanted.map((item) => byKey.get(keyOf(item)) ?? null);
      },
      { cache: false },
    ),
    watchlisted: new DataLoader<PersonalContent, boolean>(
      async (wanted) => {
        const found = accountId === null ? [] : await store.watchlisted(accountId, wanted);
        const keys = new Set(found.map(({ profileId, contentId }) => `${profileId} ${contentId}`));
        return wanted.map(({ profileId, contentId }) => keys.has(`${profileId} ${contentId}`));
      },
      { cache: false },
    ),
  };
}
