import DataLoader from "dataloader";
import { type Concurrency, concurrencyOf } from "./domain/concurrency.js";
import type { SlotStore } from "./slot-store.js";

export interface PlaybackLoaders {
  /** A household's running streams. */
  readonly concurrency: DataLoader<string, Concurrency>;
}

/** Loaders of one request. They gather, but do not cache: one mutation may change what the next one reads. */
export function createLoaders(slots: SlotStore): PlaybackLoaders {
  const read = async (accountId: string) => {
    const { household } = await slots.run(accountId, { op: "peek" });
    return concurrencyOf(accountId, household);
  };
  return {
    concurrency: new DataLoader(
      async (accountIds) => {
        const reading = new Map([...new Set(accountIds)].map((accountId) => [accountId, read(accountId)]));
        return Promise.all(accountIds.map((accountId) => reading.get(accountId) ?? read(accountId)));
      },
      { cache: false },
    ),
  };
}
