import type { JSONWebKeySet } from "jose";
import { type Lifecycle, opening } from "../../lib/lifecycle.js";
import type { RunningService } from "../../lib/service.js";
import { createSubgraph, type RequestContext, type Subgraph, withInner } from "../../lib/subgraph.js";
import type { AccountsContext } from "./context.js";
import type { Product } from "./domain/product.js";
import { checkSignUp, normaliseEmail } from "./domain/sign-up-input.js";
import type { AccountsEnvironment } from "./environment.js";
import { createInnerResolvers } from "./inner-resolvers.js";
import { createLoaders } from "./loaders.js";
import { type AccountsParts, openParts } from "./parts.js";
import { resolvers } from "./resolvers.js";
import type { NewHousehold } from "./sign-in.js";

export type { AccountsEnvironment } from "./environment.js";

/** Accounts, running, with what its operators may do beside the API. */
export interface Accounts extends RunningService {
  /** What access tokens are verified with. */
  publicKeys(): Promise<JSONWebKeySet>;
  /** Hashes of the sessions, devices and households whose tokens were taken back within the last minutes. */
  revoked(): Promise<readonly string[]>;
  /** The household's id; the one it has where the address is taken. */
  createHousehold(household: NewHousehold): Promise<string>;
  /** The id of the household with this address or id; null where there is none. */
  findHousehold(addressOrId: string): Promise<string | null>;
  /** What accounts stores about a household, but for secrets. */
  describeHousehold(accountId: string): Promise<object>;
  /** The rule that a new household breaks, as one sentence; null where it breaks none. */
  checkHousehold(household: NewHousehold): string | null;
  products(): Promise<Product[]>;
  upsertProduct(product: Product): Promise<Product>;
  /** Gives a product for a period from now, or until `validUntil`; the one row there is moves. */
  grantProduct(accountId: string, product: Product, validUntil?: number): Promise<void>;
  /** Takes a device from a household. False when the household has no such device. */
  removeDevice(accountId: string, deviceId: string): Promise<boolean>;
  /** Erases a household in every service, as it can itself. False where there is none such. */
  erase(accountId: string): Promise<boolean>;
  /** A token for a service or a billing system. */
  issueToken(subject: string, scopes: readonly string[], lifetimeSeconds: number): Promise<string>;
}

/**
 * Starts accounts: households, sign-in, devices, profiles, products and what they open.
 *
 * @throws Error when its database cannot be reached.
 */
export function startAccounts(env: AccountsEnvironment): Promise<Accounts> {
  return opening("accounts", async (lifecycle) => {
    const parts = await openParts(env, lifecycle);
    return {
      ...operatorsView(parts, lifecycle),
      revoked: () => parts.store.revoked(env.clock.now()),
      subgraph: createAccountsSubgraph(env, parts),
    };
  });
}

function createAccountsSubgraph(env: AccountsEnvironment, parts: AccountsParts): Subgraph {
  const { clock, log, verifier } = env;
  const inner = createSubgraph<RequestContext>({
    name: "accounts",
    schemaFile: new URL("./inner/schema.graphql", import.meta.url),
    resolvers: createInnerResolvers({ ...parts, clock }),
    // Services ask in nobody's name.
    verifier: { verify: () => Promise.resolve(null) },
    log,
    metrics: env.metrics,
    createContext: (base) => base,
  });
  const outer = createSubgraph<AccountsContext>({
    name: "accounts",
    schemaFile: new URL("./schema.graphql", import.meta.url),
    resolvers,
    verifier,
    log,
    metrics: env.metrics,
    createContext: (base) => ({ ...base, ...parts, clock, loaders: createLoaders(parts.store) }),
  });
  return withInner(outer, inner);
}

function operatorsView(parts: AccountsParts, lifecycle: Lifecycle): Omit<Accounts, "subgraph" | "revoked"> {
  const { store, tokens, signIn, administration, purchases, dataProtection } = parts;
  return {
    publicKeys: () => tokens.publicKeys(),
    async createHousehold(household) {
      const created = await signIn.createHousehold(household);
      const accountId = created ?? (await store.accountByEmail(normaliseEmail(household.email)))?.id;
      if (accountId === undefined) throw new Error("the household was removed while it was looked up");
      return accountId;
    },
    async findHousehold(addressOrId) {
      const [byId] = await store.accountsById([addressOrId]);
      return (byId ?? (await store.accountByEmail(normaliseEmail(addressOrId))))?.id ?? null;
    },
    describeHousehold: (accountId) => store.describeAccount(accountId),
    checkHousehold: (household) => checkSignUp(household)?.message ?? null,
    products: () => store.products(),
    upsertProduct: (product) => administration.upsertProduct(product),
    grantProduct: (accountId, product, validUntil) => purchases.grant(accountId, product, validUntil),
    async removeDevice(accountId, deviceId) {
      return (await administration.removeDevice(accountId, deviceId)).kind === "Device";
    },
    issueToken: async (subject, scopes, lifetimeSeconds) =>
      (await tokens.issue(subject, { scope: scopes.join(" ") }, lifetimeSeconds)).token,
    erase: (accountId) => dataProtection.erase(accountId),
    [Symbol.asyncDispose]: () => lifecycle.close(),
  };
}
