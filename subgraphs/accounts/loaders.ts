import DataLoader from "dataloader";
import type { Account } from "./domain/account.js";
import type { Device } from "./domain/device.js";
import type { Entitlement } from "./domain/entitlement.js";
import type { Product } from "./domain/product.js";
import type { Profile } from "./domain/profile.js";
import type { AccountsStore } from "./store.js";

/** Loaders of one request; lists of a household are keyed by its account, which callers take from the token. */
export interface AccountsLoaders {
  readonly account: DataLoader<string, Account | null>;
  readonly profilesOf: DataLoader<string, Profile[]>;
  readonly devicesOf: DataLoader<string, Device[]>;
  readonly entitlementsOf: DataLoader<string, Entitlement[]>;
  /** One key, "all": the products on sale are few, and read at most once a request. */
  readonly products: DataLoader<"all", Product[]>;
}

export function createLoaders(store: AccountsStore): AccountsLoaders {
  const each = <T>(load: (accountId: string) => Promise<T[]>) =>
    new DataLoader<string, T[]>((accountIds) => Promise.all(accountIds.map(load)));
  return {
    account: new DataLoader(async (ids) => {
      const byId = new Map((await store.accountsById(ids)).map((account) => [account.id, account]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
    // A request has one viewer, so that these have one key.
    profilesOf: each((accountId) => store.profilesOf(accountId)),
    devicesOf: each((accountId) => store.devicesOf(accountId)),
    entitlementsOf: each((accountId) => store.entitlementsOf(accountId)),
    products: new DataLoader(async (keys) => {
      const products = await store.products();
      return keys.map(() => products);
    }),
  };
}
